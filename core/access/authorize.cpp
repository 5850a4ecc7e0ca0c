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

/// What the user may do, whatever the credential: so far everything to themselves.
bool user_may(const User& user, const Resource& resource) {
  return resource.kind == resource_kind::kUser &&
         resource.id == std::string_view(user.id.hex_view());
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

Status authorize(const Principal& principal, const Operation& operation, const Resource& resource,
                 const Catalogue& catalogue) {
  const auto refused = [] {
    return fail(ErrorCode::forbidden, Reason::permission_missing,
                "The credential does not allow this operation.");
  };
  switch (operation.access) {
    case Access::operator_only:
      if (principal.kind != CredentialKind::system) return refused();
      return {};
    case Access::authenticated:
      return {};
    case Access::permission:
      break;
  }
  if (principal.user == nullptr || !user_may(*principal.user, resource)) return refused();
  switch (principal.kind) {
    case CredentialKind::system:
    case CredentialKind::global_key:
      return {};
    case CredentialKind::organization_key:  // acts inside its organization only
      return refused();
    case CredentialKind::api_token:
      break;
  }
  const auto decision =
      decide(principal.token->policies, operation.permission_groups, resource, catalogue);
  if (decision.verdict != Verdict::allowed) return refused();
  return {};
}

Status authorize_on_user(const OperationContext& context, OperationId id) {
  const auto user = context.principal.user->id.hex_view();
  return authorize(context.principal, operation(id), {resource_kind::kUser, user},
                   context.catalogue);
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

}  // namespace selfsame::core
