#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "core/access/secret.h"
#include "core/entropy.h"
#include "core/identity/secret_sealer.h"
#include "core/store.h"
#include "core/time.h"
#include "mail/address.h"
#include "mail/templates.h"
#include "mail/transport.h"

namespace selfsame::mail {

/// Told what an operator should know, on the thread that delivers.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void mail_failed(const core::Mail& mail) = 0;  ///< it will be tried again
  virtual void mail_dead(const core::Mail& mail) = 0;
  virtual void store_lost(std::string_view detail) = 0;  ///< once, until it is back
};

/// What delivering needs; outlives it.
struct Surroundings {
  core::Store& store;
  Transport& transport;
  const Templates& templates;
  Address from;
  const core::Clock& clock;
  core::Entropy& entropy;
  const core::SecretSealer& sealer;  ///< opens the tokens of links
  Observer& observer;
};

/// Takes what is due from the outbox, sends it, and records what became of it. Each mail is sent at
/// least once: a crash between sending and recording makes it go out again, with the same
/// Message-ID. Used by one thread.
class Deliverer {
 public:
  explicit Deliverer(const Surroundings& surroundings) : with_(surroundings) {}

  /// Safe from every thread.
  struct Counters {
    // Since the start.
    std::atomic<std::uint64_t> sent = 0;
    std::atomic<std::uint64_t> failures = 0;  ///< attempts, also the last one of a mail
    std::atomic<std::uint64_t> dead = 0;
    // What lies in the outbox, as it was counted last.
    std::atomic<std::uint64_t> waiting_now = 0;
    std::atomic<std::uint64_t> dead_now = 0;
  };

  /// Goes on until nothing is due, the store is lost, or `stopping` is true. Throws nothing that a
  /// transport or the store throws.
  void deliver_due(const std::atomic<bool>& stopping);
  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  struct Attempt {
    Delivery delivery;
    bool by_transport = false;  ///< else it did not get that far
  };
  /// What became of a mail; `after` is absent if it was sent.
  struct Record {
    core::Mail before;
    std::optional<core::Mail> after;
    bool bounced = false;  ///< the receiving side refused it for good
  };

  void deliver_batches(const std::atomic<bool>& stopping);
  std::vector<core::Mail> read_due();
  void count_outbox(core::ReadTransaction& tx, core::Timestamp now);
  void deliver(const core::Mail& mail, const std::atomic<bool>& stopping);
  [[nodiscard]] Attempt attempt(const core::Mail& mail) const;
  [[nodiscard]] std::optional<core::PlainSecret> open_token(const std::string& sealed) const;
  void fail(const core::Mail& mail, Attempt attempted);
  void store_records();
  double jitter();

  Surroundings with_;
  Counters counters_;
  /// What is not in the store yet. Nothing is sent before it is, so that a store that cannot be
  /// written does not make mails go out again and again.
  std::map<core::MailId, Record> unrecorded_;
  bool store_lost_ = false;
  std::optional<core::Timestamp> counted_at_;  ///< absent: what was counted is known to be wrong
};

}  // namespace selfsame::mail
