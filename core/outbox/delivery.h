#pragma once

#include <chrono>
#include <string>

#include "core/outbox/mail.h"
#include "core/time.h"

/// What becomes of a mail after an attempt to send it. Pure: the worker in `mail/` does the sending.
namespace selfsame::core {

enum class DeliveryOutcome {
  sent,
  refused_for_now,   ///< may succeed later: network, 4xx
  refused_for_good,  ///< 5xx: the address does not exist, the message is not taken
};

/// The waits between attempts: 1 minute, doubled each time, at most 6 hours, with up to a quarter
/// taken off by `jitter` (0 to 1) so that a recovering server does not meet all at once.
std::chrono::seconds mail_backoff(std::uint32_t attempts, double jitter);

/// The mail after a failed attempt: one attempt more, and waiting again or (refused for good, or
/// `limits::kMailAttempts` reached) dead.
Mail after_failure(Mail mail, DeliveryOutcome outcome, std::string error, Timestamp now,
                   double jitter);

}  // namespace selfsame::core
