#include "core/billing/subscription.h"

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>

namespace selfsame::core {
namespace {

using enum SubscriptionState;

constexpr std::array kStates{trial,     provisioned, paid,   awaiting_payment,
                             cancelled, failed,      expired};

TEST(SubscriptionState, HasANameThatLeadsBackToIt) {
  for (const auto state : kStates) {
    EXPECT_EQ(parse_subscription_state(subscription_state_name(state)), state);
  }
  EXPECT_EQ(subscription_state_name(awaiting_payment), "AwaitingPayment");
  EXPECT_EQ(subscription_state_name(expired), "Expired");
  EXPECT_EQ(parse_subscription_state("awaiting_payment"), std::nullopt);
}

TEST(MayFollow, IsExactlyThisTable) {
  const std::map<SubscriptionState, std::set<SubscriptionState>> table{
      {trial, {provisioned, paid, awaiting_payment, cancelled}},
      {provisioned, {paid, awaiting_payment, cancelled}},
      {paid, {provisioned, awaiting_payment, cancelled}},
      {awaiting_payment, {provisioned, paid, cancelled, failed}},
      {failed, {provisioned, paid, cancelled, expired}},
      {cancelled, {}},
      {expired, {}},
  };
  for (const auto from : kStates) {
    for (const auto to : kStates) {
      EXPECT_EQ(may_follow(from, to), table.at(from).contains(to))
          << subscription_state_name(from) << " to " << subscription_state_name(to);
    }
  }
}

TEST(HasEnded, AreTheStatesThatNothingFollows) {
  for (const auto state : kStates) {
    EXPECT_EQ(has_ended(state), state == cancelled || state == expired);
  }
}

TEST(IsRunning, IsNeitherEndedNorFailed) {
  for (const auto state : kStates) {
    EXPECT_EQ(is_running(state), state != cancelled && state != expired && state != failed);
  }
}

TEST(Subscription, KnowsWhatItIsFor) {
  Subscription subscription;
  subscription.owner = UserId{};
  EXPECT_EQ(subscription.scope(), PlanScope::user);
  subscription.owner = OrganizationId{};
  EXPECT_EQ(subscription.scope(), PlanScope::account);
  subscription.zone = ZoneId{};
  EXPECT_EQ(subscription.scope(), PlanScope::zone);
}

}  // namespace
}  // namespace selfsame::core
