#include "core/billing/money.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/limits.h"

namespace selfsame::core {
namespace {

bool is_amount(std::int64_t minor) {
  return minor >= -limits::kAmountMax && minor <= limits::kAmountMax;
}

}  // namespace

std::optional<std::int64_t> add_amounts(std::int64_t left, std::int64_t right) {
  if (!is_amount(left) || !is_amount(right) || !is_amount(left + right)) return std::nullopt;
  return left + right;
}

std::string format_amount(std::int64_t minor, std::uint8_t exponent) {
  const bool is_negative = minor < 0;
  // Unsigned, because the smallest number has no positive one.
  const auto bits = static_cast<std::uint64_t>(minor);
  std::string text = std::to_string(is_negative ? std::uint64_t{0} - bits : bits);
  if (exponent > 0) {
    const std::size_t digits_min = std::size_t{exponent} + 1;
    if (text.size() < digits_min) text.insert(0, digits_min - text.size(), '0');
    text.insert(text.size() - exponent, 1, '.');
  }
  if (is_negative) text.insert(0, 1, '-');
  return text;
}

std::string format_money(const Money& money) {
  return format_amount(money).append(1, ' ').append(money.currency.code());
}

CurrencyTable::CurrencyTable(std::vector<Currency> currencies)
    : currencies_(std::move(currencies)) {
  std::ranges::sort(currencies_, {}, &Currency::letters);
  const auto twice = std::ranges::adjacent_find(currencies_, {}, &Currency::letters);
  if (twice != currencies_.end()) {
    throw std::invalid_argument("the currency " + std::string(twice->code()) + " is there twice");
  }
}

std::optional<Currency> CurrencyTable::find(std::string_view code) const {
  const auto found = std::ranges::lower_bound(currencies_, code, {}, &Currency::code);
  if (found == currencies_.end() || found->code() != code) return std::nullopt;
  return *found;
}

}  // namespace selfsame::core
