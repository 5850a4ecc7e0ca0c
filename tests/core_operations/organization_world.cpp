#include "tests/core_operations/organization_world.h"

#include "core/access/authenticate.h"
#include "core/administration/administration.h"

namespace selfsame::testing {

core::RoleId role(const std::string& id) { return core::RoleId::parse(id).value(); }

std::string group_of(const std::string& role_id) {
  return role_catalogue().group_of(role(role_id))->id.hex();
}

core::MemberRights rights(std::vector<std::string> roles) { return {std::move(roles), {}}; }

core::MemberRights rights(std::vector<core::MemberPolicyDraft> policies) {
  return {{}, std::move(policies)};
}

OrganizationWorld::OrganizationWorld() {
  carol_ = add_user("carol@example.com");
  carol_key_ = key_of(carol_);
  acme_ = add_owned_by(user_, "Acme").id;
  elsewhere_ = add_owned_by(carol_, "Elsewhere").id;
  owner_place_ = read([&](auto& tx) { return tx.memberships_of(user_->id)->front().id; });
}

core::Organization OrganizationWorld::add_owned_by(const std::shared_ptr<const core::User>& owner,
                                                   std::string name,
                                                   std::optional<core::OrganizationId> parent,
                                                   bool tenant) {
  core::NewOrganization wanted;
  wanted.name = std::move(name);
  wanted.owner = owner->id;
  wanted.parent = parent;
  wanted.tenant = tenant;
  const auto made =
      write([&](auto& tx) { return core::create_organization_for(tx, as(system_), wanted); });
  EXPECT_TRUE(made) << made.error().message;
  return *made;
}

core::Principal OrganizationWorld::key_of(const core::UserId& user) {
  return {read([&](auto& tx) { return tx.find_user(user); }),
          core::CredentialKind::global_key,
          {0xC1},
          nullptr,
          origin_.address};
}

core::Principal OrganizationWorld::token_of(const std::shared_ptr<const core::User>& user,
                                            std::vector<std::string> groups) {
  return with_groups_on(user, std::move(groups), {{kAccountKind, acme_.hex()}, {}});
}

core::Principal OrganizationWorld::acme_token(std::vector<std::string> groups) {
  core::TokenDraft wanted;
  wanted.name = "of Acme";
  wanted.policies.push_back({std::nullopt,
                             core::Effect::allow,
                             std::move(groups),
                             {{kAccountKind + '.' + acme_.hex(), std::nullopt}}});
  const auto made =
      write([&](auto& tx) { return core::create_token(tx, as(key_), acme_, wanted); });
  EXPECT_TRUE(made) << made.error().message;
  const auto principal = read([&](auto& tx) {
    return core::authenticate_token(tx, {hasher_, clock_.now(), origin_.address, fakes_.tokens},
                                    made->secret.reveal());
  });
  EXPECT_TRUE(principal);
  return *principal;
}

Member OrganizationWorld::add_member(const std::string& email,
                                     const std::vector<std::string>& roles) {
  Member member;
  member.user = add_user(email);
  member.key = key_of(member.user);
  std::vector<core::RoleId> ids;
  for (const auto& id : roles) ids.push_back(role(id));
  member.id = add_place(acme_, member.user, ids).id;
  return member;
}

Member OrganizationWorld::add_member(const std::string& email,
                                     std::vector<core::MemberPolicyDraft> policies) {
  auto member = add_member(email, std::vector{kMinimal});
  const auto updated = update(key_, member.id, rights(std::move(policies)));
  EXPECT_TRUE(updated) << updated.error().message;
  return member;
}

std::string OrganizationWorld::add_role(std::uint8_t number, const core::Grants& grants) {
  core::Role own;
  own.id = core::RoleId{{0xEE, number}};
  own.name = "Own " + std::to_string(number);
  own.grants = grants;
  own.organization = acme_;
  own.created_at = clock_.now();
  own.modified_at = clock_.now();
  const auto status = write([&](auto& tx) { return core::import_role(tx, as(system_), own); });
  EXPECT_TRUE(status) << status.error().message;
  return own.id.hex();
}

core::Zone OrganizationWorld::add_zone(const core::OrganizationId& organization,
                                       const std::string& name) {
  const auto made =
      write([&](auto& tx) { return core::create_zone(tx, as(system_), organization, name); });
  EXPECT_TRUE(made) << made.error().message;
  return *made;
}

std::string OrganizationWorld::add_resource_group(std::vector<core::ZoneId> zones) {
  core::ResourceGroup group;
  group.id = core::ResourceGroupId::make(clock_.now(), entropy_);
  group.organization = acme_;
  group.name = "group";
  group.zones = std::move(zones);
  group.created_at = clock_.now();
  group.modified_at = clock_.now();
  const auto status =
      write([&](auto& tx) { return core::import_resource_group(tx, as(system_), group); });
  EXPECT_TRUE(status) << status.error().message;
  return group.id.hex();
}

void OrganizationWorld::set_two_factor(const core::UserId& user, bool enabled) {
  store_->write_and_wait([&](core::WriteTransaction& tx) {
    core::User changed = *tx.find_user(user);
    changed.two_factor_enabled = enabled;
    return tx.update_user(changed);
  });
}

void OrganizationWorld::set_verified(const core::UserId& user, bool verified) {
  store_->write_and_wait([&](core::WriteTransaction& tx) {
    core::User changed = *tx.find_user(user);
    changed.email_verified = verified;
    return tx.update_user(changed);
  });
}

void OrganizationWorld::set_suspended(const core::UserId& user, bool suspended) {
  const auto changed = write([&](auto& tx) {
    return suspended ? core::suspend_user(tx, as(system_), user)
                     : core::resume_user(tx, as(system_), user);
  });
  EXPECT_TRUE(changed);
}

void OrganizationWorld::enforce_two_factor(const core::OrganizationId& organization) {
  store_->write_and_wait([&](core::WriteTransaction& tx) {
    core::Organization changed = *tx.find_organization(organization);
    changed.enforce_two_factor = true;
    return tx.update_organization(changed);
  });
}

core::Invite OrganizationWorld::invite(const std::string& email,
                                       const std::vector<std::string>& roles) {
  const auto made = add(key_, {email, rights(roles), false});
  EXPECT_TRUE(made) << made.error().message;
  const auto found = read([&](auto& tx) { return tx.invites_to(email); });
  for (const auto& one : found) {
    if (one.membership == made->membership.id) return one;
  }
  ADD_FAILURE() << "no invite was made";
  return {};
}

core::Membership OrganizationWorld::place(const core::MembershipId& id) {
  return read([&](auto& tx) { return tx.find_membership(acme_, id); }).value_or(core::Membership{});
}

std::uint64_t OrganizationWorld::count_owners() {
  return read([&](auto& tx) { return tx.count_owners(acme_); });
}

void expect_error(const core::Error& error, core::ErrorCode code, core::Reason reason) {
  EXPECT_EQ(error.code, code) << error.message;
  EXPECT_EQ(error.reason, reason) << error.message;
}

void expect_invalid(const core::Error& error, const std::string& pointer) {
  expect_error(error, core::ErrorCode::invalid, core::Reason::none);
  ASSERT_FALSE(error.fields.empty()) << error.message;
  EXPECT_EQ(error.fields.front().pointer, pointer) << error.fields.front().message;
}

void expect_forbidden(const core::Error& error) {
  expect_error(error, core::ErrorCode::forbidden, core::Reason::permission_missing);
}

void expect_not_found(const core::Error& error) {
  EXPECT_EQ(error.code, core::ErrorCode::not_found) << error.message;
  // Of an organization it says which kind of absence it is; that both absences of one look alike,
  // StandingTest tells.
  const bool of_organization = error.message == "Account not found.";
  EXPECT_EQ(error.reason, of_organization ? core::Reason::not_a_member : core::Reason::none)
      << error.message;
}

}  // namespace selfsame::testing
