#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/listing.h"
#include "core/text.h"
#include "dialects/rebilly/filter.h"
#include "dialects/rebilly/list_query.h"
#include "dialects/rebilly/sort.h"

namespace selfsame::rebilly {

/// Whether a text holds what is looked for, without regard to the case of ASCII letters.
inline bool mentions(const std::vector<std::string>& texts, std::string_view wanted) {
  const auto needle = core::lower_ascii(wanted);
  return std::ranges::any_of(
      texts, [&](const std::string& text) { return core::lower_ascii(text).contains(needle); });
}

/// What to ask of a list that the store has in its own order, newest first. No value: the client wants
/// it filtered or sorted, which takes the whole of it.
inline std::optional<core::RecordWindow> window_of(const ListQuery& query) {
  if (query.sorted || !query.filter.empty() || !query.q.empty()) return std::nullopt;
  return core::RecordWindow{query.offset, static_cast<std::uint32_t>(query.limit)};
}

/// Keeps the records that a query asks for, in the order that it asks for. `read(record, field)` gives
/// a `Value`, as of `matches` and `sort_records`; `texts(record)` what `q` is looked for in.
template <class Record, class Read, class Texts>
void select_records(std::vector<Record>& records, const ListQuery& query, const Filter& filter,
                    const Read& read, const Texts& texts) {
  std::erase_if(records, [&](const Record& record) {
    const auto field_of = [&](std::string_view field) -> Value { return read(record, field); };
    return !matches(filter, field_of) || (!query.q.empty() && !mentions(texts(record), query.q));
  });
  sort_records(records, std::span<const SortKey>(query.sort), read);
}

}  // namespace selfsame::rebilly
