#pragma once

#include <string>
#include <vector>

#include "core/tenancy/member_operations.h"
#include "core/tenancy/organization_operations.h"
#include "core/tenancy/place_operations.h"
#include "core/tenancy/role.h"
#include "tests/core_operations/world.h"

namespace selfsame::testing {

inline const std::string kSuper{core::built_in_role::kSuperAdministrator};
inline const std::string kAdministrator{core::built_in_role::kAdministrator};
inline const std::string kMinimal = "5c35d2bf3a545e6b7560b826c0d23c39";
inline const std::string kBilling = "298ce8e7a2ba08b9d18ce0a32bb458ee";
inline const std::string kDns = "069fe803647ed3609e93d041d5df6050";
/// The group that is made for single zones: everything in them.
inline const std::string kZoneAdministratorGroup = "a5e5061418ea445fbba04aac57f359a8";

core::RoleId role(const std::string& id);
/// The group that means the same as a built-in role.
std::string group_of(const std::string& role_id);
/// What a place gives, as roles.
core::MemberRights rights(std::vector<std::string> roles);
/// The same as policies.
core::MemberRights rights(std::vector<core::MemberPolicyDraft> policies);

/// Somebody with a place in an organization.
struct Member {
  std::shared_ptr<const core::User> user;
  core::Principal key;  ///< with their global key
  core::MembershipId id;
};

/// An organization, Acme, that `user_` owns; `other_` and "carol" are not in it. Another, Elsewhere,
/// is carol's.
class OrganizationWorld : public World {
 protected:
  OrganizationWorld();

  core::Organization add_owned_by(const std::shared_ptr<const core::User>& owner, std::string name,
                                  std::optional<core::OrganizationId> parent = std::nullopt,
                                  bool tenant = false);

  /// The user as they are now, with their global key.
  core::Principal key_of(const core::UserId& user);
  core::Principal key_of(const std::shared_ptr<const core::User>& user) { return key_of(user->id); }
  /// A token of the user's with one policy: the groups, on Acme.
  core::Principal token_of(const std::shared_ptr<const core::User>& user,
                           std::vector<std::string> groups);
  /// A token that belongs to Acme, as its bearer is known after the door.
  core::Principal acme_token(std::vector<std::string> groups);

  /// Puts a new user into Acme.
  Member add_member(const std::string& email, const std::vector<std::string>& roles);
  /// Puts a new user into Acme with policies.
  Member add_member(const std::string& email, std::vector<core::MemberPolicyDraft> policies);
  /// A role of Acme's own.
  std::string add_role(std::uint8_t number, const core::Grants& grants);
  core::Zone add_zone(const core::OrganizationId& organization, const std::string& name);
  std::string add_resource_group(std::vector<core::ZoneId> zones);
  /// Changes a place as only an import could.
  template <class Change>
  void change_place(const core::MembershipId& id, Change change) {
    store_->write_and_wait([&](core::WriteTransaction& tx) {
      auto place = *tx.find_membership(acme_, id);
      change(place);
      return tx.update_membership(place);
    });
  }
  void set_two_factor(const core::UserId& user, bool enabled);
  void set_verified(const core::UserId& user, bool verified);
  void set_suspended(const core::UserId& user, bool suspended);
  void enforce_two_factor(const core::OrganizationId& organization);

  // Operations on Acme.
  auto add(const core::Principal& by, const core::MemberDraft& draft) {
    return write([&](auto& tx) { return core::add_member(tx, as(by), acme_, draft); });
  }
  auto update(const core::Principal& by, const core::MembershipId& id,
              const core::MemberRights& wanted) {
    return write([&](auto& tx) { return core::update_member(tx, as(by), acme_, id, wanted); });
  }
  auto remove(const core::Principal& by, const core::MembershipId& id) {
    return write([&](auto& tx) { return core::remove_member(tx, as(by), acme_, id); });
  }
  auto members(const core::Principal& by) {
    return read([&](auto& tx) { return core::list_members(tx, as(by), acme_, {}); });
  }
  // Operations of a person on their own places.
  auto places(const core::Principal& of) {
    return read([&](auto& tx) { return core::list_places(tx, as(of), {}); });
  }
  auto invites(const core::Principal& of) {
    return read([&](auto& tx) { return core::list_invites(tx, as(of)); });
  }
  auto answer(const core::Principal& of, const core::InviteId& id, core::Answer given) {
    return write([&](auto& tx) { return core::answer_invite(tx, as(of), id, given); });
  }
  auto leave(const core::Principal& of, const core::MembershipId& id) {
    return write([&](auto& tx) { return core::leave_place(tx, as(of), id); });
  }

  /// Invites an address as the owner; the only new invite to it.
  core::Invite invite(const std::string& email, const std::vector<std::string>& roles = {kMinimal});
  core::Membership place(const core::MembershipId& id);
  std::uint64_t count_owners();

  std::shared_ptr<const core::User> carol_;
  core::Principal carol_key_;
  core::OrganizationId acme_;
  core::OrganizationId elsewhere_;
  core::MembershipId owner_place_;  ///< of `user_` in Acme
};

// What refusals look like.
void expect_error(const core::Error& error, core::ErrorCode code, core::Reason reason);
void expect_invalid(const core::Error& error, const std::string& pointer);
void expect_forbidden(const core::Error& error);
void expect_not_found(const core::Error& error);

}  // namespace selfsame::testing
