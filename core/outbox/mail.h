#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

enum class MailState {
  waiting,  ///< to be sent at `next_attempt_at`
  dead,     ///< refused for good, or too often; kept until the operator retries or drops it
};

/// A mail to be sent, written in the transaction of the change that it tells of. It is rendered
/// when it is sent. A sent mail is gone from the outbox.
struct Mail {
  MailId id;
  std::string recipient;                                      ///< mail address
  std::string kind;                                           ///< names the template: `invite`
  std::string language;                                       ///< `en-US`; empty: the default
  std::vector<std::pair<std::string, std::string>> values{};  ///< what the template may show
  MailState state = MailState::waiting;
  std::uint32_t attempts = 0;
  Timestamp created_at{};
  Timestamp next_attempt_at{};
  std::string last_error{};  ///< what the server said, without secrets

  bool operator==(const Mail&) const = default;
};

}  // namespace selfsame::core
