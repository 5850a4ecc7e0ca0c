#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/acl.h"
#include "core/id.h"
#include "core/ip_address.h"
#include "core/time.h"

namespace selfsame::core {

/// The parts of an organization that rights speak of. Source: reference 7.1, both generations.
enum class Area : std::uint8_t {
  access,
  analytics,
  app,
  auditlogs,
  billing,
  cache_purge,
  dns,
  dns_records,
  lb,
  legal,
  logs,
  member,
  organization,
  ssl,
  stream,
  subscription,
  teams,
  waf,
  webhooks,
  worker,
  zone,
  zone_settings,
  zones,
  count_,  ///< how many there are; not an area
};

inline constexpr std::size_t kAreaCount = static_cast<std::size_t>(Area::count_);

std::string_view area_name(Area area);
std::optional<Area> parse_area(std::string_view name);

enum class Level : std::uint8_t { none, read, edit };

/// What somebody may do in each area. Editing contains reading.
class Grants {
 public:
  [[nodiscard]] Level level(Area area) const { return levels_[static_cast<std::size_t>(area)]; }
  [[nodiscard]] bool allow(Area area, Level wanted) const { return level(area) >= wanted; }
  void raise(Area area, Level level);
  /// Takes over what the other allows and this does not.
  void add(const Grants& other);
  /// Takes away what a deny names: who may not read may not edit, who may not edit may still read.
  void remove(const Grants& other);
  /// Whether nothing that the other allows is missing.
  [[nodiscard]] bool contain(const Grants& other) const;
  static Grants everything();

  bool operator==(const Grants&) const = default;

 private:
  std::array<Level, kAreaCount> levels_{};
};

/// A named set of rights in an organization. Whoever holds it holds what its juniors give, too.
struct Role {
  RoleId id;
  std::string name;
  std::string description;
  Grants grants;
  std::optional<OrganizationId> organization{};  ///< of an own role; absent: built in
  Timestamp created_at{};
  Timestamp modified_at{};
  std::vector<AclEntry> acl{};           ///< permissions by name, beside the grants
  std::vector<RoleId> juniors{};         ///< roles that it includes
  std::vector<Cidr> allowed_networks{};  ///< from where it may be used; empty: anywhere
  std::string chosen_id{};               ///< that a client chose; empty: none

  bool operator==(const Role&) const = default;
};

/// A named set of rights as member policies name them: an id space of its own.
struct IamGroup {
  IamGroupId id;
  std::string name;
  std::string label;
  std::string description;
  std::optional<RoleId> role;  ///< the role that means the same on the whole organization
  bool of_zones = false;       ///< made for single zones
  Grants grants;
};

namespace built_in_role {
inline constexpr std::string_view kSuperAdministrator = "33666b9c79b9a5273fc7344ff42f953d";
inline constexpr std::string_view kAdministrator = "05784afa30c1afe1440e79d9351c7430";
}  // namespace built_in_role

/// Whoever holds this role owns the organization.
const RoleId& super_administrator();

/// The roles and groups that come with the program. Immutable after start; shared by all threads.
class RoleCatalogue {
 public:
  /// Throws std::invalid_argument if an id is there twice or a group names an unknown role.
  RoleCatalogue(std::vector<Role> roles, std::vector<IamGroup> groups);

  // In the catalogue's order.
  [[nodiscard]] std::span<const Role> roles() const { return roles_; }
  [[nodiscard]] std::span<const IamGroup> groups() const { return groups_; }
  // Null if unknown.
  [[nodiscard]] const Role* find_role(const RoleId& id) const;
  [[nodiscard]] const IamGroup* find_group(const IamGroupId& id) const;
  /// The group that means the same as a built-in role.
  [[nodiscard]] const IamGroup* group_of(const RoleId& role) const;

 private:
  std::vector<Role> roles_;
  std::vector<IamGroup> groups_;
};

}  // namespace selfsame::core
