#include "core/tenancy/invite.h"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"

namespace selfsame::core {
namespace {

using std::chrono::microseconds;
using testing::kNoon;

TEST(Invite, IsOverFromTheInstantOfItsEndOn) {
  Invite invite;
  invite.expires_at = kNoon;
  EXPECT_EQ(invite.effective_status(kNoon - microseconds(1)), EffectiveInviteStatus::pending);
  EXPECT_EQ(invite.effective_status(kNoon), EffectiveInviteStatus::expired);
  EXPECT_EQ(invite.effective_status(kNoon + microseconds(1)), EffectiveInviteStatus::expired);
}

TEST(Invite, KeepsItsAnswerWhateverTheTime) {
  Invite invite;
  invite.expires_at = kNoon;
  for (const auto at : {kNoon - microseconds(1), Timestamp(kNoon)}) {
    invite.status = InviteStatus::accepted;
    EXPECT_EQ(invite.effective_status(at), EffectiveInviteStatus::accepted);
    invite.status = InviteStatus::rejected;
    EXPECT_EQ(invite.effective_status(at), EffectiveInviteStatus::rejected);
  }
}

}  // namespace
}  // namespace selfsame::core
