#include "core/time.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace selfsame::core {
namespace {

/// Reads the text from the left; the first mismatch makes everything after it fail.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = next();
      if (c < '0' || c > '9') {
        good_ = false;
        return 0;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }
  void expect(char wanted) { good_ = (next() == wanted) && good_; }
  char next() {
    if (rest_.empty()) {
      good_ = false;
      return '\0';
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::optional<std::chrono::microseconds> scan_fraction(Scanner& in) {
  constexpr int kDigitsMax = 9;
  constexpr int kDigitsKept = 6;
  long value = 0;
  int count = 0;
  while (in.peek() >= '0' && in.peek() <= '9') {
    const int digit = in.digits(1);
    if (++count > kDigitsMax) return std::nullopt;
    if (count <= kDigitsKept) value = value * 10 + digit;
  }
  if (count == 0) return std::nullopt;
  for (int i = count; i < kDigitsKept; ++i) value *= 10;
  return std::chrono::microseconds(value);
}

std::optional<std::chrono::minutes> scan_offset(Scanner& in) {
  const char sign = in.next();
  if (sign == 'Z' || sign == 'z') return std::chrono::minutes(0);
  if (sign != '+' && sign != '-') return std::nullopt;
  const int hours = in.digits(2);
  in.expect(':');
  const int minutes = in.digits(2);
  if (!in.good() || hours > 23 || minutes > 59) return std::nullopt;
  const std::chrono::minutes offset(hours * 60 + minutes);
  return sign == '-' ? -offset : offset;
}

/// An offset can move the first and the last day out of the years of four digits.
bool can_be_written(Timestamp at) {
  using std::chrono::January;
  return at >= std::chrono::sys_days(std::chrono::year(0) / January / 1) &&
         at < std::chrono::sys_days(std::chrono::year(10'000) / January / 1);
}

/// Writes digits from the left into text of a known length.
class Stamp {
 public:
  void digits(std::uint64_t value, std::size_t width) {
    for (std::size_t i = width; i-- > 0; value /= 10) {
      text_[length_ + i] = static_cast<char>('0' + value % 10);
    }
    length_ += width;
  }
  void put(char c) { text_[length_++] = c; }
  [[nodiscard]] std::string text() const { return text_with({}); }
  [[nodiscard]] std::string text_with(std::string_view end) const {
    std::string text;
    text.reserve(length_ + end.size());
    return text.append(text_.data(), length_).append(end);
  }

 private:
  std::array<char, 32> text_{};
  std::size_t length_ = 0;
};

Stamp stamp_up_to_seconds(Timestamp at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  Stamp stamp;
  stamp.digits(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  stamp.put('-');
  stamp.digits(static_cast<unsigned>(date.month()), 2);
  stamp.put('-');
  stamp.digits(static_cast<unsigned>(date.day()), 2);
  stamp.put('T');
  stamp.digits(static_cast<std::uint64_t>(time.hours().count()), 2);
  stamp.put(':');
  stamp.digits(static_cast<std::uint64_t>(time.minutes().count()), 2);
  stamp.put(':');
  stamp.digits(static_cast<std::uint64_t>(time.seconds().count()), 2);
  return stamp;
}

}  // namespace

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  Scanner in(text);
  const int year = in.digits(4);
  in.expect('-');
  const int month = in.digits(2);
  in.expect('-');
  const int day = in.digits(2);
  const char separator = in.next();
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  in.expect(':');
  const int second = in.digits(2);
  if (!in.good() || (separator != 'T' && separator != 't' && separator != ' ')) {
    return std::nullopt;
  }

  std::chrono::microseconds fraction(0);
  if (in.peek() == '.') {
    in.next();
    const auto scanned = scan_fraction(in);
    if (!scanned) return std::nullopt;
    fraction = *scanned;
  }
  const auto offset = scan_offset(in);
  if (!offset || !in.at_end()) return std::nullopt;

  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const Timestamp at = Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
                       std::chrono::minutes(minute) + std::chrono::seconds(second) + fraction -
                       *offset;
  return can_be_written(at) ? std::optional(at) : std::nullopt;
}

std::string format_seconds(Timestamp at, std::string_view zone) {
  return stamp_up_to_seconds(at).text_with(zone);
}

std::string format_minutes(Timestamp at) {
  std::string text = format_seconds(at);
  text.resize(text.size() - std::string_view(":05Z").size());
  text[text.find('T')] = ' ';
  return text + " UTC";
}

std::string format_microseconds(Timestamp at) {
  const auto fraction = at - std::chrono::floor<std::chrono::seconds>(at);
  auto stamp = stamp_up_to_seconds(at);
  stamp.put('.');
  stamp.digits(static_cast<std::uint64_t>(fraction.count()), 6);
  stamp.put('Z');
  return stamp.text();
}

}  // namespace selfsame::core
