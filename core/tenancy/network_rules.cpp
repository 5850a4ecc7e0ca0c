#include "core/tenancy/network_rules.h"

#include <algorithm>
#include <array>

#include "core/limits.h"

namespace selfsame::core {
namespace {

constexpr unsigned kAddressBits = 128;

/// Source: reference 6.5.
const std::vector<Cidr>& special_networks() {
  static const auto networks = [] {
    constexpr std::array<std::string_view, 11> kTexts{
        "10.0.0.0/8",     "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8",
        "169.254.0.0/16", "100.64.0.0/10", "0.0.0.0/8",      "::1/128",
        "::/128",         "fc00::/7",      "fe80::/10"};
    std::vector<Cidr> parsed;
    parsed.reserve(kTexts.size());
    for (const auto& text : kTexts) parsed.push_back(Cidr::parse(text).value());
    return parsed;
  }();
  return networks;
}

bool same_beginning(const IpAddress& a, const IpAddress& b, unsigned bits) {
  const unsigned whole_bytes = bits / 8;
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + whole_bytes, b.bytes.begin())) return false;
  const unsigned odd_bits = bits % 8;
  if (odd_bits == 0) return true;
  const unsigned mask = 0xFFU << (8 - odd_bits);
  return ((a.bytes.at(whole_bytes) ^ b.bytes.at(whole_bytes)) & mask) == 0;
}

/// `76.1.*.*` as `76.1.0.0/16`; no value if anything but the end may be any.
std::optional<Cidr> parse_wildcard(std::string_view text) {
  constexpr std::string_view kAny = ".*";
  constexpr unsigned kOctets = 4;
  unsigned any = 0;
  while (text.ends_with(kAny)) {
    text.remove_suffix(kAny.size());
    ++any;
  }
  if (any == 0 || any >= kOctets) return std::nullopt;
  std::string network(text);
  for (unsigned i = 0; i < any; ++i) network += ".0";
  return Cidr::parse(network + '/' + std::to_string(8 * (kOctets - any)));
}

}  // namespace

std::optional<Cidr> parse_allowed_network(std::string_view text) {
  if (text.find('*') != std::string_view::npos) return parse_wildcard(text);
  if (text.find('/') != std::string_view::npos) return Cidr::parse(text);
  const auto address = IpAddress::parse(text);
  if (!address) return std::nullopt;
  return Cidr::parse(address->text() + (address->is_v4() ? "/32" : "/128"));
}

bool touches_special_network(const Cidr& network) {
  return std::ranges::any_of(special_networks(), [&](const Cidr& special) {
    return same_beginning(network.network, special.network,
                          std::min(network.prefix_bits, special.prefix_bits));
  });
}

std::vector<Cidr> read_allowed_networks(std::vector<FieldError>& errors, const std::string& pointer,
                                        const std::vector<std::string>& texts) {
  std::vector<Cidr> networks;
  if (texts.size() > limits::kAllowedNetworks) {
    errors.push_back(
        {pointer, "must have at most " + std::to_string(limits::kAllowedNetworks) + " entries"});
    return networks;
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto network = parse_allowed_network(texts[i]);
    if (network && !touches_special_network(*network)) {
      networks.push_back(*network);
      continue;
    }
    errors.push_back({pointer + '/' + std::to_string(i),
                      network ? "must not be private, nor contain private addresses"
                              : "must be an address or a network, e.g. 203.0.113.0/24"});
  }
  return networks;
}

std::string network_text(const Cidr& network) {
  if (network.prefix_bits != kAddressBits) return network.text;
  return network.text.substr(0, network.text.find('/'));
}

}  // namespace selfsame::core
