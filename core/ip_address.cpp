#include "core/ip_address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>

namespace selfsame::core {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr unsigned kMappedPrefixBits = 96;
constexpr unsigned kAddressBits = 128;

}  // namespace

bool IpAddress::is_v4() const {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin());
}

std::string IpAddress::text() const {
  char buffer[INET6_ADDRSTRLEN];
  const bool v4 = is_v4();
  const auto* from = v4 ? bytes.data() + kMappedPrefix.size() : bytes.data();
  return inet_ntop(v4 ? AF_INET : AF_INET6, from, buffer, sizeof buffer);
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN];
  if (text.size() >= sizeof terminated || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::memcpy(terminated, text.data(), text.size());
  terminated[text.size()] = '\0';

  IpAddress address;
  if (inet_pton(AF_INET, terminated, address.bytes.data() + kMappedPrefix.size()) == 1) {
    std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes.begin());
    return address;
  }
  if (inet_pton(AF_INET6, terminated, address.bytes.data()) == 1) return address;
  return std::nullopt;
}

bool Cidr::contains(const IpAddress& address) const {
  // A short IPv6 network such as ::/0 speaks of IPv6; only ::ffff:0:0/96 and longer reach IPv4.
  if (prefix_bits < kMappedPrefixBits && address.is_v4()) return false;
  const unsigned whole_bytes = prefix_bits / 8;
  if (!std::equal(address.bytes.begin(), address.bytes.begin() + whole_bytes,
                  network.bytes.begin())) {
    return false;
  }
  const unsigned odd_bits = prefix_bits % 8;
  if (odd_bits == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFFU << (8 - odd_bits));
  return (address.bytes[whole_bytes] & mask) == (network.bytes[whole_bytes] & mask);
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address_text = text.substr(0, slash);
  const auto length_text = text.substr(slash + 1);
  const auto address = IpAddress::parse(address_text);
  if (!address || length_text.empty() || length_text.size() > 3) return std::nullopt;
  if (length_text.size() > 1 && length_text.front() == '0') return std::nullopt;

  unsigned bits = 0;
  const auto* const end = length_text.data() + length_text.size();
  const auto read = std::from_chars(length_text.data(), end, bits);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;

  const bool written_as_v4 = address_text.find(':') == std::string_view::npos;
  if (written_as_v4) bits += kMappedPrefixBits;
  if (bits > kAddressBits) return std::nullopt;
  return Cidr{*address, bits, std::string(text)};
}

}  // namespace selfsame::core
