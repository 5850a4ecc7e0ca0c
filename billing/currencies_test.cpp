#include "billing/currencies.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "core/limits.h"

namespace selfsame::billing {
namespace {

int exponent_of(std::string_view code) {
  const auto currency = load_currencies().find(code);
  return currency ? currency->exponent : -1;
}

TEST(LoadCurrencies, HasThoseOfTheStandardWithTheirExponents) {
  EXPECT_EQ(exponent_of("USD"), 2);
  EXPECT_EQ(exponent_of("EUR"), 2);
  EXPECT_EQ(exponent_of("JPY"), 0);
  EXPECT_EQ(exponent_of("XAF"), 0);
  EXPECT_EQ(exponent_of("KWD"), 3);
  EXPECT_EQ(exponent_of("CLF"), 4);
  EXPECT_GT(load_currencies().all().size(), 150U);
}

TEST(LoadCurrencies, HasNoneWithoutASmallestUnit) {
  for (const auto* code : {"XAU", "XAG", "XDR", "XTS", "XXX"}) EXPECT_EQ(exponent_of(code), -1);
}

TEST(LoadCurrencies, HasNoneWhoseAmountsCannotBeShown) {
  const auto currencies = load_currencies();
  for (const auto& currency : currencies.all()) {
    EXPECT_LE(currency.exponent, 4) << currency.code();
    EXPECT_TRUE(std::ranges::all_of(currency.letters, [](char c) { return c >= 'A' && c <= 'Z'; }))
        << currency.code();
  }
}

}  // namespace
}  // namespace selfsame::billing
