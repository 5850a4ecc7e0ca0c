#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/acl_rules.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/membership.h"
#include "core/tenancy/standing.h"

/// What a place gives, as clients say it who know single permissions.
namespace selfsame::core {

/// Absent: leave alone; for a new place: nothing.
struct PlaceDraft {
  std::optional<std::vector<std::string>> permissions{};  ///< names of single operations, or `*`
  std::optional<bool> owner{};
  /// Ids in any spelling, or as a client chose them; without the role of the owner.
  std::optional<std::vector<std::string>> role_ids{};
  std::optional<std::vector<std::string>> allowed_networks{};  ///< empty: from anywhere
};

/// One of the roles of an organization, or a built-in one, by its id in any spelling or as a client
/// chose it.
std::optional<Role> find_role_by_text(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                      const OrganizationId& organization, std::string_view text);

/// Gives a place what a client asks for.
/// Errors: invalid (`/permissions/0`, `/role_ids/0`, `/allowed_networks/0`).
Status apply_place_draft(ReadTransaction& tx, const OperationContext& context,
                         const PlaceDraft& draft, IsPermission is_permission, Membership& place);

/// Whether the caller may make one place of the other: hands out no more than they hold, leaves
/// owners to owners, leaves the organization an owner, and does not lift the networks that they
/// themselves are held to. `before` null: a new one.
/// Errors: forbidden/permission_missing, conflict/last_owner.
Status check_place_change(ReadTransaction& tx, const OperationContext& context,
                          const Standing& standing, const Membership* before,
                          const Membership& after);

/// The roles of a place but for the owner's, in their order.
std::vector<Role> roles_of_place(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                 const Membership& place);

/// Takes back what an organization has offered to an address, or to a user who declined, so that
/// they can be given a place.
void clear_offers(WriteTransaction& tx, const OrganizationId& organization,
                  const std::optional<UserId>& user, std::string_view email);

}  // namespace selfsame::core
