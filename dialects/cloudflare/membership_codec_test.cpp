#include "dialects/cloudflare/membership_codec.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/account_codec.h"
#include "dialects/cloudflare/grants_codec.h"
#include "dialects/cloudflare/member_codec.h"
#include "dialects/cloudflare/testing.h"

namespace selfsame::cloudflare {
namespace {

const std::string kOrganization = "023e105f4ecef8ad9ca31a8372d0c353";
const std::string kMember = "4536bcfad5faccb111b47003c79917fa";

core::PlaceView place(core::MembershipStatus status) {
  core::Organization organization;
  organization.id = *core::OrganizationId::parse(kOrganization);
  organization.name = "Demo";
  core::Role role;
  role.name = "Billing";
  core::PlaceView view;
  view.member.membership.id = *core::MembershipId::parse(kMember);
  view.member.membership.status = status;
  view.member.roles = {role};
  view.member.policies.emplace_back();
  view.organization.organization = std::make_shared<const core::Organization>(organization);
  view.grants.raise(core::Area::billing, core::Level::edit);
  return view;
}

TEST(EncodeMembership, WritesExactlyThis) {
  const auto view = place(core::MembershipStatus::accepted);
  const auto head = R"({"id":")" + kMember + R"(","status":"accepted","account":)" +
                    encoded(encode_account_of_membership, view.organization) +
                    R"(,"api_access_enabled":null,"permissions":)" +
                    encoded(encode_grants, view.grants) + R"(,"roles":["Billing"])";
  EXPECT_EQ(encoded(encode_listed_membership, view), head + '}');
  EXPECT_EQ(encoded(encode_membership, view),
            head + R"(,"policies":)" + encoded(encode_member_policies, view.member.policies) + '}');
}

TEST(EncodeMembership, SaysWhatBecameOfIt) {
  using enum core::MembershipStatus;
  const auto of = [](core::MembershipStatus status) {
    return encoded(encode_listed_membership, place(status));
  };
  EXPECT_NE(of(pending).find(R"("status":"pending")"), std::string::npos);
  EXPECT_NE(of(rejected).find(R"("status":"rejected")"), std::string::npos);
}

TEST(EncodeUserOrganization, WritesExactlyThis) {
  const auto of = [](std::string_view status) {
    return R"({"id":")" + kOrganization + R"(","name":"Demo","status":")" + std::string(status) +
           R"(","permissions":["#billing:read","#billing:edit"],"roles":["Billing"]})";
  };
  EXPECT_EQ(encoded(encode_user_organization, place(core::MembershipStatus::accepted)),
            of("member"));
  EXPECT_EQ(encoded(encode_user_organization, place(core::MembershipStatus::pending)),
            of("invited"));
}

TEST(DecodeAnswer, ReadsBothAnswers) {
  EXPECT_EQ(decode_answer(parsed(R"({"status":"accepted"})")), core::Answer::accept);
  EXPECT_EQ(decode_answer(parsed(R"({"status":"rejected","id":1})")), core::Answer::reject);
}

TEST(DecodeAnswer, NamesWhatIsWrong) {
  const auto of = [](std::string_view body) { return complaints(decode_answer(parsed(body))); };
  EXPECT_EQ(of("{}"), Texts{"/status: is required"});
  EXPECT_EQ(of(R"({"status":null})"), Texts{"/status: is required"});
  EXPECT_EQ(of(R"({"status":"pending"})"), Texts{"/status: must be accepted or rejected"});
  EXPECT_EQ(of(R"({"status":true})"), Texts{"/status: must be a string"});
}

}  // namespace
}  // namespace selfsame::cloudflare
