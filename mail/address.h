#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace selfsame::mail {

/// Whom a mail is from.
struct Address {
  std::string name;     ///< shown to people, UTF-8; may be empty
  std::string address;  ///< `selfsame@example.com`
};

/// Whether the text can stand between `<` and `>` in a command or header: one `@`, only what RFC
/// 5321 allows without quotes, or bytes beyond ASCII (RFC 6531).
bool is_sendable(std::string_view address);

/// Reads `a@example.com`, `<a@example.com>` or `Name <a@example.com>`. The address is ASCII; the name
/// has no control characters.
std::optional<Address> parse_address(std::string_view text);

}  // namespace selfsame::mail
