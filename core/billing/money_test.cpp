#include "core/billing/money.h"

#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>

#include "core/limits.h"
#include "tests/support/test_subscription.h"

namespace selfsame::core {
namespace {

using limits::kAmountMax;
using testing::kDinar;
using testing::kDollar;
using testing::kYen;

TEST(AddAmounts, TakesPartsAndSumsUpToTheLimit) {
  EXPECT_EQ(add_amounts(0, 0), 0);
  EXPECT_EQ(add_amounts(3, -5), -2);
  EXPECT_EQ(add_amounts(kAmountMax - 1, 1), kAmountMax);
  EXPECT_EQ(add_amounts(-kAmountMax, 0), -kAmountMax);
  EXPECT_EQ(add_amounts(kAmountMax, -kAmountMax), 0);
}

TEST(AddAmounts, RefusesOnePastTheLimit) {
  EXPECT_EQ(add_amounts(kAmountMax, 1), std::nullopt);
  EXPECT_EQ(add_amounts(-kAmountMax, -1), std::nullopt);
  EXPECT_EQ(add_amounts(kAmountMax + 1, -1), std::nullopt);
  EXPECT_EQ(add_amounts(-1, kAmountMax + 1), std::nullopt);
  EXPECT_EQ(add_amounts(1, -kAmountMax - 1), std::nullopt);
}

TEST(AddAmounts, RefusesWhatWouldOverflow) {
  using Limits = std::numeric_limits<std::int64_t>;
  EXPECT_EQ(add_amounts(Limits::max(), Limits::max()), std::nullopt);
  EXPECT_EQ(add_amounts(Limits::min(), Limits::min()), std::nullopt);
}

TEST(FormatAmount, WritesAllDigitsOfTheExponent) {
  EXPECT_EQ(format_amount(1234, 0), "1234");
  EXPECT_EQ(format_amount(1234, 2), "12.34");
  EXPECT_EQ(format_amount(1234, 3), "1.234");
  EXPECT_EQ(format_amount(1200, 2), "12.00");
  EXPECT_EQ(format_amount(0, 0), "0");
  EXPECT_EQ(format_amount(0, 2), "0.00");
}

TEST(FormatAmount, HasADigitBeforeThePoint) {
  EXPECT_EQ(format_amount(5, 2), "0.05");
  EXPECT_EQ(format_amount(50, 2), "0.50");
  EXPECT_EQ(format_amount(100, 2), "1.00");
  EXPECT_EQ(format_amount(999, 3), "0.999");
}

TEST(FormatAmount, PutsTheSignFirst) {
  EXPECT_EQ(format_amount(-5, 2), "-0.05");
  EXPECT_EQ(format_amount(-1, 0), "-1");
  EXPECT_EQ(format_amount(-1234, 3), "-1.234");
}

TEST(FormatAmount, KnowsTheGreatestAndTheSmallest) {
  EXPECT_EQ(format_amount(kAmountMax, 2), "90071992547409.91");
  EXPECT_EQ(format_amount(-kAmountMax, 0), "-9007199254740991");
  EXPECT_EQ(format_amount(std::numeric_limits<std::int64_t>::min(), 2), "-92233720368547758.08");
}

TEST(FormatMoney, NamesTheCurrency) {
  EXPECT_EQ(format_money({1234, kDollar}), "12.34 USD");
  EXPECT_EQ(format_money({-1234, kYen}), "-1234 JPY");
  EXPECT_EQ(format_money({1, kDinar}), "0.001 KWD");
}

TEST(CurrencyTable, FindsByTheWholeCodeInCapitals) {
  const CurrencyTable table({kDollar, kYen, kDinar});
  EXPECT_EQ(table.find("KWD"), kDinar);
  EXPECT_EQ(table.find("JPY"), kYen);
  for (const char* code : {"", "U", "US", "USDX", "usd", "EUR", "ZZZ", "AAA"}) {
    EXPECT_EQ(table.find(code), std::nullopt) << code;
  }
  EXPECT_EQ(CurrencyTable().find("USD"), std::nullopt);
}

TEST(CurrencyTable, IsInTheOrderOfTheCodes) {
  const CurrencyTable table({kDollar, kYen, kDinar});
  EXPECT_EQ(table.all(), (std::vector{kYen, kDinar, kDollar}));
}

TEST(CurrencyTable, RefusesACodeThatIsThereTwice) {
  const Currency other_dollar{kDollar.letters, 3};
  EXPECT_THROW(CurrencyTable({kDollar, kYen, other_dollar}), std::invalid_argument);
}

}  // namespace
}  // namespace selfsame::core
