#include "dialects/cloudflare/invite_codec.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/testing.h"
#include "tests/support/fake_clock.h"

namespace selfsame::cloudflare {
namespace {

using testing::kNoon;

const std::string kInvite = "4f5f0c14a2a41d5063dd301b2f829f04";
const std::string kOrganization = "023e105f4ecef8ad9ca31a8372d0c353";
const std::string kUser = std::string(32, '1');

core::InviteView view() {
  core::Organization organization;
  organization.name = "Demo";
  organization.enforce_two_factor = true;
  core::InviteView made;
  made.invite.id = *core::InviteId::parse(kInvite);
  made.invite.organization = *core::OrganizationId::parse(kOrganization);
  made.invite.email = "bob@example.com";
  made.invite.invited_by = "alice@example.com";
  made.invite.invited_at = kNoon;
  made.invite.expires_at = kNoon + std::chrono::days(7);
  made.organization = std::make_shared<const core::Organization>(organization);
  made.roles = {"Billing", "Domain Administrator"};
  return made;
}

std::string encode(const core::InviteView& of) {
  return encoded(encode_invite, of, *core::UserId::parse(kUser));
}

TEST(EncodeInvite, WritesExactlyThis) {
  EXPECT_EQ(encode(view()),
            R"({"id":")" + kInvite + R"(","invited_member_id":")" + kUser +
                R"(","invited_member_email":"bob@example.com","organization_id":")" +
                kOrganization + R"(","organization_name":"Demo",)" +
                R"("organization_is_enforcing_twofactor":true,)" +
                R"("roles":["Billing","Domain Administrator"],"invited_by":"alice@example.com",)" +
                R"("invited_on":"2026-03-01T12:00:00Z","expires_on":"2026-03-08T12:00:00Z",)" +
                R"("status":"pending"})");
}

TEST(EncodeInvite, SaysWhatBecameOfIt) {
  using enum core::EffectiveInviteStatus;
  for (const auto& [status, word] : {std::pair(accepted, "accepted"), std::pair(expired, "expired"),
                                     std::pair(rejected, "rejected")}) {
    auto made = view();
    made.status = status;
    EXPECT_TRUE(encode(made).ends_with(R"("status":")" + std::string(word) + "\"}")) << word;
  }
}

TEST(EncodeInvite, LeavesOutWhatNobodyKnowsAnyMore) {
  auto made = view();
  made.organization = nullptr;  // deleted since it was answered
  made.invite.invited_by.clear();
  EXPECT_EQ(encode(made).find("organization_name"), std::string::npos);
  EXPECT_EQ(encode(made).find("invited_by"), std::string::npos);
}

}  // namespace
}  // namespace selfsame::cloudflare
