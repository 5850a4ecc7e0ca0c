#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/catalogue.h"
#include "core/access/operations.h"
#include "core/access/policy.h"
#include "core/access/principal.h"
#include "core/access/resource.h"
#include "core/operation_context.h"
#include "core/result.h"

namespace selfsame::core {

enum class Verdict {
  allowed,
  denied,       ///< a deny policy speaks of it; wins over every allow
  not_allowed,  ///< no policy speaks of it
};

struct Decision {
  Verdict verdict = Verdict::not_allowed;
  const Policy* policy = nullptr;  ///< the one that decided; null for `not_allowed`
};

/// What policies say of an operation that any of `permission_groups` (ids) contains, on a resource.
/// A group whose scope does not fit the kind of the resource says nothing; nor does an unknown one.
Decision decide(std::span<const Policy> policies,
                std::span<const std::string_view> permission_groups, const Resource& resource,
                const Catalogue& catalogue);

/// Whether the credential allows an operation on a resource; what its user may do is not asked.
bool credential_allows(const Principal& principal, const Operation& operation,
                       const Resource& resource, const Catalogue& catalogue);

/// The same for a single permission group.
bool credential_holds(const Principal& principal, std::string_view permission_group,
                      const Resource& resource, const Catalogue& catalogue);

/// What a credential leaves of the permissions (names of the Rebilly dialect's) that its user holds in
/// an organization.
std::vector<std::string> permissions_left(const Principal& principal,
                                          const OrganizationId& organization,
                                          std::vector<std::string> held,
                                          const Catalogue& catalogue);

/// Whether the credential gives all that its user may do where it counts, now and later.
bool is_unrestricted(const Principal& principal);

/// The refusal of everything that the caller may not do.
std::unexpected<Error> permission_missing();

/// Whether the principal may do an operation of kind `Access::own` or `own_by_account` to
/// themselves.
/// Errors: forbidden/permission_missing.
Status authorize_on_user(const OperationContext& context, OperationId operation);

/// Whether the principal may do an operation of kind `Access::authenticated`: everybody may, but for
/// a session or a key that is restricted to others.
/// Errors: forbidden/permission_missing.
Status authorize_authenticated(const OperationContext& context, OperationId operation);

/// Whether the principal may do an operation of kind `Access::operator_only`.
/// Errors: forbidden/permission_missing.
Status authorize_operator(const OperationContext& context, OperationId operation);

}  // namespace selfsame::core
