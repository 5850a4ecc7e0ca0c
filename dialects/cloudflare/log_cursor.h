#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/access/secret.h"

namespace selfsame::cloudflare {

/// Where the next page of a list begins; see core::AuditRange. On the wire it goes with the list that
/// it belongs to, so that it is refused in any other. It holds no secret and opens nothing: who asks
/// is authorized on every page.
struct LogCursor {
  std::uint64_t after = 0;   ///< the last position on the pages before, in the order of reading
  std::uint64_t newest = 0;  ///< the last position that the log had when the first page was read

  bool operator==(const LogCursor&) const = default;
};

/// `list` says which list: log, filters, direction.
std::string write_cursor(const LogCursor& cursor, std::string_view list,
                         const core::SecretHasher& hasher);
/// No value if it is no cursor of this list.
std::optional<LogCursor> read_cursor(std::string_view text, std::string_view list,
                                     const core::SecretHasher& hasher);

}  // namespace selfsame::cloudflare
