#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace selfsame::http {

struct ListenAddress {
  std::string host;  ///< a name or an address, without brackets
  std::uint16_t port = 0;
};

/// Reads `HOST:PORT`, `[IPv6]:PORT`. Throws std::runtime_error if it is neither.
ListenAddress parse_listen_address(std::string_view text);

/// Where to listen, best first (IPv4 before IPv6: a client that tries a name's addresses in turn
/// finds it either way, one that knows 127.0.0.1 only finds it too).
std::vector<boost::asio::ip::tcp::endpoint> resolve(const ListenAddress& address);

}  // namespace selfsame::http
