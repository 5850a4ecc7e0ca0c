#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"

namespace selfsame::http {

/// `192.0.2.1`, `2001:db8::1`, also as `192.0.2.1:80` and `[2001:db8::1]:80`.
std::optional<AddressBytes> parse_address(std::string_view text);

/// The peers whose word about the client's address is taken.
class TrustedProxies {
 public:
  /// Throws std::runtime_error if one is neither an address nor a CIDR.
  explicit TrustedProxies(const std::vector<std::string>& networks);

  [[nodiscard]] bool contains(const AddressBytes& address) const;

  /// Who sent `request` through the trusted `peer`: the nearest address of X-Forwarded-For that is
  /// not itself a trusted proxy.
  [[nodiscard]] AddressBytes client_of(const Request& request, const AddressBytes& peer) const;

 private:
  struct Network {
    AddressBytes address;
    unsigned bits;  // counted in the 128-bit form
  };
  static Network parse(std::string_view text);

  std::vector<Network> networks_;
};

}  // namespace selfsame::http
