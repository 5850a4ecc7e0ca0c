#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace selfsame::core {

/// An IPv4 or IPv6 address in one form: IPv4 is held as ::ffff:a.b.c.d, so that a mapped address
/// and the plain one are equal.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  bool operator==(const IpAddress&) const = default;
  [[nodiscard]] bool is_v4() const;
  /// `192.0.2.1` for IPv4 and mapped addresses, else the RFC 5952 form.
  [[nodiscard]] std::string text() const;
  static std::optional<IpAddress> parse(std::string_view text);
};

/// A network: `192.0.2.0/24`, `2001:db8::/32`. Host bits are kept in `text` and ignored in
/// matching.
struct Cidr {
  IpAddress network;
  unsigned prefix_bits = 0;  ///< 0..128, counted in the 128-bit form
  std::string text;          ///< as it was written

  bool operator==(const Cidr&) const = default;
  [[nodiscard]] bool contains(const IpAddress& address) const;
  /// Refuses a bare address: a network must say its length.
  static std::optional<Cidr> parse(std::string_view text);
};

}  // namespace selfsame::core
