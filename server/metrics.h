#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/store.h"
#include "http/server.h"

namespace selfsame::server {

/// Answers of one event loop by class of status (index 2: 2xx). Written by its thread only.
struct AnswerCounters {
  std::array<std::atomic<std::uint64_t>, 6> by_class{};

  void count(unsigned status) {
    auto& counter = by_class[status / 100 < by_class.size() ? status / 100 : 5];
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
};

struct MailCounts {
  // Since the start.
  std::uint64_t sent = 0;
  std::uint64_t failures = 0;
  std::uint64_t dead = 0;
  // What lies in the outbox.
  std::uint64_t waiting_now = 0;
  std::uint64_t dead_now = 0;
};

/// Since the start.
struct AuditCounts {
  std::uint64_t failures = 0;  ///< changes refused because they could not be recorded
  std::uint64_t checkpoints = 0;
  std::uint64_t pruned = 0;
  std::uint64_t keeper_failures = 0;
  std::uint64_t delivered = 0;  ///< records that the webhook took
  std::uint64_t delivery_failures = 0;
  std::uint64_t logs_waiting_now = 0;  ///< logs with records for the webhook
};

/// Since the start.
struct BillingCounts {
  std::uint64_t advanced = 0;  ///< subscriptions for which something fell due
  std::uint64_t stuck = 0;     ///< times that one could not be advanced
  std::uint64_t failures = 0;  ///< looks for what is due that ended early
};

/// The present numbers in Prometheus' text format.
std::string render_metrics(const std::vector<std::unique_ptr<http::LoopCounters>>& loops,
                           const std::vector<const AnswerCounters*>& answers,
                           const core::Store::Statistics& store, const MailCounts& mail,
                           const AuditCounts& audit, const BillingCounts& billing);

}  // namespace selfsame::server
