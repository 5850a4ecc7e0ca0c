#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/time.h"

namespace selfsame::core {

/// Whether a person wants one kind of mail.
struct MailPreference {
  std::string name;  ///< `marketing`, `product_news`
  bool subscribed = false;
  Timestamp created_at{};
  Timestamp modified_at{};

  bool operator==(const MailPreference&) const = default;
};

/// How a person wants to be written to.
struct CommunicationPreferences {
  std::vector<MailPreference> preferences{};
  std::optional<std::string> language{};  ///< `en-US`
  bool hard_bounce = false;               ///< the last mail to the address was refused for good
  Timestamp created_at{};
  Timestamp modified_at{};

  bool operator==(const CommunicationPreferences&) const = default;
};

}  // namespace selfsame::core
