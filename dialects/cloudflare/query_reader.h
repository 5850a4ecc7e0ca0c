#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ip_address.h"
#include "core/listing.h"
#include "core/store.h"
#include "core/time.h"
#include "dialects/cloudflare/choices.h"
#include "dialects/common/query_reader.h"

namespace selfsame::cloudflare {

/// From when to when; absent: without end.
struct TimeRange {
  std::optional<core::Timestamp> since;   ///< this instant and later
  std::optional<core::Timestamp> before;  ///< earlier than this instant

  [[nodiscard]] bool contains(core::Timestamp at) const {
    return (!since || at >= *since) && (!before || at < *before);
  }
};

/// A network, or a single address as the network of it alone.
std::optional<core::Cidr> parse_network(std::string_view text);
inline constexpr const char* kMustBeNetwork =
    "must be an address or a network such as 192.0.2.0/24";

/// The parameters that count, in one form: equal for queries that say the same in another order.
std::string canonical_query(std::string_view query, bool (*counts)(std::string_view name));

/// What `dialect::QueryReader` does, and what this dialect has beside.
class QueryReader : private dialect::QueryReader {
 public:
  using dialect::QueryReader::QueryReader;
  using dialect::QueryReader::refuse;
  using dialect::QueryReader::text;

  /// A whole number from 0 to 2^63-1; some SDKs write it as `1.0`. Larger ones read as the maximum.
  std::optional<std::uint64_t> number(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  std::optional<core::Direction> direction();
  /// One of the words.
  template <class T, std::size_t N>
  std::optional<T> choice(std::string_view name, const Choices<T, N>& choices) {
    const auto word = text(name);
    if (!word) return std::nullopt;
    const auto value = find_choice(choices, *word);
    if (!value) refuse(name, must_be(choices));
    return value;
  }
  /// A date, which is its first instant in UTC, or a date-time of RFC 3339.
  std::optional<core::Timestamp> instant(std::string_view name);
  std::optional<core::Timestamp> required_instant(std::string_view name);
  /// An address, or a network.
  std::optional<core::Cidr> network(std::string_view name);
  /// `since` and `before`, which is not earlier.
  TimeRange time_range();
  TimeRange required_time_range();
  /// `match`: whether one of the filters is enough.
  bool matches_any();
  /// `page`: 1 or more, default 1. `per_page`: any number; the core clamps it.
  core::PageRequest page();

 private:
  TimeRange in_order(const TimeRange& range);
};

}  // namespace selfsame::cloudflare
