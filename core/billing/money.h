#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Amounts are whole numbers of a currency's smallest unit. Nothing here, or anywhere, is floating
/// point.
namespace selfsame::core {

/// A currency of ISO 4217 with its own exponent: how many decimals its amounts have (JPY 0, USD 2,
/// KWD 3). An amount keeps the exponent that it was booked with, whatever the standard says later.
struct Currency {
  std::array<char, 3> letters{'X', 'X', 'X'};
  std::uint8_t exponent = 0;

  auto operator<=>(const Currency&) const = default;
  [[nodiscard]] std::string_view code() const { return {letters.data(), letters.size()}; }
};

struct Money {
  std::int64_t minor = 0;  ///< of the currency's smallest unit; |minor| <= `limits::kAmountMax`
  Currency currency;

  bool operator==(const Money&) const = default;
};

/// The sum; no value if it, or a part, is outside of plus and minus `limits::kAmountMax`.
std::optional<std::int64_t> add_amounts(std::int64_t left, std::int64_t right);

/// `1234` with exponent 2 is `12.34`, with 3 `1.234`, with 0 `1234`. All digits of the exponent are
/// there, also zeros: a JSON number and a text for people.
std::string format_amount(std::int64_t minor, std::uint8_t exponent);
inline std::string format_amount(const Money& money) {
  return format_amount(money.minor, money.currency.exponent);
}
/// `12.34 USD`
std::string format_money(const Money& money);

/// Which currencies there are. Immutable after start; shared by all threads.
class CurrencyTable {
 public:
  CurrencyTable() = default;
  /// Throws std::invalid_argument if a code is there twice.
  explicit CurrencyTable(std::vector<Currency> currencies);

  /// By its three upper-case letters.
  [[nodiscard]] std::optional<Currency> find(std::string_view code) const;
  [[nodiscard]] const std::vector<Currency>& all() const { return currencies_; }

 private:
  std::vector<Currency> currencies_;  // by code
};

}  // namespace selfsame::core
