#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/ip_address.h"

namespace selfsame::core {

/// One network from which something may be used: an address (`153.12.32.33`, `2001:db8::1`), a network
/// (`201.54.122.0/24`, `2001:db8:abcd:12::1/64`, host bits allowed), or octets that may be any, at
/// the end of an IPv4 address (`76.*.*.*`). An address is held as a network of its own, octets that
/// may be any as the network that they mean; `network_text` says what to answer.
/// Source: Rebilly `AllowedIps`; reference 6.5.
std::optional<Cidr> parse_allowed_network(std::string_view text);

/// Whether any address of a network is private, of this machine, of its link, of a carrier, or
/// nobody's: nothing on the internet comes from there. Mapped IPv4 counts as what it maps.
bool touches_special_network(const Cidr& network);

/// Reads a list. Adds an error for each entry that is no network or touches a special one
/// (`<pointer>/<index>`), and for too many.
std::vector<Cidr> read_allowed_networks(std::vector<FieldError>& errors, const std::string& pointer,
                                        const std::vector<std::string>& texts);

/// A network as a client reads it back: an address without a length, else as it is held.
std::string network_text(const Cidr& network);

}  // namespace selfsame::core
