#include "core/store_operations.h"

#include <algorithm>
#include <utility>

#include "core/access/api_key_rules.h"
#include "core/access/authorize.h"
#include "core/access/secret_format.h"
#include "core/access/token_rules.h"
#include "core/administration/add_entity.h"
#include "core/administration/administration.h"
#include "core/audit/begin_record.h"
#include "core/audit/record_change.h"
#include "core/import_rules.h"
#include "core/limits.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/organization_rules.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

/// Every permission on everything: what the first user's token holds.
TokenDraft unrestricted_draft() {
  PolicyDraft policy;
  policy.permission_groups.emplace_back(permission_group::kEverything);
  policy.resources.push_back({"*", std::nullopt});
  TokenDraft draft;
  draft.name = "First API token";
  draft.policies.push_back(std::move(policy));
  return draft;
}

User make_first_user(const OperationContext& context, const FirstUser& first) {
  User user = make_user(context, first.email);
  user.first_name = first.first_name;
  user.last_name = first.last_name;
  user.password_hash = first.password_hash;
  return user;
}

std::uint64_t tokens_max(const Owner& owner) {
  return owner.kind == OwnerKind::user ? limits::kTokensPerUser : limits::kTokensPerOrganization;
}

Status check_roles(ReadTransaction& tx, const OperationContext& context,
                   const Membership& membership) {
  std::vector<FieldError> errors;
  for (std::size_t i = 0; i < membership.roles.size(); ++i) {
    if (find_role(tx, context.roles, membership.organization, membership.roles[i])) continue;
    errors.push_back({"/roles/" + std::to_string(i), "the organization has no such role"});
  }
  return errors.empty() ? Status() : invalid(std::move(errors));
}

/// Whether whoever gets the place has one in its organization, or one of its id: people find their
/// places by either.
bool has_place_like(ReadTransaction& tx, const Membership& wanted) {
  const auto is_like = [&](const Membership& place) {
    return place.organization == wanted.organization || place.id == wanted.id;
  };
  if (wanted.user && std::ranges::any_of(*tx.memberships_of(*wanted.user), is_like)) return true;
  return std::ranges::any_of(tx.memberships_offered_to(wanted.email), is_like);
}

void record_import(WriteTransaction& tx, const OperationContext& context,
                   const OrganizationId& organization, std::string_view kind, std::string id,
                   std::string_view field, std::string value) {
  record_change(tx, context, OperationId::store_import, organization, kind, std::move(id),
                {{std::string(field), std::nullopt, std::move(value)}});
}

}  // namespace

Result<FirstCredentials> initialize_store(WriteTransaction& tx, const OperationContext& context,
                                          const FirstUser& first) {
  constexpr auto kInit = OperationId::store_init;
  const User user = make_first_user(context, first);
  Organization organization;
  organization.id = OrganizationId::make(context.now, context.entropy);
  organization.name = first.organization;
  organization.tenant = TenantKind::operator_;
  organization.created_at = context.now;
  organization.modified_at = context.now;
  Token token;
  token.id = TokenId::make(context.now, context.entropy);
  token.owner = user.id;
  token.issued_at = context.now;
  token.modified_at = context.now;

  auto status = authorize_operator(context, kInit);
  if (status && tx.has_users()) {
    status = fail(ErrorCode::conflict, Reason::store_in_use, "The store has a user already.");
  }
  if (status) status = validate_user(user);
  if (status) status = validate_organization(organization);
  if (status) {
    status =
        apply_draft(unrestricted_draft(), context.catalogue, context.now, context.entropy, token);
  }
  if (!status) return std::unexpected(std::move(status.error()));

  add_user(tx, context, kInit, user);
  add_organization(tx, context, kInit, organization);
  add_membership(tx, context, kInit, make_owner_place(tx, context, organization, user));

  FirstCredentials made{user.id, organization.id,
                        make_secret(SecretKind::user_token, context.entropy),
                        make_secret(SecretKind::global_key, context.entropy),
                        make_secret(SecretKind::organization_key, context.entropy)};
  add_token(tx, context, kInit, token, context.hasher.hash(made.api_token.reveal()));
  add_api_key(tx, context, kInit,
              {ApiKeyId::make(context.now, context.entropy), ApiKeyKind::global, user.id,
               std::nullopt, "Global API key", context.now},
              context.hasher.hash(made.global_api_key.reveal()));
  add_api_key(tx, context, kInit,
              {ApiKeyId::make(context.now, context.entropy),
               ApiKeyKind::organization,
               user.id,
               organization.id,
               "First secret API key",
               context.now,
               context.now,
               {},
               {},
               {},
               shown_part(ApiKeyKind::organization, made.secret_api_key)},
              context.hasher.hash(made.secret_api_key.reveal()));
  return made;
}

Status import_user(WriteTransaction& tx, const OperationContext& context, User user) {
  if (user.username.empty()) user.username = user.id.hex();
  auto status = authorize_operator(context, OperationId::store_import);
  if (status) status = validate_user(user);
  if (!status) return status;
  if (tx.find_user(user.id) != nullptr) return import_id_taken();
  if (tx.find_user_by_email(user.email) != nullptr) {
    return fail(ErrorCode::conflict, Reason::mail_address_taken,
                "The store has a user with this mail address already.");
  }
  add_user(tx, context, OperationId::store_import, user);
  return {};
}

Status import_token(WriteTransaction& tx, const OperationContext& context,
                    const ImportedToken& imported) {
  Token token;
  token.id = imported.id;
  token.owner = imported.owner;
  token.issued_at = imported.issued_at.value_or(context.now);
  token.modified_at = token.issued_at;
  token.creator_email = imported.creator_email;
  auto status = authorize_operator(context, OperationId::store_import);
  if (status) {
    status = apply_draft(imported.draft, context.catalogue, context.now, context.entropy, token);
  }
  if (status) status = check_resources(token);
  if (status) status = check_import_owner(tx, token.owner);
  if (!status) return status;
  if (tx.find_token(token.owner, token.id)) return import_id_taken();
  if (tx.find_token_by_secret(imported.secret) != nullptr) return import_id_taken();
  if (tx.count_tokens(token.owner) >= tokens_max(token.owner)) {
    return fail(
        ErrorCode::limited, Reason::quota_exceeded,
        "The owner has " + std::to_string(tokens_max(token.owner)) + " API tokens already.");
  }
  add_token(tx, context, OperationId::store_import, token, imported.secret);
  return {};
}

Status import_api_key(WriteTransaction& tx, const OperationContext& context, ApiKey key,
                      const SecretHash& secret) {
  if (auto status = authorize_operator(context, OperationId::store_import); !status) return status;
  if (tx.find_user(key.user) == nullptr) return import_names_nothing("user.");
  if (key.organization && !tx.find_organization(*key.organization)) {
    return import_names_nothing("organization.");
  }
  if (tx.find_api_key_by_secret(secret) != nullptr) return import_id_taken();
  return insert_once([&] { add_api_key(tx, context, OperationId::store_import, key, secret); });
}

Status import_organization(WriteTransaction& tx, const OperationContext& context,
                           const Organization& organization) {
  auto status = authorize_operator(context, OperationId::store_import);
  if (status) status = validate_organization(organization);
  if (!status) return status;
  if (tx.find_organization(organization.id)) return import_id_taken();
  if (organization.parent) {
    const auto parent = tx.find_organization(*organization.parent);
    if (parent == nullptr) return import_names_nothing("parent organization.");
    if (parent->tenant == TenantKind::none) {
      return fail_field("/parent_id", "names an organization that is no tenant");
    }
    if (status = check_depth(tx, *parent, "/parent_id"); !status) return status;
  }
  add_organization(tx, context, OperationId::store_import, organization);
  return {};
}

Status import_membership(WriteTransaction& tx, const OperationContext& context,
                         Membership membership) {
  auto status = authorize_operator(context, OperationId::store_import);
  if (!status) return status;
  if (!tx.find_organization(membership.organization)) return import_names_nothing("organization.");
  if (membership.user) {
    const auto user = tx.find_user(*membership.user);
    if (user == nullptr) return import_names_nothing("user.");
    membership.email = user->email;
  } else if (!is_mail_address(membership.email)) {
    return fail_field("/email", "must be a mail address");
  } else if (membership.status != MembershipStatus::pending) {
    return fail_field("/status", "must be pending for a place without a user");
  }
  if (has_place_like(tx, membership)) return import_id_taken();
  // An open offer is bound to the address alone, until it is answered.
  if (membership.status == MembershipStatus::pending) membership.user.reset();
  if (status = check_roles(tx, context, membership); !status) return status;
  if (membership.owner && std::ranges::count(membership.roles, super_administrator()) == 0) {
    membership.roles.push_back(super_administrator());
  }
  give_roles(context, membership.roles, membership);
  return insert_once([&] { add_membership(tx, context, OperationId::store_import, membership); });
}

Status import_invite(WriteTransaction& tx, const OperationContext& context, const Invite& invite) {
  if (auto status = authorize_operator(context, OperationId::store_import); !status) return status;
  if (!is_mail_address(invite.email)) return fail_field("/email", "must be a mail address");
  if (!tx.find_organization(invite.organization)) return import_names_nothing("organization.");
  return insert_once([&] {
    tx.insert_invite(invite);
    record_import(tx, context, invite.organization, "invite", invite.id.hex(), "email",
                  invite.email);
  });
}

Status import_role(WriteTransaction& tx, const OperationContext& context, const Role& role) {
  if (auto status = authorize_operator(context, OperationId::store_import); !status) return status;
  std::vector<FieldError> errors;
  check_required_text(errors, "/name", role.name, limits::kRoleNameCharacters);
  check_text(errors, "/description", role.description, limits::kRoleDescriptionCharacters);
  if (!errors.empty()) return invalid(std::move(errors));
  if (!tx.find_organization(*role.organization)) return import_names_nothing("organization.");
  if (find_role(tx, context.roles, *role.organization, role.id)) return import_id_taken();
  if (tx.roles_of(*role.organization)->size() >= limits::kRolesPerOrganization) {
    return fail(ErrorCode::limited, Reason::quota_exceeded,
                "The organization has " + std::to_string(limits::kRolesPerOrganization) +
                    " roles of its own already.");
  }
  return insert_once([&] {
    tx.insert_role(role);
    record_import(tx, context, *role.organization, "role", role.id.hex(), "name", role.name);
  });
}

Status import_zone(WriteTransaction& tx, const OperationContext& context, const Zone& zone) {
  auto status = authorize_operator(context, OperationId::store_import);
  if (status) status = validate_zone(zone);
  if (!status) return status;
  if (!tx.find_organization(zone.organization)) return import_names_nothing("organization.");
  if (tx.find_zone(zone.id) || tx.find_zone_by_name(zone.name)) return import_id_taken();
  return insert_once([&] { add_zone(tx, context, OperationId::store_import, zone); });
}

Status import_resource_group(WriteTransaction& tx, const OperationContext& context,
                             const ResourceGroup& group) {
  if (auto status = authorize_operator(context, OperationId::store_import); !status) return status;
  std::vector<FieldError> errors;
  check_required_text(errors, "/name", group.name, limits::kResourceGroupNameCharacters);
  if (!errors.empty()) return invalid(std::move(errors));
  if (!tx.find_organization(group.organization)) return import_names_nothing("organization.");
  for (const auto& id : group.zones) {
    const auto zone = tx.find_zone(id);
    if (!zone || zone->organization != group.organization) return import_names_nothing("zone.");
  }
  return insert_once([&] {
    tx.insert_resource_group(group);
    record_import(tx, context, group.organization, "resource_group", group.id.hex(), "name",
                  group.name);
  });
}

Status import_audit_record(WriteTransaction& tx, const OperationContext& context,
                           AuditRecord record) {
  if (auto status = authorize_operator(context, OperationId::store_import); !status) return status;
  if (tx.find_audit_record(record.id)) return import_id_taken();
  const auto head = tx.find_audit_head(record.owner.id);
  if (head && head->occurred_at > record.occurred_at) {
    return fail_field("/occurred_on",
                      "is before the newest record of this log: bring records in oldest first, and "
                      "before the user or organization that they belong to");
  }
  record.operation = operation(OperationId::store_import).name;
  append_record(tx, std::move(record));
  return {};
}

}  // namespace selfsame::core
