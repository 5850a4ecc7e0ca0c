#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace selfsame::core {

/// A named set of operations that a policy can allow or deny.
struct PermissionGroup {
  std::string id;
  std::string name;
  std::vector<std::string> scopes;   ///< resource kinds on which it means something
  std::string category;              ///< empty if unknown
  std::vector<std::string> aliases;  ///< plain names under which it is known too

  [[nodiscard]] bool fits(std::string_view resource_kind) const;
};

/// Ids of the groups that Selfsame's own operations ask for.
namespace permission_group {
inline constexpr std::string_view kApiTokensRead = "0cc3a61731504c89b99ec1be78b77aa0";
inline constexpr std::string_view kApiTokensWrite = "686d18d5ac6c441c867cbf6771e58a0a";
inline constexpr std::string_view kUserDetailsRead = "8acbe5bb0d54464ab867149d7f7cf8ac";
inline constexpr std::string_view kUserDetailsWrite = "55a5e17cc99e4a3fa1f3432d262f2e55";
/// Not in the catalogue that clients list: contains every operation on every kind of resource.
/// The token that `init` makes holds it.
inline constexpr std::string_view kEverything = "all_permissions";
}  // namespace permission_group

/// Which permission groups and resource kinds exist. Immutable after start; shared by all threads.
class Catalogue {
 public:
  /// Throws std::invalid_argument if an id or alias is there twice, or a scope is not a kind.
  Catalogue(std::vector<PermissionGroup> groups, std::vector<std::string> resource_kinds);
  Catalogue(const Catalogue&) = delete;
  Catalogue& operator=(const Catalogue&) = delete;

  /// By id or alias; null if unknown. Also finds `permission_group::kEverything`.
  [[nodiscard]] const PermissionGroup* find(std::string_view id_or_alias) const;
  [[nodiscard]] bool has_kind(std::string_view kind) const;
  /// What clients may list, in catalogue order.
  [[nodiscard]] std::span<const PermissionGroup> groups() const { return groups_; }
  [[nodiscard]] std::span<const std::string> resource_kinds() const { return kinds_; }

 private:
  void index(const PermissionGroup& group);

  std::vector<PermissionGroup> groups_;
  std::vector<std::string> kinds_;
  PermissionGroup everything_;
  std::unordered_map<std::string_view, const PermissionGroup*> by_name_;
};

}  // namespace selfsame::core
