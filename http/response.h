#pragma once

#include <string>
#include <string_view>

namespace selfsame::http {

/// What a handler answers. Reused between requests of a connection, so its strings keep their room.
/// `Date`, `Content-Length` and `Connection` are the server's to write.
class Response {
 public:
  unsigned status = 200;
  std::string_view content_type = "application/json";  ///< static storage; empty: no body type line
  std::string_view fixed_headers;  ///< static storage; whole lines, each ending in CRLF
  std::string body;
  bool close = false;  ///< close the connection after this answer

  /// Adds one header line. A value with CR, LF or NUL in it is a bug and throws std::logic_error.
  void add_header(std::string_view name, std::string_view value);
  /// Says where what was made is: a header that may be said again. The same rule for values.
  void set_location(std::string_view value);
  /// Sets a cookie: the value of `Set-Cookie`. The same.
  void set_cookie(std::string_view value);
  [[nodiscard]] const std::string& headers() const { return headers_; }
  [[nodiscard]] const std::string& location() const { return location_; }  ///< empty: none
  [[nodiscard]] const std::string& cookie() const { return cookie_; }      ///< empty: none
  void clear();

 private:
  std::string headers_;
  std::string location_;
  std::string cookie_;
};

/// The reason phrase of a status; `Unknown` for one without.
std::string_view reason_phrase(unsigned status);

}  // namespace selfsame::http
