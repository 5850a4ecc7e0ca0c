#include "core/access/authorize.h"

#include <algorithm>
#include <utility>

namespace selfsame::core {
namespace {

bool names_operation(const PermissionGroup& group,
                     std::span<const std::string_view> permission_groups,
                     const Resource& resource) {
  if (group.id == permission_group::kEverything) return true;
  return group.fits(resource.kind) &&
         std::ranges::find(permission_groups, group.id) != permission_groups.end();
}

bool speaks_of(const Policy& policy, std::span<const std::string_view> permission_groups,
               const Resource& resource, const Catalogue& catalogue) {
  const bool names_group = std::ranges::any_of(policy.permission_groups, [&](const auto& name) {
    const auto* group = catalogue.find(name);
    return group != nullptr && names_operation(*group, permission_groups, resource);
  });
  return names_group && std::ranges::any_of(policy.resources, [&](const ResourceGrant& grant) {
           return covers(grant, resource);
         });
}

/// What the access list of a key, which is about its own organization, says of an operation.
bool acl_allows(const ApiKey& key, const Operation& operation) {
  if (key.acl.empty()) return true;
  return permits({}, operation) || std::ranges::any_of(key.acl, [&](const AclEntry& entry) {
           return entry.counts_in(*key.organization) && permits(entry.permissions, operation);
         });
}

/// A key may do whatever its user may in its own organization, as far as its access list goes;
/// elsewhere, what every key may.
bool key_allows(const ApiKey& key, const Operation& operation, const Resource& resource) {
  const auto organization = key.organization->hex();
  const bool inside =
      (resource.kind == resource_kind::kAccount && resource.id == organization) ||
      (resource.container_kind == resource_kind::kAccount && resource.container_id == organization);
  return inside ? acl_allows(key, operation) : permits({}, operation);
}

bool holds_everything(std::span<const std::string> permissions) {
  return std::ranges::find(permissions, "*") != permissions.end();
}

/// What is in both.
std::vector<std::string> intersection(std::vector<std::string> held,
                                      const std::vector<std::string>& given) {
  if (holds_everything(given)) return held;
  auto allowed = given;
  std::ranges::sort(allowed);
  const auto repeated = std::ranges::unique(allowed);
  allowed.erase(repeated.begin(), repeated.end());
  if (holds_everything(held)) return allowed;
  std::erase_if(held, [&](const auto& name) { return !std::ranges::binary_search(allowed, name); });
  return held;
}

/// What a token allows in an organization, by the names of another dialect.
std::vector<std::string> permissions_of_token(const Principal& principal, const Resource& account,
                                              const Catalogue& catalogue) {
  if (credential_holds(principal, permission_group::kEverything, account, catalogue)) return {"*"};
  std::vector<std::string> permissions;
  for (const auto& one : operations()) {
    const bool inside = one.access == Access::organization || one.access == Access::visible;
    if (!inside || !credential_allows(principal, one, account, catalogue)) continue;
    permissions.insert(permissions.end(), one.permissions.begin(), one.permissions.end());
  }
  return permissions;
}

}  // namespace

Decision decide(std::span<const Policy> policies,
                std::span<const std::string_view> permission_groups, const Resource& resource,
                const Catalogue& catalogue) {
  Decision decision;
  for (const auto& policy : policies) {
    const bool could_change = policy.effect == Effect::deny || decision.policy == nullptr;
    if (!could_change || !speaks_of(policy, permission_groups, resource, catalogue)) continue;
    if (policy.effect == Effect::deny) return {Verdict::denied, &policy};
    decision = {Verdict::allowed, &policy};
  }
  return decision;
}

bool credential_allows(const Principal& principal, const Operation& operation,
                       const Resource& resource, const Catalogue& catalogue) {
  switch (principal.kind) {
    case CredentialKind::system:
    case CredentialKind::global_key:
      return true;
    case CredentialKind::session:
      return permits(principal.session->permissions, operation);
    case CredentialKind::organization_key:
      return key_allows(*principal.key, operation, resource);
    case CredentialKind::payment_gateway:  // allowed by name, where payments are reported
    case CredentialKind::none:
      return false;
    case CredentialKind::api_token:
      break;
  }
  return decide(principal.token->policies, operation.permission_groups, resource, catalogue)
             .verdict == Verdict::allowed;
}

bool credential_holds(const Principal& principal, std::string_view permission_group,
                      const Resource& resource, const Catalogue& catalogue) {
  switch (principal.kind) {
    case CredentialKind::system:
    case CredentialKind::global_key:
      return true;
    case CredentialKind::session:  // groups are not theirs to have, but for who has everything
      return holds_everything(principal.session->permissions);
    case CredentialKind::organization_key:
    case CredentialKind::payment_gateway:
    case CredentialKind::none:
      return false;
    case CredentialKind::api_token:
      break;
  }
  return decide(principal.token->policies, std::span(&permission_group, 1), resource, catalogue)
             .verdict == Verdict::allowed;
}

std::vector<std::string> permissions_left(const Principal& principal,
                                          const OrganizationId& organization,
                                          std::vector<std::string> held,
                                          const Catalogue& catalogue) {
  switch (principal.kind) {
    case CredentialKind::system:
    case CredentialKind::global_key:
      return held;
    case CredentialKind::session:
      return intersection(std::move(held), principal.session->permissions);
    case CredentialKind::organization_key:
      if (principal.key->organization != organization) return {};
      if (principal.key->acl.empty()) return held;
      return intersection(std::move(held), acl_permissions(principal.key->acl, organization));
    case CredentialKind::payment_gateway:
    case CredentialKind::none:
      return {};
    case CredentialKind::api_token:
      break;
  }
  const auto id = organization.hex_view();
  return intersection(
      std::move(held),
      permissions_of_token(principal, Resource{resource_kind::kAccount, id}, catalogue));
}

bool is_unrestricted(const Principal& principal) {
  if (principal.session != nullptr) return holds_everything(principal.session->permissions);
  if (principal.key != nullptr) return principal.key->acl.empty();
  return principal.kind == CredentialKind::global_key || principal.kind == CredentialKind::system;
}

std::unexpected<Error> permission_missing() {
  return fail(ErrorCode::forbidden, Reason::permission_missing,
              "The credential does not allow this operation.");
}

Status authorize_on_user(const OperationContext& context, OperationId id) {
  const auto& user = context.principal.user;
  if (user == nullptr) return permission_missing();
  const Operation& wanted = operation(id);
  const auto user_id = user->id.hex_view();
  // A user's id is no account's: what covers it there covers every account.
  const bool by_account = wanted.access == Access::own_by_account;
  const Resource self{by_account ? resource_kind::kAccount : resource_kind::kUser, user_id};
  if (!credential_allows(context.principal, wanted, self, context.catalogue)) {
    return permission_missing();
  }
  return {};
}

Status authorize_authenticated(const OperationContext& context, OperationId id) {
  const auto& session = context.principal.session;
  const auto& key = context.principal.key;
  const bool withheld = (session != nullptr && !permits(session->permissions, operation(id))) ||
                        (key != nullptr && !acl_allows(*key, operation(id)));
  return withheld ? Status(permission_missing()) : Status();
}

Status authorize_operator(const OperationContext& context, OperationId id) {
  const bool by_operator = context.principal.kind == CredentialKind::system;
  if (operation(id).access != Access::operator_only || !by_operator) return permission_missing();
  return {};
}

}  // namespace selfsame::core
