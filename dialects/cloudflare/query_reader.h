#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/listing.h"
#include "core/store.h"
#include "dialects/cloudflare/choices.h"
#include "dialects/common/query_reader.h"

namespace selfsame::cloudflare {

/// What `dialect::QueryReader` does, and what this dialect has beside.
class QueryReader : private dialect::QueryReader {
 public:
  using dialect::QueryReader::QueryReader;
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
  /// `match`: whether one of the filters is enough.
  bool matches_any();
  /// `page`: 1 or more, default 1. `per_page`: any number; the core clamps it.
  core::PageRequest page();
};

}  // namespace selfsame::cloudflare
