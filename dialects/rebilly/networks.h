#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/ip_address.h"
#include "json/object_reader.h"
#include "json/writer.h"

/// `allowedIps`: from where something may be used. Source: reference 6.5.
namespace selfsame::rebilly {

/// No value: it is not there. No networks (null or an empty array): from anywhere. What is no network,
/// or a private one, is an error at its place.
std::optional<std::vector<core::Cidr>> read_networks(json::ObjectReader& in,
                                                     std::vector<core::FieldError>& errors);

/// Writes the key with an array, or null for anywhere.
void encode_networks(const std::vector<core::Cidr>& networks, json::Writer& out);

}  // namespace selfsame::rebilly
