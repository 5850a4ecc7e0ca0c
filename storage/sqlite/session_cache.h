#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/id.h"
#include "storage/sqlite/owner_changes.h"

namespace selfsame::storage::sqlite {

/// How often a cache had the answer. Written by one thread, read by any.
struct CacheCounters {
  std::atomic<std::uint64_t> hits = 0;
  std::atomic<std::uint64_t> misses = 0;
};

/// What one session read lately and is still true. Used by the session's thread alone; holds at
/// most `capacity` entries and forgets those first that were not asked for lately.
class SessionCache {
 public:
  enum class Kind : std::uint64_t {
    user,
    token,
    api_key,
    session,
    second_factor,
    memberships,
    organization,
    organization_profile,
    roles
  };
  using KeyBytes = std::span<const std::uint8_t>;  ///< at most 32: ids or the hash of a secret

  SessionCache(const OwnerChanges& changes, std::size_t capacity)
      : changes_(changes), capacity_(capacity) {}

  /// Null if it is not held, or its owner changed since. Asks for no memory.
  template <class T>
  std::shared_ptr<const T> find(Kind kind, KeyBytes key) {
    return std::static_pointer_cast<const T>(find_entry(Key(kind, key)));
  }

  /// Keeps what was read of `owner` in a snapshot that began after `moment`.
  void keep(Kind kind, KeyBytes key, const core::IdBytes& owner, std::uint64_t moment,
            std::shared_ptr<const void> value);

  [[nodiscard]] const std::shared_ptr<CacheCounters>& counters() const { return counters_; }
  [[nodiscard]] std::size_t size() const { return ring_.size(); }

 private:
  struct Key {
    std::array<std::uint64_t, 4> words{};
    Kind kind;

    Key(Kind kind, KeyBytes bytes);
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Entry {
    std::shared_ptr<const void> value;
    std::uint64_t moment = 0;
    std::uint32_t slot = 0;
    bool used = false;  ///< since the hand passed
  };
  using Map = std::unordered_map<Key, Entry, KeyHash>;

  std::shared_ptr<const void> find_entry(const Key& key);
  /// Takes the next entry out that was not used since the hand passed it last.
  Map::node_type take_unused();

  const OwnerChanges& changes_;
  std::size_t capacity_;
  Map map_;
  std::vector<Map::value_type*> ring_;
  std::size_t hand_ = 0;
  std::shared_ptr<CacheCounters> counters_ = std::make_shared<CacheCounters>();
};

}  // namespace selfsame::storage::sqlite
