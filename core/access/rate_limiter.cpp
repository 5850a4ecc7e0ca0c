#include "core/access/rate_limiter.h"

#include <algorithm>

namespace selfsame::core {
namespace {

std::uint64_t seconds_of(Timestamp at) {
  return static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
}

}  // namespace

RateBucket::Outcome RateBucket::take(std::uint32_t requests_max, std::chrono::seconds window,
                                     Timestamp now) {
  const std::uint64_t now_seconds = seconds_of(now);
  const auto window_seconds = static_cast<std::uint64_t>(window.count());
  std::uint64_t state = state_.load(std::memory_order_relaxed);
  while (true) {
    std::uint64_t start = state >> 32U;
    std::uint64_t count = state & 0xFFFFFFFFU;
    if (now_seconds >= start + window_seconds) {
      start = now_seconds;
      count = 0;
    }
    const bool allowed = count < requests_max;
    // The first request too many starts the window of refusal.
    if (count == requests_max) start = now_seconds;
    count = std::min<std::uint64_t>(count + 1, std::uint64_t{requests_max} + 1);

    if (!state_.compare_exchange_weak(state, (start << 32U) | count, std::memory_order_relaxed)) {
      continue;
    }
    const std::uint64_t end = start + window_seconds;
    return {allowed, static_cast<std::uint32_t>(allowed ? requests_max - count : 0),
            std::chrono::seconds(end > now_seconds ? end - now_seconds : 1)};
  }
}

bool RateBucket::is_idle(std::chrono::seconds window, Timestamp now) const {
  const std::uint64_t start = state_.load(std::memory_order_relaxed) >> 32U;
  return seconds_of(now) >= start + static_cast<std::uint64_t>(window.count());
}

std::shared_ptr<RateBucket> RateLimiter::bucket(const IdBytes& caller, Timestamp now) {
  const std::scoped_lock lock(mutex_);
  if (buckets_.size() >= forget_at_) forget_idle(now);
  auto& bucket = buckets_[caller];
  if (bucket == nullptr) bucket = std::make_shared<RateBucket>();
  return bucket;
}

void RateLimiter::forget_idle(Timestamp now) {
  // One that a loop still holds must stay, or the caller would be counted in two.
  std::erase_if(buckets_, [&](const auto& entry) {
    return entry.second.use_count() == 1 && entry.second->is_idle(window_, now);
  });
  forget_at_ = std::max<std::size_t>(1024, buckets_.size() * 2);
}

RateBucket::Outcome LocalRateBuckets::take(const IdBytes& caller, Timestamp now) {
  auto found = buckets_.find(caller);
  if (found == buckets_.end()) {
    if (buckets_.size() >= kEntriesMax) buckets_.clear();
    found = buckets_.emplace(caller, limiter_.bucket(caller, now)).first;
  }
  return found->second->take(limiter_.requests_max(), limiter_.window(), now);
}

}  // namespace selfsame::core
