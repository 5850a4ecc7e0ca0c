#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "core/access/secret.h"
#include "core/time.h"

namespace selfsame::dialect {

/// One page of a list as one caller reads it.
struct PageKey {
  core::SecretHash list;  ///< of what says who reads what: caller, list, filters, page size
  std::uint64_t page = 1;

  bool operator==(const PageKey&) const = default;
};

/// Where a page of a log begins; see core::AuditRange.
struct PageAnchor {
  std::uint64_t newest = 0;  ///< the last position that the log had when page 1 was read
  std::uint64_t after = 0;   ///< the last position on the pages before, in the order of reading

  bool operator==(const PageAnchor&) const = default;
};

/// Remembers for a while where the next page of a list begins, so that pages by number stay put
/// while records arrive, and go on where the one before ended. In memory and bounded: what is
/// forgotten makes a page begin where its number says. Thread-safe.
class PageAnchors {
 public:
  static constexpr std::size_t kEntries = 10'000;
  static constexpr std::chrono::seconds kLifetime = std::chrono::hours(1);

  explicit PageAnchors(std::size_t entries_max = kEntries,
                       std::chrono::seconds lifetime = kLifetime)
      : entries_max_(entries_max), lifetime_(lifetime) {}

  [[nodiscard]] std::optional<PageAnchor> find(const PageKey& key, core::Timestamp now);
  /// Replaces what was remembered of the page. Forgets the oldest where there is no room.
  void remember(const PageKey& key, const PageAnchor& anchor, core::Timestamp now);

 private:
  struct Entry {
    PageKey key;
    PageAnchor anchor;
    core::Timestamp remembered_at;
  };
  struct KeyHash {
    std::size_t operator()(const PageKey& key) const noexcept;
  };
  using Entries = std::list<Entry>;

  const std::size_t entries_max_;
  const std::chrono::seconds lifetime_;
  std::mutex mutex_;
  Entries entries_;  // oldest first
  std::unordered_map<PageKey, Entries::iterator, KeyHash> index_;
};

}  // namespace selfsame::dialect
