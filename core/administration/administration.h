#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/access/secret.h"
#include "core/listing.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/organization_operations.h"

/// What those do who run the installation: the operator at the command line, and by `/v1` the
/// owners of the operator's organization. Every operation here has `Access::store`.
/// Errors of all: forbidden/permission_missing; of those that take an id: not_found.
namespace selfsame::core {

/// A list that goes on after an id, in the order of ids.
template <class Id>
struct AfterRequest {
  std::optional<Id> after;
  std::optional<std::uint64_t> limit;  ///< clamped to the limits; absent: the default

  [[nodiscard]] std::uint32_t clamped_limit() const {
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(
        limit.value_or(limits::kNativePageDefault), 1, limits::kNativePageMax));
  }
};

// People.

struct NewUser {
  std::string email;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> language;  ///< for mail, e.g. `de-DE`
  bool email_verified = true;           ///< the operator vouches for the address
};

struct UserWithKey {
  std::shared_ptr<const User> user;
  PlainSecret global_key;  ///< shown in this answer and never again
};

[[nodiscard]] Result<std::vector<User>> list_users(ReadTransaction& tx,
                                                   const OperationContext& context,
                                                   const AfterRequest<UserId>& request);
[[nodiscard]] Result<std::shared_ptr<const User>> get_user_by_id(ReadTransaction& tx,
                                                                 const OperationContext& context,
                                                                 const UserId& id);
/// Makes a user with their global key.
/// Errors:  invalid, conflict/mail_address_taken.
/// Effects: audit records of the user and the key.
[[nodiscard]] Result<UserWithKey> create_user(WriteTransaction& tx, const OperationContext& context,
                                              const NewUser& wanted);
/// A suspended user's credentials are refused from the next request on. Repeating it changes
/// nothing.
/// Errors:  conflict (oneself).
/// Effects: one audit record.
[[nodiscard]] Result<std::shared_ptr<const User>> suspend_user(WriteTransaction& tx,
                                                               const OperationContext& context,
                                                               const UserId& id);
[[nodiscard]] Result<std::shared_ptr<const User>> resume_user(WriteTransaction& tx,
                                                              const OperationContext& context,
                                                              const UserId& id);

// Organizations and tenants.

[[nodiscard]] Result<std::vector<Organization>> list_all_organizations(
    ReadTransaction& tx, const OperationContext& context,
    const AfterRequest<OrganizationId>& request, const std::optional<OrganizationId>& parent);

struct NewOrganization {
  std::string name;
  UserId owner;  ///< becomes its first Super Administrator
  OrganizationKind kind = OrganizationKind::standard;
  std::optional<OrganizationId> parent;  ///< a tenant
  bool tenant = false;
};
/// Errors:  invalid (also an owner or parent that is not there, a parent that is no tenant).
[[nodiscard]] Result<Organization> create_organization_for(WriteTransaction& tx,
                                                           const OperationContext& context,
                                                           const NewOrganization& wanted);

struct TenantEdit {
  std::optional<bool> tenant;  ///< whether it administers others
  /// Inner absent: no tenant above it.
  std::optional<std::optional<OrganizationId>> parent;
};
/// Errors:  invalid (`/parent_id`: unknown, no tenant, itself, below it, or deeper than
///          `limits::kTenantDepth`), conflict (`/tenant` false with organizations below it, or the
///          operator's; a parent for the operator's, whose owners would then run the installation).
/// Effects: one audit record; none if nothing changed.
[[nodiscard]] Result<Organization> edit_tenant(WriteTransaction& tx,
                                               const OperationContext& context,
                                               const OrganizationId& id, const TenantEdit& edit);

// Zones.

/// Errors: invalid (a name that is no domain name in lower case).
Status validate_zone(const Zone& zone);

[[nodiscard]] Result<std::vector<Zone>> list_zones_of(ReadTransaction& tx,
                                                      const OperationContext& context,
                                                      const OrganizationId& organization);
/// Errors:  invalid (a name that is no domain name), conflict (the name is taken),
///          limited/quota_exceeded.
[[nodiscard]] Result<Zone> create_zone(WriteTransaction& tx, const OperationContext& context,
                                       const OrganizationId& organization, const std::string& name);
[[nodiscard]] Status delete_zone(WriteTransaction& tx, const OperationContext& context,
                                 const ZoneId& id);

// The outbox.

[[nodiscard]] Result<std::vector<Mail>> list_mail(ReadTransaction& tx,
                                                  const OperationContext& context, MailState state,
                                                  const AfterRequest<MailId>& request);
/// Makes a dead (or waiting) mail due now.
[[nodiscard]] Result<Mail> retry_mail(WriteTransaction& tx, const OperationContext& context,
                                      const MailId& id);
[[nodiscard]] Status drop_mail(WriteTransaction& tx, const OperationContext& context,
                               const MailId& id);

}  // namespace selfsame::core
