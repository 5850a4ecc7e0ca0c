#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/billing/calendar.h"
#include "core/id.h"
#include "core/time.h"

/// What people and the gateway know and do. All of it can be copied byte by byte: it lies in memory
/// that outlives the server.
namespace selfsame::simulation {

enum class ActKind : std::uint8_t {
  paid,
  failed,
  refunded,
  buy,
  change,
  cancel_at_end,
  cancel_now,
  write_off,  ///< the operator gives up what is owed
};

/// One thing that somebody does.
struct Act {
  ActKind kind{};
  std::uint8_t plan = 0;  ///< of what is bought, or changed to
  core::Frequency frequency{};
  bool is_known = false;              ///< of a report: the server has acknowledged it before
  bool is_for_nothing = false;        ///< of a report: nothing follows from it
  core::SubscriptionId subscription;  ///< but when buying
  std::uint32_t event = 0;            ///< number of the report, among the user's
  std::uint32_t payment = 0;          ///< number of the payment, likewise
  std::int64_t amount = 0;
  core::Timestamp occurred_at{};

  bool operator==(const Act&) const = default;
};

/// What somebody does at one stage, in this order.
struct Acts {
  static constexpr std::uint8_t kMax = 8;

  std::array<Act, kMax> list{};
  std::uint8_t count = 0;

  void add(const Act& act) { list.at(count++) = act; }
  [[nodiscard]] std::span<const Act> all() const { return {list.data(), count}; }
  bool operator==(const Acts&) const = default;
};

/// What the gateway was told had been taken.
struct Acknowledged {
  std::uint64_t payments = 0;
  std::int64_t paid = 0;
  std::uint64_t refunds = 0;
  std::int64_t refunded = 0;
  std::uint64_t digest = 0;  ///< of which payments and refunds, whatever their order

  bool operator==(const Acknowledged&) const = default;
};

/// Whom it is about: one user, and the gateway's knowledge of them.
struct Outside {
  static constexpr std::uint64_t kNever = UINT64_MAX;

  core::SubscriptionId subscription;  ///< the newest
  std::uint32_t bought = 0;
  std::uint32_t accepted_acts = 0;  ///< of those that can be refused: purchases, changes
  std::uint32_t events = 0;         ///< the number of the last
  std::uint32_t payments = 0;       ///< likewise
  Act last_report;                  ///< that is sometimes sent again much later
  Act last_payment;
  std::int64_t last_payment_refunded = 0;
  Acknowledged acknowledged;

  // What is being done: written before any of it is, so that a server that died on the way gets all
  // of it again.
  std::uint64_t stage = kNever;
  Acts acts;
  std::uint8_t done = 0;  ///< how many of them the server has answered

  bool operator==(const Outside&) const = default;
};

/// For the digest: one payment or refund.
std::uint64_t digest_of(ActKind kind, std::uint32_t payment, std::int64_t amount);

}  // namespace selfsame::simulation
