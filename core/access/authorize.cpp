#include "core/access/authorize.h"

#include <algorithm>

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
    case CredentialKind::organization_key:  // not a credential of any door that asks here
    case CredentialKind::payment_gateway:   // allowed by name, where payments are reported
      return false;
    case CredentialKind::api_token:
      break;
  }
  return decide(principal.token->policies, operation.permission_groups, resource, catalogue)
             .verdict == Verdict::allowed;
}

bool credential_holds(const Principal& principal, std::string_view permission_group,
                      const Resource& resource, const Catalogue& catalogue) {
  if (principal.kind == CredentialKind::system || principal.kind == CredentialKind::global_key) {
    return true;
  }
  if (principal.token == nullptr) return false;
  return decide(principal.token->policies, std::span(&permission_group, 1), resource, catalogue)
             .verdict == Verdict::allowed;
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

Status authorize_operator(const OperationContext& context, OperationId id) {
  const bool by_operator = context.principal.kind == CredentialKind::system;
  if (operation(id).access != Access::operator_only || !by_operator) return permission_missing();
  return {};
}

}  // namespace selfsame::core
