#pragma once

#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

/// What a link does for whoever holds it.
enum class LinkPurpose {
  activation,      ///< proves a mail address, and makes an account usable
  password_reset,  ///< sets a new password
  enrollment,      ///< shows and proves a second factor
};

/// A secret link that does one thing once. Of each purpose a user has one that is open.
struct ActionLink {
  ActionLinkId id;
  UserId user;
  LinkPurpose purpose = LinkPurpose::activation;
  Timestamp created_at{};
  Timestamp expires_at{};  ///< from then on it is over

  bool operator==(const ActionLink&) const = default;
};

}  // namespace selfsame::core
