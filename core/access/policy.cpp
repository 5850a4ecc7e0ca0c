#include "core/access/policy.h"

#include <algorithm>

namespace selfsame::core {

bool NetworkCondition::allows(const IpAddress& address) const {
  const auto holds = [&](const Cidr& network) { return network.contains(address); };
  if (std::ranges::any_of(not_in, holds)) return false;
  return in.empty() || std::ranges::any_of(in, holds);
}

}  // namespace selfsame::core
