#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "dialects/rebilly/record_value.h"

namespace selfsame::rebilly {

struct SortKey {
  std::string_view field;  ///< static storage
  bool descending = false;

  bool operator==(const SortKey&) const = default;
};

/// Sorts by several keys, the first of which decides first, then by `id`, ascending. Records that
/// are alike in all of that keep their order. `read(record, field)` gives a `Value`, null for an `id`
/// where records have none.
template <class Record, class Read>
void sort_records(std::vector<Record>& records, std::span<const SortKey> keys, const Read& read) {
  struct Row {
    std::vector<Value> values;
    std::size_t at;
  };
  std::vector<SortKey> all(keys.begin(), keys.end());
  all.push_back({"id", false});
  std::vector<Row> rows(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    rows[i].at = i;
    for (const auto& key : all) rows[i].values.push_back(read(records[i], key.field));
  }
  std::ranges::sort(rows, [&](const Row& left, const Row& right) {
    for (std::size_t k = 0; k < all.size(); ++k) {
      const auto order = compare(left.values[k], right.values[k]);
      if (order != 0) return all[k].descending ? order > 0 : order < 0;
    }
    return left.at < right.at;
  });
  std::vector<Record> sorted;
  sorted.reserve(records.size());
  for (const auto& row : rows) sorted.push_back(std::move(records[row.at]));
  records = std::move(sorted);
}

}  // namespace selfsame::rebilly
