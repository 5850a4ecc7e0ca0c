#include "core/billing/card_numbers.h"

#include <gtest/gtest.h>

namespace selfsame::core {
namespace {

TEST(HoldsCardNumber, FindsTheNumbersOfEveryNetwork) {
  // Test numbers that gateways publish.
  for (const auto* number :
       {"4111111111111111", "4242 4242 4242 4242", "5555-5555-5555-4444", "2223003122003222",
        "378282246310005", "3714 496353 98431", "30569309025904", "38520000023237",
        "6011111111111117", "6011.0009.9013.9424", "3530111333300000", "6200000000000005",
        "6759649826438453"}) {
    EXPECT_TRUE(holds_card_number(number)) << number;
    EXPECT_TRUE(is_card_number(number)) << number;
    EXPECT_TRUE(holds_card_number("card: " + std::string(number) + ", please")) << number;
    EXPECT_TRUE(holds_card_number(std::string(number) + " 12/27")) << number;
    EXPECT_TRUE(holds_card_number(std::string(number) + " 123")) << number;
    EXPECT_TRUE(holds_card_number("2026-11-23 " + std::string(number))) << number;
    EXPECT_TRUE(holds_card_number("Order 12 " + std::string(number))) << number;
  }
}

TEST(HoldsCardNumber, SeesThroughSeparators) {
  for (const auto* number : {"4242/4242/4242/4242", "4242_4242_4242_4242", "4242\t4242\t4242\t4242",
                             "4242\u00A04242\u00A04242\u00A04242", "4242, 4242, 4242, 4242"}) {
    EXPECT_TRUE(holds_card_number(number)) << number;
  }
}

TEST(HoldsCardNumber, PassesOverTelephones) {
  for (int i = 0; i < 1000; ++i) {
    const auto last = std::to_string(1000 + i);
    EXPECT_FALSE(holds_card_number("+49 1512 345" + last)) << last;
    EXPECT_FALSE(holds_card_number("49 1512 345" + last)) << last;
    EXPECT_FALSE(holds_card_number("+62 812 345" + last)) << last;
  }
}

TEST(IsCardNumber, AsksForTheWholeText) {
  EXPECT_TRUE(is_card_number("4111 1111-1111.1111"));
  EXPECT_FALSE(is_card_number("ch_4111111111111111"));
  EXPECT_FALSE(is_card_number("4111111111111111 12/27"));
  EXPECT_FALSE(is_card_number(""));
}

TEST(HoldsCardNumber, PassesOverWhatIsNone) {
  for (const auto* text :
       {"", "xxxx-xxxx-xxxx-1234", "4111111111111112", "411111111111", "+49 30 1234567890",
        "41111111111111110000", "pi_3MtwBwLkdIwHu7ix28a3tqPa", "0000000000000000", "1234567890123",
        "4111a1111b1111c1111", "BE0123456789", "2026-11-23 10:15:30"}) {
    EXPECT_FALSE(holds_card_number(text)) << text;
  }
}

TEST(RefuseCardNumber, DoesNotRepeatIt) {
  std::vector<FieldError> errors;
  refuse_card_number(errors, "/city", "4111111111111111");
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].pointer, "/city");
  EXPECT_EQ(errors[0].message.find("4111"), std::string::npos);
}

}  // namespace
}  // namespace selfsame::core
