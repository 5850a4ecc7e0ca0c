#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "http/response.h"
#include "json/writer.h"

namespace selfsame::rebilly {

/// Where a page lies in its list.
struct Page {
  std::uint64_t total = 0;  ///< what the list holds, on all pages
  std::uint64_t limit = 0;
  std::uint64_t offset = 0;
};

/// The part of a list in memory that lies on a page. Past the end it is empty.
template <class T>
std::span<T> slice(std::span<T> all, std::uint64_t limit, std::uint64_t offset) {
  if (offset >= all.size()) return {};
  const auto rest = all.subspan(static_cast<std::size_t>(offset));
  return rest.first(static_cast<std::size_t>(std::min<std::uint64_t>(limit, rest.size())));
}

/// Status, headers, and an empty body.
void begin_page(const Page& page, http::Response& response);

/// Writes a page as the whole answer, a bare array. `encode(item, writer)` writes one of its items.
template <class Items, class Encode>
void write_page(const Page& page, const Items& items, const Encode& encode,
                http::Response& response) {
  begin_page(page, response);
  json::Writer out(response.body);
  out.begin_array();
  for (const auto& item : items) encode(item, out);
  out.end_array();
}

}  // namespace selfsame::rebilly
