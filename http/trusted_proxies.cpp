#include "http/trusted_proxies.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <stdexcept>

#include "http/text.h"

namespace selfsame::http {

namespace {

constexpr AddressBytes kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kMappedBits = 96;

bool is_v4(const AddressBytes& address) {
  return std::equal(address.begin(), address.begin() + 12, kMappedPrefix.begin());
}

std::optional<AddressBytes> parse_bare_address(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size() || text.find('\0') != text.npos) return std::nullopt;
  std::ranges::copy(text, terminated.begin());
  AddressBytes address = kMappedPrefix;
  if (inet_pton(AF_INET, terminated.data(), &address[12]) == 1) return address;
  if (inet_pton(AF_INET6, terminated.data(), address.data()) == 1) return address;
  return std::nullopt;
}

bool same_prefix(const AddressBytes& a, const AddressBytes& b, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) {
    return false;
  }
  const unsigned rest = bits % 8;
  return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

std::optional<unsigned> parse_bits(std::string_view text, unsigned most) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc{} || end != text.data() + text.size() || bits > most) return std::nullopt;
  return bits;
}

/// Takes the last element off a comma-separated list.
std::string_view take_last(std::string_view& list) {
  const std::size_t comma = list.rfind(',');
  const std::string_view last = comma == list.npos ? list : list.substr(comma + 1);
  list = comma == list.npos ? std::string_view{} : list.substr(0, comma);
  return trim(last);
}

}  // namespace

std::optional<AddressBytes> parse_address(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == text.npos) return std::nullopt;
    if (end + 1 != text.size() && text[end + 1] != ':') return std::nullopt;
    return parse_bare_address(text.substr(1, end - 1));
  }
  if (std::ranges::count(text, ':') == 1) return parse_bare_address(text.substr(0, text.find(':')));
  return parse_bare_address(text);
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  networks_.reserve(networks.size());
  for (const auto& network : networks) networks_.push_back(parse(network));
}

TrustedProxies::Network TrustedProxies::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view address_text = text.substr(0, slash);
  if (const auto address = parse_bare_address(address_text)) {
    if (slash == text.npos) return {*address, 128};
    const bool short_form = address_text.find(':') == text.npos;
    if (const auto bits = parse_bits(text.substr(slash + 1), short_form ? 32 : 128)) {
      return {*address, *bits + (short_form ? kMappedBits : 0)};
    }
  }
  throw std::runtime_error("trusted_proxies: neither an address nor a network: " +
                           std::string(text));
}

bool TrustedProxies::contains(const AddressBytes& address) const {
  return std::ranges::any_of(networks_, [&](const Network& network) {
    // `::/0` means every IPv6 address; an IPv4 peer is not one.
    const bool network_is_v4 = network.bits >= kMappedBits && is_v4(network.address);
    return network_is_v4 == is_v4(address) && same_prefix(network.address, address, network.bits);
  });
}

AddressBytes TrustedProxies::client_of(const Request& request, const AddressBytes& peer) const {
  AddressBytes nearest = peer;
  for (std::size_t i = request.header_count; i-- > 0;) {
    const HeaderLine& line = request.header_lines[i];
    if (!equal_ignoring_case(line.name, "X-Forwarded-For")) continue;
    for (std::string_view list = line.value; !list.empty();) {
      const auto address = parse_address(take_last(list));
      if (!address) return nearest;
      nearest = *address;
      if (!contains(nearest)) return nearest;
    }
  }
  return nearest;
}

}  // namespace selfsame::http
