#include "dialects/native/session_cookie.h"

#include <chrono>

#include "http/text.h"

namespace selfsame::native {
namespace {

std::string_view name_of(Transport transport) {
  return transport == Transport::tls ? "__Host-selfsame_session" : "selfsame_session";
}

/// `Lax`: links from elsewhere find people signed in, and nothing but links brings the cookie along.
std::string cookie(std::string_view value, long long seconds, Transport transport) {
  std::string text(name_of(transport));
  text.append("=").append(value).append("; Path=/; Max-Age=").append(std::to_string(seconds));
  text += "; HttpOnly; SameSite=Lax";
  if (transport == Transport::tls) text += "; Secure";
  return text;
}

/// The value of the first cookie of that name in a `Cookie` header.
std::string_view find_cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const auto end = header.find(';');
    const auto pair = http::trim(header.substr(0, end));
    header = end == std::string_view::npos ? std::string_view() : header.substr(end + 1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return pair.substr(equals + 1);
    }
  }
  return {};
}

}  // namespace

Transport transport_of(std::string_view base_url) {
  return base_url.starts_with("https://") ? Transport::tls : Transport::plain;
}

std::string_view read_session_cookie(const http::Request& request, Transport transport) {
  for (std::size_t i = 0; i < request.header_count; ++i) {
    const auto& line = request.header_lines[i];  // HTTP/2 proxies may send several
    if (!http::equal_ignoring_case(line.name, "Cookie")) continue;
    if (const auto value = find_cookie(line.value, name_of(transport)); !value.empty()) {
      return value;
    }
  }
  return {};
}

std::string session_cookie(const core::IssuedSession& issued, core::Timestamp now,
                           Transport transport) {
  const auto left = std::chrono::floor<std::chrono::seconds>(issued.session.expires_at - now);
  return cookie(issued.token.reveal(), left.count(), transport);
}

std::string no_session_cookie(Transport transport) { return cookie("", 0, transport); }

}  // namespace selfsame::native
