#pragma once

#include <string>
#include <vector>

#include "core/id.h"

namespace selfsame::core {

/// What an entry of an access list is restricted to. A list that names nothing restricts nothing.
/// Products, plans and custom fields are kept, in order, for those who read them; nothing here lies in
/// them.
struct AclScope {
  std::vector<OrganizationId> organizations{};
  std::vector<std::string> products{};
  std::vector<std::string> plans{};
  std::vector<std::string> custom_fields{};

  bool operator==(const AclScope&) const = default;
};

/// Permissions, and where they count. Source: Rebilly `Acl`; reference 6.4.
struct AclEntry {
  AclScope scope{};
  std::vector<std::string> permissions{};  ///< names of single operations, or `*`

  bool operator==(const AclEntry&) const = default;

  /// Whether it says anything about an organization.
  [[nodiscard]] bool counts_in(const OrganizationId& organization) const;
};

/// What a list allows in an organization, by name; in its order, perhaps repeated.
std::vector<std::string> acl_permissions(const std::vector<AclEntry>& acl,
                                         const OrganizationId& organization);

}  // namespace selfsame::core
