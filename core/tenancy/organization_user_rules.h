#pragma once

#include <string_view>
#include <vector>

#include "core/audit/record_change.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/organization_user_operations.h"
#include "core/tenancy/standing.h"

/// What the operations on an organization's people have in common.
namespace selfsame::core {

/// Somebody in the organization, and where the caller stands to them.
struct FoundUser {
  Standing standing;
  std::shared_ptr<const User> user;
  Membership place;
  bool self = false;
};

/// After the authorization for an operation.
Result<FoundUser> find_organization_user(ReadTransaction& tx, const OperationContext& context,
                                         OperationId operation, const OrganizationId& organization,
                                         std::string_view id);

/// Owners are changed by owners; everybody by themselves.
Status check_not_above(const OperationContext& context, const FoundUser& found);

/// Whether the caller may change the person's credentials; their own they may, by what stands for all
/// of them: no key, no token, no session with fewer permissions.
/// Errors: forbidden/permission_missing, forbidden/proof_too_old (one's own).
Status check_may_change_credentials(ReadTransaction& tx, const OperationContext& context,
                                    const FoundUser& found);

/// Whether the organization made the account, and its holder belongs to no other.
bool is_theirs_alone(ReadTransaction& tx, const FoundUser& found);

/// Changes an account as a draft says.
/// Errors: invalid. `before` null: a new one.
Status apply_user_draft(const OrganizationUserDraft& draft, const User* before, User& user);

/// A change to credentials, in the log of the organization that did it and in the user's own.
void record_credential(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                       const FoundUser& found, const std::vector<AuditChange>& changes);

Described describe_account(const User& user);

}  // namespace selfsame::core
