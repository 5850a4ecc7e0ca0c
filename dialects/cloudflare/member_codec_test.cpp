#include "dialects/cloudflare/member_codec.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/iam_codec.h"
#include "dialects/cloudflare/testing.h"

namespace selfsame::cloudflare {
namespace {

const std::string kOrganization = "023e105f4ecef8ad9ca31a8372d0c353";
const std::string kMember = "4536bcfad5faccb111b47003c79917fa";
const std::string kUser = std::string(32, '1');
const std::string kRole = std::string(32, '2');
const std::string kOtherRole = std::string(32, '3');
const std::string kGroup = std::string(32, '4');
const std::string kPolicy = std::string(32, '5');
const std::string kZones = std::string(32, '6');

core::Role role(const std::string& id) {
  core::Role made;
  made.id = *core::RoleId::parse(id);
  made.name = "Role";
  return made;
}

core::IamGroup group_meaning(const std::string& id) {
  return {*core::IamGroupId::parse(kGroup), "Group", "label", "Text.",
          core::RoleId::parse(id),          false,   {}};
}

core::ResourceGroup resources(const std::string& id) {
  return {*core::ResourceGroupId::parse(id),
          *core::OrganizationId::parse(kOrganization),
          "All",
          {},
          {},
          {}};
}

core::MemberPolicyView policy() {
  core::MemberPolicyView view;
  view.policy.id = *core::PolicyId::parse(kPolicy);
  view.permission_groups = {group_meaning(kRole)};
  view.resource_groups = {resources(kOrganization)};
  return view;
}

core::MemberView pending() {
  core::MemberView view;
  view.membership.id = *core::MembershipId::parse(kMember);
  view.membership.organization = *core::OrganizationId::parse(kOrganization);
  view.membership.email = "bob@example.com";
  view.roles = {role(kRole)};
  view.policies = {policy()};
  return view;
}

core::MemberView accepted() {
  auto view = pending();
  view.membership.status = core::MembershipStatus::accepted;
  core::User user;
  user.id = *core::UserId::parse(kUser);
  user.email = "Bob.New@example.com";
  user.first_name = "Bob";
  user.two_factor_enabled = true;
  view.user = std::make_shared<const core::User>(user);
  return view;
}

const std::string kHead = R"({"id":")" + kMember + R"(",)";
const std::string kPendingPerson =
    R"("email":"bob@example.com","status":"pending","user":{"id":null,"email":"bob@example.com",)"
    R"("first_name":null,"last_name":null,"two_factor_authentication_enabled":false},)";
const std::string kRoles = R"("roles":[)" + encoded(encode_role, role(kRole)) + ']';
const std::string kPolicies =
    R"("policies":[{"id":")" + kPolicy + R"(","access":"allow","permission_groups":[)" +
    encoded(encode_iam_group, group_meaning(kRole)) + R"(],"resource_groups":[)" +
    encoded(encode_resource_group, resources(kOrganization)) + "]}]";

TEST(EncodeMember, OfAnInvitedPersonIsAnAddressOnly) {
  EXPECT_EQ(encoded(encode_member, pending()),
            kHead + kPendingPerson + kRoles + ',' + kPolicies + '}');
}

TEST(EncodeMember, OfAMemberShowsThePerson) {
  EXPECT_EQ(encoded(encode_member, accepted()),
            kHead + R"("email":"Bob.New@example.com","status":"accepted","user":{"id":")" + kUser +
                R"(","email":"Bob.New@example.com","first_name":"Bob","last_name":null,)" +
                R"("two_factor_authentication_enabled":true},)" + kRoles + ',' + kPolicies + '}');
}

TEST(EncodeMember, InAListLeavesOutPoliciesThatSayOnlyWhatTheRolesSay) {
  EXPECT_EQ(encoded(encode_listed_member, pending()), kHead + kPendingPerson + kRoles + '}');
  auto twin = pending();  // of one of the organization's own roles
  twin.policies[0].permission_groups[0].role.reset();
  twin.policies[0].permission_groups[0].id = *core::IamGroupId::parse(kRole);
  auto none = pending();
  none.policies.clear();
  for (const auto& view : {twin, none}) {
    EXPECT_EQ(encoded(encode_listed_member, view), encoded(encode_listed_member, pending()));
  }
}

TEST(EncodeMember, InAListShowsPoliciesThatSayMoreOrLess) {
  auto denied = pending();
  denied.policies[0].policy.effect = core::Effect::deny;
  auto in_a_part = pending();
  in_a_part.policies[0].resource_groups = {resources(kZones)};
  auto in_two_parts = pending();
  in_two_parts.policies[0].resource_groups.push_back(resources(kZones));
  auto two = pending();
  two.policies.push_back(policy());
  auto another = pending();
  another.policies[0].permission_groups = {group_meaning(kOtherRole)};
  auto fewer = pending();
  fewer.roles.push_back(role(kOtherRole));
  for (const auto& view : {denied, in_a_part, in_two_parts, two, another, fewer}) {
    EXPECT_EQ(encoded(encode_listed_member, view), encoded(encode_member, view));
  }
}

TEST(DecodeMember, ReadsRolesAsIdsAndAsObjects) {
  const auto draft =
      decode_member(parsed(R"({"email":"a@b.c","roles":["x",{"id":"y","name":"Y"}]})"));
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->email, "a@b.c");
  EXPECT_EQ(draft->rights.roles, (Texts{"x", "y"}));
  EXPECT_FALSE(draft->rights.policies.has_value());
  EXPECT_FALSE(draft->accepted);
}

TEST(DecodeMember, ReadsPoliciesAndStatus) {
  const auto draft = decode_member(
      parsed(R"({"email":"a@b.c","status":"accepted","policies":[{"access":"deny",)"
             R"("permission_groups":[{"id":"g"}],"resource_groups":[{"id":"r"},"s"]},)"
             R"({"access":"allow","permission_groups":[],"resource_groups":[],"id":"p"}]})"));
  ASSERT_TRUE(draft);
  EXPECT_TRUE(draft->accepted);
  EXPECT_FALSE(draft->rights.roles.has_value());
  ASSERT_TRUE(draft->rights.policies.has_value());
  ASSERT_EQ(draft->rights.policies->size(), 2U);
  const auto& first = draft->rights.policies->front();
  EXPECT_EQ(first.effect, core::Effect::deny);
  EXPECT_EQ(first.permission_groups, Texts{"g"});
  EXPECT_EQ(first.resource_groups, (Texts{"r", "s"}));
  EXPECT_EQ(draft->rights.policies->back().effect, core::Effect::allow);
}

TEST(DecodeMember, NamesEveryWrongPlace) {
  const auto of = [](std::string_view body) { return complaints(decode_member(parsed(body))); };
  EXPECT_EQ(of("{}"), Texts{"/email: is required"});
  EXPECT_EQ(of(R"({"email":1,"roles":{},"policies":"x","status":"rejected"})"),
            (Texts{"/email: must be a string", "/roles: must be an array",
                   "/policies: must be an array", "/status: must be accepted or pending"}));
  EXPECT_EQ(of(R"({"email":"a@b.c","roles":[1,{},{"id":2}]})"),
            (Texts{"/roles/0: must be an id, or an object with one", "/roles/1/id: is required",
                   "/roles/2/id: must be a string"}));
  EXPECT_EQ(of(R"({"email":"a@b.c","policies":[{},{"access":"x","permission_groups":[3],)"
               R"("resource_groups":{}}]})"),
            (Texts{"/policies/0/access: is required", "/policies/0/permission_groups: is required",
                   "/policies/0/resource_groups: is required",
                   "/policies/1/access: must be allow or deny",
                   "/policies/1/permission_groups/0: must be an id, or an object with one",
                   "/policies/1/resource_groups: must be an array"}));
}

TEST(DecodeMemberRights, PassesOverEverythingElse) {
  const auto rights = decode_member_rights(parsed(
      R"({"id":1,"email":2,"status":"rejected","user":[],"account_id":{},"roles":[{"id":"r"}]})"));
  ASSERT_TRUE(rights);
  EXPECT_EQ(rights->roles, Texts{"r"});
  EXPECT_FALSE(rights->policies.has_value());
}

TEST(DecodeMemberRights, MayWantNoChangeAtAll) {
  for (const auto* body : {"{}", R"({"roles":null,"policies":null})"}) {
    const auto rights = decode_member_rights(parsed(body));
    ASSERT_TRUE(rights) << body;
    EXPECT_FALSE(rights->roles.has_value());
    EXPECT_FALSE(rights->policies.has_value());
  }
  EXPECT_EQ(complaints(decode_member_rights(parsed("[]"))), Texts{": must be an object"});
}

}  // namespace
}  // namespace selfsame::cloudflare
