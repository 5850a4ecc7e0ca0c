#include "dialects/rebilly/networks.h"

#include <string>

#include "core/tenancy/network_rules.h"

namespace selfsame::rebilly {
namespace {

constexpr std::string_view kAllowedIps = "allowedIps";

}  // namespace

std::optional<std::vector<core::Cidr>> read_networks(json::ObjectReader& in,
                                                     std::vector<core::FieldError>& errors) {
  if (!in.has(kAllowedIps)) return std::nullopt;
  const auto texts = in.strings(kAllowedIps).value_or(std::vector<std::string>());
  return core::read_allowed_networks(errors, in.pointer_to(kAllowedIps), texts);
}

void encode_networks(const std::vector<core::Cidr>& networks, json::Writer& out) {
  out.key(kAllowedIps);
  if (networks.empty()) {
    out.null();
    return;
  }
  out.begin_array();
  for (const auto& network : networks) out.string(core::network_text(network));
  out.end_array();
}

}  // namespace selfsame::rebilly
