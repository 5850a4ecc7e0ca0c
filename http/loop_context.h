#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include "http/handler.h"
#include "http/http_date.h"
#include "http/server.h"
#include "http/soon_calls.h"
#include "http/trusted_proxies.h"

namespace selfsame::http {

using LoopTime = std::chrono::steady_clock::time_point;

class ConnectionBase;

/// What the connections of one loop share. Used on the loop's thread only.
struct LoopContext {
  const ServerOptions& options;
  const TrustedProxies& trusted_proxies;
  const LogSink& log;
  LoopCounters& counters;
  Handler* handler = nullptr;
  DateLine date{};
  LoopTime now{};  ///< brought up to date by every tick, so that deadlines cost no clock reading
  bool stopping = false;
  std::shared_ptr<SoonCalls> soon{};  ///< needed by streamed answers
};

/// Adds to a counter that only this thread writes: cheaper than an atomic addition.
inline void bump(std::atomic<std::uint64_t>& counter, std::uint64_t by = 1) {
  counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

}  // namespace selfsame::http
