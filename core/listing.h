#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/limits.h"

namespace selfsame::core {

/// What a client asks of a list that comes in pages.
struct PageRequest {
  std::uint64_t page = 1;                 ///< from 1
  std::optional<std::uint64_t> per_page;  ///< clamped to the limits; absent: the default

  [[nodiscard]] std::uint32_t clamped_per_page() const {
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(
        per_page.value_or(limits::kPageDefault), limits::kPageMin, limits::kPageMax));
  }
};

/// One page of a list.
template <class T>
struct Listed {
  std::vector<T> items;
  std::uint64_t total_count = 0;  ///< on all pages
  std::uint64_t page = 1;
  std::uint32_t per_page = 0;  ///< as clamped
};

/// A page of a list that is in memory already. Past the end it is empty.
template <class T>
Listed<T> page_of(std::vector<T> all, const PageRequest& request) {
  Listed<T> listed{{}, all.size(), request.page, request.clamped_per_page()};
  const std::uint64_t pages_before = request.page > 0 ? request.page - 1 : 0;
  if (pages_before > all.size() / listed.per_page) return listed;
  const auto first = static_cast<std::size_t>(pages_before * listed.per_page);
  const auto last = std::min<std::size_t>(all.size(), first + listed.per_page);
  for (std::size_t i = first; i < last; ++i) listed.items.push_back(std::move(all[i]));
  return listed;
}

/// What a client asks of a list that it counts through, newest first.
struct RecordWindow {
  std::uint64_t offset = 0;
  std::uint32_t limit = 100;  ///< at most `limits::kRecordsPerWindow` count; 0: the total alone
};

template <class T>
struct Records {
  std::vector<T> items;
  std::uint64_t total_count = 0;  ///< beside the window, too
};

}  // namespace selfsame::core
