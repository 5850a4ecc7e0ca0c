#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/identity/identity.h"
#include "core/tenancy/organization_user_operations.h"
#include "core/tenancy/own_role_operations.h"
#include "core/tenancy/place_administration.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::testing {

/// A small vocabulary.
inline constexpr auto is_known_permission = [](std::string_view name) {
  constexpr std::array<std::string_view, 17> kKnown{"*",
                                                    "GetProfile",
                                                    "GetUser",
                                                    "GetUserCollection",
                                                    "PostUser",
                                                    "PutUser",
                                                    "GetRole",
                                                    "PostRole",
                                                    "PutRole",
                                                    "DeleteRole",
                                                    "GetUserMfa",
                                                    "DeleteUser",
                                                    "GetMembership",
                                                    "PutMembership",
                                                    "DeleteMembership",
                                                    "PostUserPasswordChange",
                                                    "PostUserTotpReset"};
  return std::ranges::find(kKnown, name) != kKnown.end();
};

/// Acme's people as the dialect of single permissions sees them.
class PeopleWorld : public OrganizationWorld {
 protected:
  using Names = std::vector<std::string>;

  static core::OrganizationUserDraft draft_of(const std::string& email,
                                              core::PlaceDraft place = {}) {
    core::OrganizationUserDraft draft;
    draft.email = email;
    draft.first_name = "Ada";
    draft.last_name = "Byron";
    draft.place = std::move(place);
    return draft;
  }
  /// In a session with these permissions.
  core::Principal in_session(const core::UserId& user, Names permissions) {
    core::Session session;
    session.id = core::SessionId::make(clock_.now(), entropy_);
    session.user = user;
    session.permissions = std::move(permissions);
    session.created_at = clock_.now();
    session.modified_at = clock_.now();
    session.expires_at = clock_.now() + std::chrono::hours(1);
    store_->write_and_wait([&](core::WriteTransaction& tx) {
      tx.insert_session(session);
      return true;
    });
    auto principal = key_of(user);
    principal.kind = core::CredentialKind::session;
    principal.credential = session.id.bytes;
    principal.session = std::make_shared<const core::Session>(session);
    return principal;
  }
  static core::Principal from(core::Principal principal, std::string_view address) {
    principal.address = core::IpAddress::parse(address);
    return principal;
  }
  Names permissions(const core::Principal& of) {
    return read([&](auto& tx) { return core::permissions_in(tx, as(of), acme_); })
        .value_or(Names{"refused"});
  }
  std::shared_ptr<const core::User> user_now(const core::UserId& id) {
    return read([&](auto& tx) { return tx.find_user(id); });
  }

  static core::RoleDraft role_draft(std::string name, Names permissions, Names juniors = {}) {
    core::RoleDraft draft;
    draft.name = std::move(name);
    draft.acl = {{{}, std::move(permissions)}};
    draft.junior_ids = std::move(juniors);
    return draft;
  }
  auto create_role(const core::Principal& by, const core::RoleDraft& draft) {
    return write(
        [&](auto& tx) { return core::create_role(tx, as(by), acme_, draft, is_known_permission); });
  }
  /// The owner makes a role; its id.
  std::string make_role(std::string name, Names permissions, Names juniors = {}) {
    const auto made =
        create_role(key_, role_draft(std::move(name), std::move(permissions), std::move(juniors)));
    EXPECT_TRUE(made) << made.error().message;
    return made->role.id.hex();
  }
  auto put_role(const core::Principal& by, const std::string& id, const core::RoleDraft& draft) {
    return write([&](auto& tx) {
      return core::put_role(tx, as(by), acme_, id, draft, is_known_permission);
    });
  }
  auto delete_role(const core::Principal& by, const std::string& id) {
    return write([&](auto& tx) { return core::delete_role(tx, as(by), acme_, id); });
  }
  auto get_role(const core::Principal& by, const std::string& id) {
    return read([&](auto& tx) { return core::get_own_role(tx, as(by), acme_, id); });
  }

  auto put_place(const core::Principal& by, const std::string& user, const core::PlaceDraft& draft,
                 std::optional<core::OrganizationId> where = {}) {
    return write([&](auto& tx) {
      return core::put_place(tx, as(by), where.value_or(acme_), user, draft, is_known_permission);
    });
  }
  auto delete_place(const core::Principal& by, const std::string& user,
                    std::optional<core::OrganizationId> where = {}) {
    return write(
        [&](auto& tx) { return core::delete_place(tx, as(by), where.value_or(acme_), user); });
  }

  auto create_user(const core::Principal& by, const core::OrganizationUserDraft& draft,
                   std::optional<std::string> hash = {}) {
    return write([&](auto& tx) {
      return core::create_organization_user(tx, as(by), identity_, acme_, draft, hash,
                                            is_known_permission);
    });
  }
  auto put_user(const core::Principal& by, const std::string& id,
                const core::OrganizationUserDraft& draft, std::optional<std::string> hash = {}) {
    return write([&](auto& tx) {
      return core::put_organization_user(tx, as(by), identity_, acme_, id, draft, hash,
                                         is_known_permission);
    });
  }
  auto get_user(const core::Principal& by, const std::string& id) {
    return read([&](auto& tx) { return core::get_organization_user(tx, as(by), acme_, id); });
  }
  auto remove_user(const core::Principal& by, const std::string& id) {
    return write([&](auto& tx) { return core::remove_organization_user(tx, as(by), acme_, id); });
  }
  auto change_password(const core::Principal& by, const std::string& id,
                       std::optional<core::PasswordProof> own = {}) {
    return write([&](auto& tx) {
      return core::change_organization_user_password(tx, as(by), acme_, id, "new hash", own);
    });
  }
  auto reset_factor(const core::Principal& by, const std::string& id) {
    return write([&](auto& tx) {
      return core::reset_organization_user_factor(tx, as(by), identity_, acme_, id);
    });
  }

  /// A member with permissions by name and roles of Acme's own.
  Member add_person(const std::string& email, Names permissions, Names roles = {}) {
    auto member = add_member(email, Names{});
    const auto put =
        put_place(key_, member.user->id.hex(), {std::move(permissions), {}, std::move(roles), {}});
    EXPECT_TRUE(put) << put.error().message;
    return member;
  }
  /// The same, whose account Acme has made.
  Member make_person(const std::string& email, core::PlaceDraft place = {}) {
    const auto made = create_user(key_, draft_of(email, std::move(place)), "a hash");
    EXPECT_TRUE(made) << made.error().message;
    return {made->user, key_of(made->user), made->place.id};
  }

  const core::Identity& identity_ = fakes_.identity;
};

}  // namespace selfsame::testing
