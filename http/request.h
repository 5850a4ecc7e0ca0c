#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace selfsame::http {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };

/// `GET`, `PATCH`, ...; empty for `other`.
std::string_view to_string(Method method);

/// The client's address as 16 bytes; IPv4 as ::ffff:a.b.c.d.
using AddressBytes = std::array<std::uint8_t, 16>;

/// One header line as it came. Both views are trimmed of surrounding blanks.
struct HeaderLine {
  std::string_view name;
  std::string_view value;
};

/// One request as it lies in its connection's buffer.
/// Lifetime: the views are valid until `Handler::handle` returns. Whoever answers later copies what
/// it needs first.
class Request {
 public:
  Method method = Method::other;
  std::string_view method_text;  ///< as sent, for logs and refusals
  std::string_view path;         ///< raw (still percent-encoded), up to `?`
  std::string_view query;        ///< raw, after `?`; empty if none
  std::string_view body;
  AddressBytes client_address{};  ///< the peer's, or the forwarded one when the peer is trusted
  bool secure = false;            ///< came over TLS
  bool keep_alive = true;

  /// The value of the first header of that name (case-insensitive); null view if absent.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] bool has_header(std::string_view name) const { return header(name).data(); }

  // The header lines that every request needs, found while parsing. Null view if absent.
  std::string_view authorization;
  std::string_view content_type;
  std::string_view user_agent;

  static constexpr std::size_t kMaxHeaderLines = 128;
  std::array<HeaderLine, kMaxHeaderLines> header_lines;
  std::size_t header_count = 0;
};

}  // namespace selfsame::http
