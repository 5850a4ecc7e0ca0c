#include "core/billing/card_numbers.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

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
    {4, 4, 1, 16, 16},        // Visa
    {4, 4, 1, 19, 19},        // Visa
    {51, 55, 2, 16, 16},      // Mastercard
    {2221, 2720, 4, 16, 16},  // Mastercard
    {34, 34, 2, 15, 15},      // American Express
    {37, 37, 2, 15, 15},      // American Express
    {36, 36, 2, 14, 19},      // Diners Club
    {38, 39, 2, 14, 19},      // Diners Club
    {300, 305, 3, 14, 19},    // Diners Club
    {3528, 3589, 4, 16, 19},  // JCB
    {50, 50, 2, 16, 19},      // Maestro
    {56, 69, 2, 16, 19},      // Maestro, Discover, UnionPay, RuPay
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

constexpr std::size_t kDigitsMax = 19;
constexpr std::string_view kSeparators = " -./_,:\t";
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number(std::string_view digits) { return is_issued(digits) && passes_luhn(digits); }

/// Groups of digits with nothing but separators between them, as they come.
class Groups {
 public:
  void add(std::string_view group) { groups_.emplace_back(group); }

  /// Whether some of them, one after the other, are a card's number; then begins anew. What a `+`
  /// stands before is a telephone's.
  bool end(bool is_telephone) {
    const auto groups = std::exchange(groups_, {});
    if (is_telephone) return false;
    for (std::size_t first = 0; first < groups.size(); ++first) {
      std::string digits;
      for (std::size_t i = first; i < groups.size() && digits.size() < kDigitsMax; ++i) {
        digits += groups[i];
        if (is_number(digits)) return true;
      }
    }
    return false;
  }

 private:
  std::vector<std::string> groups_;
};

}  // namespace

bool is_card_number(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c)) {
      digits += c;
    } else if (!kSeparators.contains(c)) {
      return false;
    }
  }
  return is_number(digits);
}

bool holds_card_number(std::string_view text) {
  Groups groups;
  bool is_telephone = false;
  while (!text.empty()) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits > 0) {
      groups.add(text.substr(0, digits));
      text.remove_prefix(digits);
    } else if (text.starts_with(kNoBreakSpace)) {
      text.remove_prefix(kNoBreakSpace.size());
    } else {
      const char c = text.front();
      text.remove_prefix(1);
      if (kSeparators.contains(c)) continue;
      if (groups.end(is_telephone)) return true;
      is_telephone = c == '+';
    }
  }
  return groups.end(is_telephone);
}

void refuse_card_number(std::vector<FieldError>& errors, std::string_view pointer,
                        std::string_view text) {
  if (!holds_card_number(text)) return;
  errors.push_back({std::string(pointer),
                    "must not hold a card's number: the gateway keeps it, nobody else may"});
}

}  // namespace selfsame::core
