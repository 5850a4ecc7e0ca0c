#include "core/billing/subscription_move.h"

#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>

#include "tests/support/test_subscription.h"

namespace selfsame::core {
namespace {

using enum SubscriptionState;
using testing::purchase_of;
using testing::started;

const Timestamp kStart = testing::at("2026-06-01T00:00:00Z");

TEST(SubscriptionMove, RefusesAStepThatTheTableDoesNotHave) {
  auto subscription = started(purchase_of(0), kStart);
  SubscriptionMove move(subscription, kStart);
  EXPECT_THROW(move.move_to(expired), std::logic_error);
  EXPECT_EQ(subscription.state, provisioned);
  EXPECT_NO_THROW(move.move_to(provisioned));
}

TEST(SubscriptionMove, RefusesWhatCannotBeCounted) {
  using Limits = std::numeric_limits<std::int64_t>;
  auto subscription = started(purchase_of(0), kStart);
  SubscriptionMove move(subscription, kStart);
  const auto book = [&](std::int64_t amount) {
    move.book(BillingItemType::charge, BillingAction::adjustment, amount);
  };
  book(Limits::max());
  EXPECT_THROW(book(1), std::overflow_error);
  book(-Limits::max());
  book(Limits::min());
  EXPECT_THROW(book(-1), std::overflow_error);
  EXPECT_EQ(subscription.balance, Limits::min());
  EXPECT_EQ(move.take_bookings().size(), 3U);
}

}  // namespace
}  // namespace selfsame::core
