#include "dialects/common/page_anchors.h"

#include <cstring>

namespace selfsame::dialect {

std::size_t PageAnchors::KeyHash::operator()(const PageKey& key) const noexcept {
  std::uint64_t low = 0;
  std::memcpy(&low, key.list.bytes.data(), sizeof low);
  return static_cast<std::size_t>(low ^ (key.page * 0x9E3779B97F4A7C15ULL));
}

std::optional<PageAnchor> PageAnchors::find(const PageKey& key, core::Timestamp now) {
  const std::scoped_lock lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) return std::nullopt;
  const Entry& entry = *found->second;
  if (now - entry.remembered_at >= lifetime_) return std::nullopt;
  return entry.anchor;
}

void PageAnchors::remember(const PageKey& key, const PageAnchor& anchor, core::Timestamp now) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = index_.find(key); found != index_.end()) {
    *found->second = {key, anchor, now};
    entries_.splice(entries_.end(), entries_, found->second);
    return;
  }
  if (entries_.size() >= entries_max_) {
    index_.erase(entries_.front().key);
    entries_.pop_front();
  }
  index_.emplace(key, entries_.insert(entries_.end(), {key, anchor, now}));
}

}  // namespace selfsame::dialect
