#pragma once

#include <boost/json/value.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/api_key_operations.h"
#include "core/access/secret.h"
#include "core/result.h"
#include "dialects/rebilly/links.h"
#include "dialects/rebilly/record_value.h"
#include "json/writer.h"

/// Keys of an organization. Source: reference 6.8.
namespace selfsame::rebilly {

/// What only the server says is passed over: clients send whole keys back.
/// Errors: invalid.
core::Result<core::ApiKeyDraft> decode_api_key(const boost::json::value& body,
                                               const core::SecretHasher& hasher);

/// `secret`: of a key that was made just now; null: what may be shown again.
void encode_api_key(const core::ApiKeyView& view, const core::PlainSecret* secret,
                    const LinkBase& links, json::Writer& out);

/// `api_key_0YV7JQMY6ED2FBE58BMFHBWBZH`; or as a client chose it.
std::string shown_id(const core::ApiKey& key);

// How lists of keys can be asked for.
std::span<const Field> api_key_fields();
std::span<const std::string_view> api_key_sort_fields();
Value api_key_value(const core::ApiKeyView& view, std::string_view field,
                    const core::OrganizationId& context, const core::SecretHasher& hasher);
/// Where `q` is looked for.
std::vector<std::string> api_key_texts(const core::ApiKeyView& view);

}  // namespace selfsame::rebilly
