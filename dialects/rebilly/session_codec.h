#pragma once

#include <boost/json/value.hpp>
#include <vector>

#include "core/identity/profile_operations.h"
#include "core/identity/session_operations.h"
#include "core/identity/sign_in_operations.h"
#include "core/result.h"
#include "dialects/rebilly/links.h"
#include "json/object_reader.h"
#include "json/writer.h"

namespace selfsame::rebilly {

/// Source: reference 6.9. `places`: where the person belongs; `token`: empty where none is shown.
void encode_session(const core::Session& session, std::string_view token, const core::User& user,
                    const std::vector<core::PlaceRecord>& places, const LinkBase& links,
                    json::Writer& out);

/// A sign-in, with the password that stands beside it.
struct DecodedSignIn {
  core::SignIn sign_in;
  core::PlainSecret password;
};
/// Errors: invalid.
core::Result<DecodedSignIn> decode_sign_in(const boost::json::value& body);

/// Names of permissions, each once; what is none is an error at its place.
std::vector<std::string> decode_permissions(json::ObjectReader& in, std::string_view key,
                                            std::vector<core::FieldError>& errors);

/// Errors: invalid (also a name of `permissions` that is none).
core::Result<core::SessionDraft> decode_session_draft(const boost::json::value& body);

}  // namespace selfsame::rebilly
