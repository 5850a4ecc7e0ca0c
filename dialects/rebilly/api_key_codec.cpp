#include "dialects/rebilly/api_key_codec.h"

#include <array>
#include <optional>
#include <utility>

#include "core/access/secret_format.h"
#include "core/limits.h"
#include "core/text.h"
#include "dialects/rebilly/acl_codec.h"
#include "dialects/rebilly/ids.h"
#include "dialects/rebilly/networks.h"
#include "dialects/rebilly/times.h"
#include "json/object_reader.h"

namespace selfsame::rebilly {
namespace {

using Errors = std::vector<core::FieldError>;

constexpr std::string_view kSecret = "secret";
constexpr std::string_view kPublishable = "publishable";

std::string_view type_of(const core::ApiKey& key) {
  return key.kind == core::ApiKeyKind::publishable ? kPublishable : kSecret;
}

std::optional<core::ApiKeyKind> decode_type(json::ObjectReader& in) {
  const auto type = in.string("type");
  if (!type) return std::nullopt;
  if (*type == kSecret) return core::ApiKeyKind::organization;
  if (*type == kPublishable) return core::ApiKeyKind::publishable;
  in.refuse("type", "must be secret or publishable");
  return std::nullopt;
}

std::string decode_description(json::ObjectReader& in, Errors& errors) {
  auto text = in.required_string("description");
  if (in.find("description") != nullptr && in.find("description")->is_string()) {
    core::check_required_text(errors, in.pointer_to("description"), text,
                              core::limits::kApiKeyNameCharacters);
  }
  return text;
}

/// Null lifts the restriction.
std::optional<std::optional<std::vector<core::AclEntry>>> decode_acl(
    json::ObjectReader& in, const core::SecretHasher& hasher, Errors& errors) {
  if (!in.has("acl")) return std::nullopt;
  const auto* given = in.array("acl");
  if (given == nullptr) return std::optional<std::vector<core::AclEntry>>();
  return read_acl(*given, in.pointer_to("acl"), hasher, errors);
}

/// A secret that was shown once, or is known by its hash alone, as far as it may be told.
std::string masked(const core::ApiKey& key) {
  if (key.kind == core::ApiKeyKind::publishable) return key.shown_secret;
  const auto prefix = key.shown_secret.empty()
                          ? std::string_view()
                          : core::secret_prefix(core::SecretKind::organization_key);
  return std::string(prefix).append("************").append(key.shown_secret);
}

}  // namespace

core::Result<core::ApiKeyDraft> decode_api_key(const boost::json::value& body,
                                               const core::SecretHasher& hasher) {
  Errors errors;
  json::ObjectReader in(body, "", errors);
  core::ApiKeyDraft draft;
  draft.name = decode_description(in, errors);
  draft.kind = decode_type(in);
  draft.acl = decode_acl(in, hasher, errors);
  if (auto networks = read_networks(in, errors)) draft.allowed_networks = std::move(networks);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return draft;
}

void encode_api_key(const core::ApiKeyView& view, const core::PlainSecret* secret,
                    const LinkBase& links, json::Writer& out) {
  const auto& key = view.key;
  const auto id = shown_id(key);
  out.begin_object().field("id", id).field("description", key.name).field("type", type_of(key));
  // An empty list would say that nothing is allowed: one that restricts nothing is not there.
  if (!key.acl.empty()) {
    out.key("acl");
    encode_acl(key.acl, out);
  }
  encode_networks(key.allowed_networks, out);
  out.field("apiUser", view.user_email);
  out.key("secretKey");
  secret != nullptr ? out.string(secret->reveal()) : out.string(masked(key));
  out.field("createdTime", format_time(key.created_at))
      .field("updatedTime", format_time(key.modified_at));
  write_links(std::array{Link{"self", links.href("/api-keys/" + id)}}, out);
  out.end_object();
}

std::string shown_id(const core::ApiKey& key) {
  return key.chosen_id.empty() ? spell_id(key.id.bytes, IdKind::api_key) : key.chosen_id;
}

std::span<const Field> api_key_fields() {
  static constexpr std::array kFields{Field{"id", FieldType::id, IdKind::api_key},
                                      Field{"description", FieldType::string},
                                      Field{"type", FieldType::string},
                                      Field{"apiUser", FieldType::string},
                                      Field{"createdTime", FieldType::timestamp},
                                      Field{"updatedTime", FieldType::timestamp}};
  return kFields;
}

std::span<const std::string_view> api_key_sort_fields() {
  static constexpr std::array<std::string_view, 6> kNames{"id",      "description", "type",
                                                          "apiUser", "createdTime", "updatedTime"};
  return kNames;
}

Value api_key_value(const core::ApiKeyView& view, std::string_view field,
                    const core::OrganizationId& context, const core::SecretHasher& hasher) {
  const auto& key = view.key;
  if (field == "description") return key.name;
  if (field == "type") return std::string(type_of(key));
  if (field == "apiUser") return view.user_email;
  if (field == "createdTime") return key.created_at;
  if (field == "updatedTime") return key.modified_at;
  // As a filter reads the id that the client was shown.
  const auto id = read_id(shown_id(key), IdKind::api_key, context, hasher);
  return id ? Value(*id) : Value();
}

std::vector<std::string> api_key_texts(const core::ApiKeyView& view) {
  return {view.key.name, view.user_email};
}

}  // namespace selfsame::rebilly
