#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/listing.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// What can be done with organizations.
/// Errors of every operation that takes an id: not_found (absent, or not the caller's to know of),
/// forbidden/permission_missing, forbidden/two_factor_required, forbidden/address_refused.
namespace selfsame::core {

/// An organization with the tenant above it.
struct OrganizationView {
  std::shared_ptr<const Organization> organization;
  std::shared_ptr<const Organization> parent;  ///< null: none
};

OrganizationView view_of(ReadTransaction& tx, std::shared_ptr<const Organization> organization);

/// What the caller and the credential see, in the order of the caller's places.
std::vector<std::shared_ptr<const Organization>> visible_organizations(
    ReadTransaction& tx, const OperationContext& context);

struct OrganizationListing {
  PageRequest page;
  Direction direction = Direction::ascending;  ///< by creation
  std::optional<std::string> name;             ///< part of it, in any case
};

/// The organizations that the caller is a member of and the credential sees, or the one that it
/// belongs to. None: an empty list.
/// Source:  Cloudflare v4 `GET /accounts`.
[[nodiscard]] Result<Listed<OrganizationView>> list_organizations(
    ReadTransaction& tx, const OperationContext& context, const OrganizationListing& listing);

struct OrganizationDraft {
  std::string name;
  OrganizationKind kind = OrganizationKind::standard;
  std::optional<OrganizationId> unit;  ///< the tenant to make it in
  bool standalone = false;             ///< in none
};

/// Makes an organization that the caller owns. The caller owns a tenant: the one named, or the only
/// one they have.
/// Errors:  invalid (also a unit together with standalone, neither with several tenants),
///          forbidden/permission_missing (owns no tenant).
/// Effects: audit records of the organization and the membership.
/// Source:  Cloudflare v4 `POST /accounts`.
[[nodiscard]] Result<OrganizationView> create_organization(WriteTransaction& tx,
                                                           const OperationContext& context,
                                                           const OrganizationDraft& draft);

[[nodiscard]] Result<OrganizationView> get_organization(ReadTransaction& tx,
                                                        const OperationContext& context,
                                                        const OrganizationId& id);

/// Absent fields stay; an inner absent one is cleared.
struct OrganizationEdit {
  std::string name;
  std::optional<std::optional<std::string>> abuse_contact_email;
  std::optional<bool> enforce_two_factor;
};

/// Errors:  invalid; conflict/two_factor_required (whoever enforces a second factor has one, or
///          nobody could take it back).
/// Effects: one audit record with what changed; none if nothing did.
/// Source:  Cloudflare v4 `PUT /accounts/{id}`.
[[nodiscard]] Result<OrganizationView> update_organization(WriteTransaction& tx,
                                                           const OperationContext& context,
                                                           const OrganizationId& id,
                                                           const OrganizationEdit& edit);

/// Takes everything with it that lies in the organization; for a person who owns it, not for its
/// tokens.
/// Errors:  conflict (there are organizations below it, it is the operator's, it has subscriptions
///          that have not ended, or more than `limits::kMembersOfDeletedOrganization` members).
/// Source:  Cloudflare v4 `DELETE /accounts/{id}`.
[[nodiscard]] Status delete_organization(WriteTransaction& tx, const OperationContext& context,
                                         const OrganizationId& id);

/// The tenants that the caller owns.
/// Errors:  forbidden/permission_missing.
/// Source:  Cloudflare v4 `GET /user/tenants`.
[[nodiscard]] Result<std::vector<OrganizationView>> list_tenants(ReadTransaction& tx,
                                                                 const OperationContext& context);

}  // namespace selfsame::core
