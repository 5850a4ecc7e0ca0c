#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

/// One caller's requests (a user's, or of a token of an organization) in the present window; shared by all event loops, without a lock.
/// The window starts with the first request in it. Whoever exceeds it is refused for a whole window
/// from that moment on.
class RateBucket {
 public:
  struct Outcome {
    bool allowed = true;
    std::uint32_t remaining = 0;
    std::chrono::seconds reset{};  ///< until the window ends, 1 or more
  };

  Outcome take(std::uint32_t requests_max, std::chrono::seconds window, Timestamp now);
  [[nodiscard]] bool is_idle(std::chrono::seconds window, Timestamp now) const;

 private:
  // Start of the window in seconds since 1970 (high half), requests in it (low half).
  std::atomic<std::uint64_t> state_{0};
};

/// The buckets of all callers. Thread-safe; loops keep the buckets that they use, so that its lock is
/// taken once per caller and loop.
class RateLimiter {
 public:
  /// `requests_max` 0: no limit.
  RateLimiter(std::uint32_t requests_max, std::chrono::seconds window)
      : requests_max_(requests_max), window_(window) {}

  [[nodiscard]] std::uint32_t requests_max() const { return requests_max_; }
  [[nodiscard]] std::chrono::seconds window() const { return window_; }
  std::shared_ptr<RateBucket> bucket(const IdBytes& caller, Timestamp now);

 private:
  void forget_idle(Timestamp now);

  const std::uint32_t requests_max_;
  const std::chrono::seconds window_;
  std::mutex mutex_;
  std::unordered_map<IdBytes, std::shared_ptr<RateBucket>, IdHash> buckets_;
  std::size_t forget_at_ = 1024;
};

/// One loop's own table of buckets in use.
class LocalRateBuckets {
 public:
  explicit LocalRateBuckets(RateLimiter& limiter) : limiter_(limiter) {}
  RateBucket::Outcome take(const IdBytes& caller, Timestamp now);

 private:
  static constexpr std::size_t kEntriesMax = 10'000;
  RateLimiter& limiter_;
  std::unordered_map<IdBytes, std::shared_ptr<RateBucket>, IdHash> buckets_;
};

}  // namespace selfsame::core
