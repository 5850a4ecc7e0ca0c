#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/webhook_message.h"
#include "audit/webhook_transport.h"
#include "core/store.h"
#include "core/time.h"

namespace selfsame::audit {

/// Told what an operator should know, on the thread that delivers.
class WebhookObserver {
 public:
  virtual ~WebhookObserver() = default;
  /// Records of a log were not taken; they will be tried again.
  virtual void webhook_failed(const core::AuditDelivery& delivery) = 0;
  virtual void webhook_lost_store(std::string_view detail) = 0;  ///< once, until it is back
};

/// What delivering needs; outlives it.
struct WebhookSurroundings {
  core::Store& store;
  WebhookTransport& transport;
  const crypto::WebhookSecret& secret;
  const core::Clock& clock;
  WebhookObserver& observer;
};

/// Sends the records of every log to the webhook, in their order, each at least once: a crash
/// between sending and recording makes them go out again. Nothing is given up: what is refused is
/// tried again, after waits that get longer. Used by one thread.
class WebhookDeliverer {
 public:
  explicit WebhookDeliverer(const WebhookSurroundings& surroundings) : with_(surroundings) {}

  /// Safe from every thread.
  struct Counters {
    // Since the start.
    std::atomic<std::uint64_t> delivered = 0;  ///< records
    std::atomic<std::uint64_t> failures = 0;   ///< attempts
    // As it was counted last.
    std::atomic<std::uint64_t> logs_waiting_now = 0;
  };

  /// Goes on until nothing is due, the webhook cannot be reached, the store is lost, or `stopping`
  /// is true. Throws nothing that a transport or the store throws.
  void deliver_due(const std::atomic<bool>& stopping);
  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  using Entries = std::vector<core::AuditEntry>;

  void deliver_batches(const std::atomic<bool>& stopping);
  std::vector<core::AuditDelivery> read_due();
  void count_waiting(core::ReadTransaction& tx, core::Timestamp now);
  void deliver(const core::AuditDelivery& delivery, const std::atomic<bool>& stopping);
  std::optional<WebhookMessage> compose(const core::AuditDelivery& delivery);
  Entries read_batch(const core::AuditDelivery& delivery);
  WebhookAnswer post(const WebhookMessage& message);
  void succeed(core::AuditDelivery delivery, const WebhookMessage& message);
  void fail(core::AuditDelivery delivery, std::string_view error);
  void store_record();

  [[nodiscard]] bool rests(core::Timestamp now) const;
  void begin_rest();
  void end_rest();

  const WebhookSurroundings with_;
  Counters counters_;
  /// What became of a delivery, until it is in the store. Nothing is sent before it is, so that a
  /// store that cannot be written does not make records go out again and again.
  std::optional<core::AuditDelivery> unrecorded_;
  /// Where messages ended that were not taken: the next attempt is to be with the same message, not
  /// with one that holds what has been recorded since.
  std::map<core::IdBytes, std::uint64_t> untaken_;
  std::uint32_t failures_in_a_row_ = 0;  ///< of the webhook as a whole
  std::optional<core::Timestamp> rests_until_;
  bool store_lost_ = false;
  std::optional<core::Timestamp> counted_at_;  ///< absent: what was counted is known to be wrong
};

}  // namespace selfsame::audit
