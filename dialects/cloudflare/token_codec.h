#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

#include "core/access/catalogue.h"
#include "core/access/token.h"
#include "core/access/token_draft.h"
#include "core/result.h"
#include "core/time.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// Writes a token. `secret`: shown as `value`, in the answer that creates it only.
void encode_token(const core::Token& token, const core::Catalogue& catalogue, core::Timestamp now,
                  std::optional<std::string_view> secret, json::Writer& out);

/// Writes what `verify` says of a token.
void encode_verification(const core::Token& token, core::Timestamp now, json::Writer& out);

/// Reads the body of a create or an update. Read-only fields that clients send back are passed
/// over.
core::Result<core::TokenDraft> decode_token(const boost::json::value& body);

/// Renames the places in an error of the core to those of this dialect's bodies.
core::Error with_wire_pointers(core::Error error);

}  // namespace selfsame::cloudflare
