#include "server/import_codec.h"

#include <algorithm>

#include "core/access/secret.h"
#include "dialects/cloudflare/token_codec.h"
#include "json/object_reader.h"

namespace selfsame::server {
namespace {

/// What reading any line needs.
struct Line {
  json::ObjectReader in;
  const boost::json::value& value;
  core::Timestamp now;
  core::Entropy& entropy;
};

/// Whether there is a text to read, be it empty; if not, `required_string` has complained.
bool has_text(const Line& line, std::string_view key) {
  const auto* value = line.in.find(key);
  return value != nullptr && value->is_string();
}

template <class IdType>
IdType required_id(Line& line, std::string_view key) {
  const auto text = line.in.required_string(key);
  if (const auto id = IdType::parse(text)) return *id;
  if (has_text(line, key)) line.in.refuse(key, "must be an id, e.g. of 32 hex digits");
  return {};
}

template <class IdType>
IdType id_or_new(Line& line, std::string_view key) {
  if (line.in.find(key) == nullptr) return IdType::make(line.now, line.entropy);
  return required_id<IdType>(line, key);
}

core::SecretHash required_hash(Line& line, std::string_view key) {
  core::SecretHash hash;
  const auto text = line.in.required_string(key);
  // A hash is as long as two ids.
  const auto first = core::parse_hex_id(std::string_view(text).substr(0, 32));
  const auto second =
      core::parse_hex_id(std::string_view(text).substr(std::min<std::size_t>(32, text.size())));
  if (first && second) {
    std::ranges::copy(*first, hash.bytes.begin());
    std::ranges::copy(*second, hash.bytes.begin() + 16);
  } else if (has_text(line, key)) {
    line.in.refuse(key, "must be the SHA-256 of the secret: 64 hex digits");
  }
  return hash;
}

std::optional<core::Timestamp> optional_time(Line& line, std::string_view key) {
  const auto text = line.in.string(key);
  if (!text) return std::nullopt;
  auto at = core::parse_rfc3339(*text);
  if (!at) line.in.refuse(key, "must be an RFC 3339 date and time");
  return at;
}

core::User decode_user(Line& line) {
  core::User user;
  user.id = required_id<core::UserId>(line, "id");
  user.email = line.in.required_string("email");
  user.username = line.in.string("username").value_or("");
  user.first_name = line.in.string("first_name");
  user.last_name = line.in.string("last_name");
  user.telephone = line.in.string("telephone");
  user.country = line.in.string("country");
  user.zipcode = line.in.string("zipcode");
  user.suspended = line.in.boolean("suspended").value_or(false);
  user.created_at = optional_time(line, "created_on").value_or(line.now);
  user.modified_at = optional_time(line, "modified_on").value_or(user.created_at);
  return user;
}

core::ImportedToken decode_token(Line& line, std::vector<core::FieldError>& errors) {
  core::ImportedToken token;
  token.id = required_id<core::TokenId>(line, "id");
  token.user = required_id<core::UserId>(line, "user_id");
  token.secret = required_hash(line, "secret_sha256");
  token.issued_at = optional_time(line, "issued_on");
  if (auto draft = cloudflare::decode_token(line.value)) {
    token.draft = std::move(*draft);
  } else {
    std::ranges::move(draft.error().fields, std::back_inserter(errors));
  }
  return token;
}

ImportedApiKey decode_api_key(Line& line) {
  ImportedApiKey imported;
  core::ApiKey& key = imported.key;
  key.id = id_or_new<core::ApiKeyId>(line, "id");
  key.user = required_id<core::UserId>(line, "user_id");
  key.name = line.in.string("name").value_or("");
  key.created_at = optional_time(line, "created_on").value_or(line.now);
  const auto kind = line.in.required_string("kind");
  if (kind == "organization") {
    key.kind = core::ApiKeyKind::organization;
    key.organization = required_id<core::OrganizationId>(line, "organization_id");
  } else if (kind != "global" && has_text(line, "kind")) {
    line.in.refuse("kind", "must be \"global\" or \"organization\"");
  }
  imported.secret = required_hash(line, "secret_sha256");
  return imported;
}

core::Organization decode_organization(Line& line) {
  core::Organization organization;
  organization.id = required_id<core::OrganizationId>(line, "id");
  organization.name = line.in.required_string("name");
  organization.created_at = optional_time(line, "created_on").value_or(line.now);
  organization.modified_at = organization.created_at;
  return organization;
}

core::Membership decode_membership(Line& line) {
  core::Membership membership;
  membership.id = id_or_new<core::MembershipId>(line, "id");
  membership.organization = required_id<core::OrganizationId>(line, "organization_id");
  membership.user = required_id<core::UserId>(line, "user_id");
  membership.owner = line.in.boolean("owner").value_or(false);
  membership.created_at = optional_time(line, "created_on").value_or(line.now);
  return membership;
}

ImportedEntity decode_by_type(Line& line, std::vector<core::FieldError>& errors) {
  const auto type = line.in.required_string("type");
  if (type == "user") return decode_user(line);
  if (type == "token") return decode_token(line, errors);
  if (type == "api_key") return decode_api_key(line);
  if (type == "organization") return decode_organization(line);
  if (type == "membership") return decode_membership(line);
  line.in.refuse("type", "must be user, token, api_key, organization or membership");
  return core::User();
}

}  // namespace

core::Result<ImportedEntity> decode_entity(const boost::json::value& value, core::Timestamp now,
                                           core::Entropy& entropy) {
  std::vector<core::FieldError> errors;
  Line line{json::ObjectReader(value, {}, errors), value, now, entropy};
  auto entity = decode_by_type(line, errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return entity;
}

}  // namespace selfsame::server
