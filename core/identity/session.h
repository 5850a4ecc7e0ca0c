#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/id.h"
#include "core/ip_address.h"
#include "core/time.h"

namespace selfsame::core {

/// A signed-in period. Its token is signed and not stored; it counts only as long as this does.
struct Session {
  SessionId id;
  UserId user;
  /// What it is restricted to, on top of what the user may do: names of operations as the Rebilly
  /// dialect has them, or `*`.
  std::vector<std::string> permissions;
  /// Of an emulation: the session that it was begun in, and goes back to.
  std::optional<SessionId> emulated_from{};
  Timestamp created_at{};
  Timestamp modified_at{};
  Timestamp expires_at{};
  /// From where it was begun, and by what; absent and empty where that is not known.
  std::optional<IpAddress> client_address{};
  std::string user_agent{};

  bool operator==(const Session&) const = default;
};

}  // namespace selfsame::core
