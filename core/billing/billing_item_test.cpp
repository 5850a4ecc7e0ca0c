#include "core/billing/billing_item.h"

#include <gtest/gtest.h>

namespace selfsame::core {
namespace {

TEST(BillingItemType, HasANameThatLeadsBackToIt) {
  using enum BillingItemType;
  for (const auto type : {charge, credit, payment, refund}) {
    EXPECT_EQ(parse_billing_item_type(billing_item_type_name(type)), type);
  }
  EXPECT_EQ(billing_item_type_name(charge), "charge");
  EXPECT_EQ(billing_item_type_name(refund), "refund");
  EXPECT_EQ(parse_billing_item_type("Charge"), std::nullopt);
  EXPECT_EQ(parse_billing_item_type(""), std::nullopt);
}

TEST(BillingAction, HasANameThatLeadsBackToIt) {
  using enum BillingAction;
  for (const auto action :
       {subscription, renewal, change, cancellation, payment, refund, adjustment}) {
    EXPECT_EQ(parse_billing_action(billing_action_name(action)), action);
  }
  EXPECT_EQ(billing_action_name(subscription), "subscription");
  EXPECT_EQ(billing_action_name(adjustment), "adjustment");
  EXPECT_EQ(parse_billing_action("charge"), std::nullopt);
}

}  // namespace
}  // namespace selfsame::core
