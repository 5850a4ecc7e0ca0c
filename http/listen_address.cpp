#include "http/listen_address.h"

#include <boost/asio/io_context.hpp>
#include <charconv>
#include <stdexcept>

namespace selfsame::http {

using boost::asio::ip::tcp;

ListenAddress parse_listen_address(std::string_view text) {
  const auto wrong = [text] {
    return std::runtime_error("listen: expected HOST:PORT, got '" + std::string(text) + "'");
  };
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) throw wrong();
  const std::string_view port_text = text.substr(colon + 1);
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != host.npos) {
    throw wrong();
  }

  std::uint16_t port = 0;
  const char* const end = port_text.data() + port_text.size();
  const auto [parsed, error] = std::from_chars(port_text.data(), end, port);
  if (host.empty() || error != std::errc{} || parsed != end) throw wrong();
  return {std::string(host), port};
}

std::vector<tcp::endpoint> resolve(const ListenAddress& address) {
  boost::asio::io_context io;
  boost::system::error_code error;
  const auto found = tcp::resolver(io).resolve(address.host, std::to_string(address.port),
                                               tcp::resolver::passive, error);
  if (error || found.empty()) {
    throw std::runtime_error("cannot listen on " + address.host + ": " + error.message());
  }
  std::vector<tcp::endpoint> endpoints;
  for (const bool v4 : {true, false}) {
    for (const auto& entry : found) {
      if (entry.endpoint().address().is_v4() == v4) endpoints.push_back(entry.endpoint());
    }
  }
  return endpoints;
}

}  // namespace selfsame::http
