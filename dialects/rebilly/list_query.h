#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/limits.h"
#include "core/result.h"
#include "dialects/rebilly/sort.h"

namespace selfsame::rebilly {

/// How a client wants a list.
struct ListQuery {
  std::uint64_t limit = core::limits::kRebillyPageDefault;
  std::uint64_t offset = 0;
  /// Each field once. Without a wish, the newest first, if the list can be sorted by `createdTime`.
  std::vector<SortKey> sort;
  bool sorted = false;  ///< whether that is what the client wished
  std::string filter;   ///< for `parse_filter`; empty: none
  std::string q;        ///< what to look for in the texts; empty: none
  std::vector<std::string> expand;
};

/// Reads a raw query string. Parameters that it does not know are passed over. `sort_fields` say what
/// the list can be sorted by, in static storage.
/// Errors: invalid, at the names of parameters.
core::Result<ListQuery> read_list_query(std::string_view query,
                                        std::span<const std::string_view> sort_fields);

/// What `expand` says, for operations on one resource.
std::vector<std::string> read_expand(std::string_view query);

}  // namespace selfsame::rebilly
