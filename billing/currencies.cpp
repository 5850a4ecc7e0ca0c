#include "billing/currencies.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace selfsame::embedded {
extern const std::string_view kCurrencies;
}  // namespace selfsame::embedded

namespace selfsame::billing {
namespace {

core::Currency read_currency(const boost::json::value& entry) {
  const auto code = boost::json::value_to<std::string>(entry.at("code"));
  core::Currency currency;
  if (code.size() != currency.letters.size()) {
    throw std::logic_error("built-in currencies: the code " + code);
  }
  std::ranges::copy(code, currency.letters.begin());
  currency.exponent = boost::json::value_to<std::uint8_t>(entry.at("digits"));
  return currency;
}

}  // namespace

core::CurrencyTable load_currencies() {
  const auto file = boost::json::parse(boost::json::string_view(embedded::kCurrencies));
  const auto& entries = file.at("currencies").as_array();
  std::vector<core::Currency> currencies;
  currencies.reserve(entries.size());
  for (const auto& entry : entries) currencies.push_back(read_currency(entry));
  return core::CurrencyTable(std::move(currencies));
}

}  // namespace selfsame::billing
