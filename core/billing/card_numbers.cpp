#include "core/billing/card_numbers.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace selfsame::core {
namespace {

/// ISO/IEC 7812: the last digit makes the sum, with every second digit doubled, a multiple of 10.
bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, doubled = !doubled) {
    const int value = (*digit - '0') * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

/// Which numbers a network issues: by their first digits and how many there are.
struct Range {
  int first;  ///< of the leading digits
  int last;
  std::size_t leading;  ///< how many digits those are
  std::size_t digits_min;
  std::size_t digits_max;
};

constexpr Range kRanges[] = {
    {4, 4, 1, 13, 19},        // Visa
    {51, 55, 2, 16, 16},      // Mastercard
    {2221, 2720, 4, 16, 16},  // Mastercard
    {34, 34, 2, 15, 15},      // American Express
    {37, 37, 2, 15, 15},      // American Express
    {36, 36, 2, 14, 19},      // Diners Club
    {38, 39, 2, 14, 19},      // Diners Club
    {300, 305, 3, 14, 19},    // Diners Club
    {3528, 3589, 4, 16, 19},  // JCB
    {50, 50, 2, 13, 19},      // Maestro
    {56, 69, 2, 13, 19},      // Maestro, Discover, UnionPay, RuPay
    {81, 82, 2, 16, 16},      // RuPay
    {2200, 2204, 4, 16, 19},  // Mir
    {9792, 9792, 4, 16, 16},  // Troy
};

bool is_issued(std::string_view digits) {
  return std::ranges::any_of(kRanges, [&](const Range& range) {
    if (digits.size() < range.digits_min || digits.size() > range.digits_max) return false;
    int leading = 0;
    for (const char digit : digits.substr(0, range.leading)) leading = leading * 10 + (digit - '0');
    return leading >= range.first && leading <= range.last;
  });
}

}  // namespace

bool holds_card_number(std::string_view text) {
  // A run counts as a whole: in every long reference of a gateway there is something like a card's
  // number.
  std::string digits;
  const auto is_card = [&] { return is_issued(digits) && passes_luhn(digits); };
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != ' ' && c != '-' && c != '.') {
      if (is_card()) return true;
      digits.clear();
    }
  }
  return is_card();
}

void refuse_card_number(std::vector<FieldError>& errors, std::string_view pointer,
                        std::string_view text) {
  if (!holds_card_number(text)) return;
  errors.push_back({std::string(pointer),
                    "must not hold a card's number: the gateway keeps it, nobody else may"});
}

}  // namespace selfsame::core
