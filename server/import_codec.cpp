#include "server/import_codec.h"

#include <algorithm>

#include "core/access/secret.h"
#include "core/limits.h"
#include "dialects/cloudflare/token_codec.h"
#include "json/object_reader.h"
#include "server/import_billing_codec.h"
#include "server/import_line.h"

namespace selfsame::server {
namespace {

/// A network, or one address.
std::optional<core::Cidr> parse_network(const std::string& text) {
  const auto address = core::IpAddress::parse(text);
  if (!address) return core::Cidr::parse(text);
  return core::Cidr::parse(text + (address->is_v4() ? "/32" : "/128"));
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
  user.email_verified = line.in.boolean("email_verified").value_or(true);
  user.two_factor_enabled = line.in.boolean("two_factor_authentication_enabled").value_or(false);
  user.suspended = line.in.boolean("suspended").value_or(false);
  user.created_at = optional_time(line, "created_on").value_or(line.now);
  user.modified_at = optional_time(line, "modified_on").value_or(user.created_at);
  return user;
}

core::ImportedToken decode_token(Line& line) {
  core::ImportedToken token;
  token.id = required_id<core::TokenId>(line, "id");
  token.owner = owner(line);
  token.creator_email = line.in.string("creator_email").value_or("");
  token.secret = required_hash(line, "secret_sha256");
  token.issued_at = optional_time(line, "issued_on");
  if (auto draft = cloudflare::decode_token(line.value)) {
    token.draft = std::move(*draft);
  } else {
    std::ranges::move(draft.error().fields, std::back_inserter(line.errors));
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
  organization.kind =
      choice<core::OrganizationKind>(line, "kind",
                                     {{"standard", core::OrganizationKind::standard},
                                      {"enterprise", core::OrganizationKind::enterprise}});
  organization.tenant = choice<core::TenantKind>(line, "tenant",
                                                 {{"none", core::TenantKind::none},
                                                  {"tenant", core::TenantKind::tenant},
                                                  {"operator", core::TenantKind::operator_}});
  organization.parent = optional_id<core::OrganizationId>(line, "parent_id");
  organization.abuse_contact_email = line.in.string("abuse_contact_email");
  organization.enforce_two_factor = line.in.boolean("enforce_twofactor").value_or(false);
  organization.created_at = optional_time(line, "created_on").value_or(line.now);
  organization.modified_at = optional_time(line, "modified_on").value_or(organization.created_at);
  return organization;
}

core::Membership decode_membership(Line& line) {
  core::Membership membership;
  membership.id = id_or_new<core::MembershipId>(line, "id");
  membership.organization = required_id<core::OrganizationId>(line, "organization_id");
  if (has_one_of(line, "user_id", "email")) {
    membership.user = optional_id<core::UserId>(line, "user_id");
    membership.email = line.in.string("email").value_or("");
  }
  const bool offered = line.in.find("user_id") == nullptr;
  membership.status = offered ? core::MembershipStatus::pending : core::MembershipStatus::accepted;
  const char* const status = offered ? "pending" : "accepted";
  if (line.in.string("status").value_or(status) != status) {
    line.in.refuse("status", "must be accepted with user_id, and pending with email");
  }
  membership.owner = line.in.boolean("owner").value_or(false);
  membership.is_default = line.in.boolean("default").value_or(false);
  membership.roles = ids<core::RoleId>(line, "roles");
  membership.permissions = line.in.strings("permissions").value_or(std::vector<std::string>());
  membership.allowed_networks = list_of<core::Cidr>(
      line, "allowed_ips", "must be an address or a network, e.g. 192.0.2.0/24", parse_network);
  membership.created_at = optional_time(line, "created_on").value_or(line.now);
  membership.modified_at = optional_time(line, "modified_on").value_or(membership.created_at);
  return membership;
}

core::Invite decode_invite(Line& line) {
  core::Invite invite;
  invite.id = required_id<core::InviteId>(line, "id");
  invite.organization = required_id<core::OrganizationId>(line, "organization_id");
  invite.membership = required_id<core::MembershipId>(line, "membership_id");
  invite.email = line.in.required_string("email");
  invite.roles = ids<core::RoleId>(line, "roles");
  invite.invited_by = line.in.string("invited_by").value_or("");
  invite.status = choice<core::InviteStatus>(line, "status",
                                             {{"pending", core::InviteStatus::pending},
                                              {"accepted", core::InviteStatus::accepted},
                                              {"rejected", core::InviteStatus::rejected}});
  invite.invited_at = optional_time(line, "invited_on").value_or(line.now);
  invite.expires_at =
      optional_time(line, "expires_on").value_or(invite.invited_at + core::limits::kInviteLifetime);
  return invite;
}

core::Grants decode_grants(Line& line) {
  core::Grants grants;
  const auto* areas = line.in.required_object("permissions");
  if (areas == nullptr) return grants;
  for (const auto& [name, value] : *areas) {
    const auto pointer = json::pointer_step(line.in.pointer_to("permissions"), name);
    const auto area = core::parse_area(name);
    if (!area) {
      line.errors.push_back({pointer, "is no part of an organization"});
      continue;
    }
    json::ObjectReader in(value, pointer, line.errors);
    if (in.boolean("read").value_or(false)) grants.raise(*area, core::Level::read);
    if (in.boolean("edit").value_or(false)) grants.raise(*area, core::Level::edit);
  }
  return grants;
}

/// What everything has that lies in an organization and has a name.
template <class Entity>
Entity decode_named(Line& line) {
  Entity entity;
  entity.id = required_id<decltype(entity.id)>(line, "id");
  entity.organization = required_id<core::OrganizationId>(line, "organization_id");
  entity.name = line.in.required_string("name");
  entity.created_at = optional_time(line, "created_on").value_or(line.now);
  entity.modified_at = optional_time(line, "modified_on").value_or(entity.created_at);
  return entity;
}

core::Role decode_role(Line& line) {
  auto role = decode_named<core::Role>(line);
  role.description = line.in.string("description").value_or("");
  role.grants = decode_grants(line);
  return role;
}

core::ResourceGroup decode_resource_group(Line& line) {
  auto group = decode_named<core::ResourceGroup>(line);
  group.zones = ids<core::ZoneId>(line, "zones");
  // An empty list means everything to the core: nobody should say that by accident.
  const auto* zones = line.in.find("zones");
  if (zones != nullptr && zones->is_array() && zones->get_array().empty()) {
    line.in.refuse("zones", "must not be empty; leave it out for the whole organization");
  }
  return group;
}

core::AuditRecord decode_audit_record(Line& line) {
  core::AuditRecord record;
  record.id = required_id<core::AuditRecordId>(line, "id");
  record.owner = owner(line);
  record.occurred_at = required_time(line, "occurred_on");
  record.action = line.in.required_string("action");
  record.outcome = choice<core::AuditOutcome>(
      line, "result",
      {{"success", core::AuditOutcome::success}, {"failure", core::AuditOutcome::refused}});
  record.actor = optional_id<core::UserId>(line, "actor_id");
  record.effective_actor = record.actor;
  record.actor_email = line.in.string("actor_email").value_or("");
  record.resource_kind = line.in.required_string("resource_type");
  record.resource_id = line.in.string("resource_id").value_or("");
  record.zone = optional_id<core::ZoneId>(line, "zone_id");
  record.zone_name = line.in.string("zone_name").value_or("");
  if (const auto address = line.in.string("client_address")) {
    record.client_address = core::IpAddress::parse(*address);
    if (!record.client_address) line.in.refuse("client_address", "must be an IP address");
  }
  record.user_agent = line.in.string("user_agent").value_or("");
  auto before = line.in.string("old_value");
  auto after = line.in.string("new_value");
  if (before || after) record.changes = {{"value", std::move(before), std::move(after)}};
  return record;
}

ImportedEntity decode_by_type(Line& line) {
  const auto type = line.in.required_string("type");
  if (type == "user") return decode_user(line);
  if (type == "token") return decode_token(line);
  if (type == "api_key") return decode_api_key(line);
  if (type == "organization") return decode_organization(line);
  if (type == "membership") return decode_membership(line);
  if (type == "invite") return decode_invite(line);
  if (type == "role") return decode_role(line);
  if (type == "zone") return decode_named<core::Zone>(line);
  if (type == "resource_group") return decode_resource_group(line);
  if (type == "audit_record") return decode_audit_record(line);
  if (type == "subscription") return decode_subscription(line);
  if (type == "billing_profile") return decode_billing_profile(line);
  if (type == "billing_item") return decode_billing_item(line);
  line.in.refuse("type",
                 "must be user, token, api_key, organization, membership, invite, role, zone, "
                 "resource_group, audit_record, subscription, billing_profile or billing_item");
  return core::User();
}

}  // namespace

core::Result<ImportedEntity> decode_entity(const boost::json::value& value, core::Timestamp now,
                                           core::Entropy& entropy) {
  std::vector<core::FieldError> errors;
  Line line{errors, json::ObjectReader(value, {}, errors), value, now, entropy};
  auto entity = decode_by_type(line);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return entity;
}

}  // namespace selfsame::server
