#include "storage/sqlite/session_cache.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace selfsame::storage::sqlite {
namespace {

/// The counter has one writer, so it needs no locked instruction.
void count(std::atomic<std::uint64_t>& counter) {
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace

SessionCache::Key::Key(Kind of, KeyBytes bytes) : kind(of) {
  std::memcpy(words.data(), bytes.data(), std::min(bytes.size(), sizeof words));
}

std::size_t SessionCache::KeyHash::operator()(const Key& key) const noexcept {
  std::uint64_t mixed = static_cast<std::uint64_t>(key.kind);
  for (const std::uint64_t word : key.words) {
    mixed = (mixed ^ word) * 0x9E3779B97F4A7C15ULL;
    mixed ^= mixed >> 32;
  }
  return static_cast<std::size_t>(mixed);
}

std::shared_ptr<const void> SessionCache::find_entry(const Key& key) {
  const auto found = map_.find(key);
  if (found == map_.end() || !changes_.unchanged_since(found->second.moment, found->second.slot)) {
    count(counters_->misses);
    return nullptr;
  }
  count(counters_->hits);
  found->second.used = true;
  return found->second.value;
}

void SessionCache::keep(Kind kind, KeyBytes bytes, const core::IdBytes& owner, std::uint64_t moment,
                        std::shared_ptr<const void> value) {
  if (capacity_ == 0) return;
  const Key key(kind, bytes);
  Entry entry{std::move(value), moment, OwnerChanges::slot_of(owner), true};
  if (const auto found = map_.find(key); found != map_.end()) {
    found->second = std::move(entry);
    return;
  }
  if (ring_.size() < capacity_) {
    ring_.push_back(&*map_.emplace(key, std::move(entry)).first);
    return;
  }
  Map::node_type node = take_unused();
  node.key() = key;
  node.mapped() = std::move(entry);
  map_.insert(std::move(node));
}

SessionCache::Map::node_type SessionCache::take_unused() {
  while (std::exchange(ring_[hand_]->second.used, false)) hand_ = (hand_ + 1) % ring_.size();
  const Key key = ring_[hand_]->first;
  hand_ = (hand_ + 1) % ring_.size();
  return map_.extract(key);
}

}  // namespace selfsame::storage::sqlite
