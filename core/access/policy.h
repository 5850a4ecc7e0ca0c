#pragma once

#include <string>
#include <vector>

#include "core/access/resource.h"
#include "core/id.h"
#include "core/ip_address.h"

namespace selfsame::core {

enum class Effect { allow, deny };

/// A policy says: the bearer may (or may not) do what these groups contain, on these resources.
/// Order is kept as it was sent.
struct Policy {
  PolicyId id;
  Effect effect = Effect::allow;
  std::vector<std::string> permission_groups;  ///< ids or plain names, as they were sent
  std::vector<ResourceGrant> resources;

  bool operator==(const Policy&) const = default;
};

/// From which networks a credential may be used.
struct NetworkCondition {
  std::vector<Cidr> in;      ///< empty: from everywhere
  std::vector<Cidr> not_in;  ///< wins over `in`
  bool has_in = false;       ///< whether the list was given at all, be it empty
  bool has_not_in = false;
  bool dotted_key = false;  ///< the caller wrote `request.ip`, and wants to read it so

  bool operator==(const NetworkCondition&) const = default;
  [[nodiscard]] bool allows(const IpAddress& address) const;
};

}  // namespace selfsame::core
