#pragma once

#include <string>

#include "core/id.h"
#include "core/outbox/delivery.h"

namespace selfsame::mail {

struct Envelope {
  core::MailId id;
  std::string from;  ///< addresses alone, sendable
  std::string to;
};

struct Delivery {
  core::DeliveryOutcome outcome = core::DeliveryOutcome::refused_for_now;
  std::string error{};  ///< for the operator, UTF-8, without credentials
};

/// Where messages go. One thread sends.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Sends one message and waits for the answer; takes a bounded time.
  virtual Delivery send(const Envelope& envelope, const std::string& message) = 0;
  /// There is nothing more to send for now: what is open may be closed.
  virtual void rest() {}
  /// From any thread: a send in progress ends soon, refused for now; so does every later one.
  virtual void cancel() {}
};

}  // namespace selfsame::mail
