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
inline constexpr std::string_view kMembershipsRead = "3518d0f75557482e952c6762d3e64903";
inline constexpr std::string_view kMembershipsWrite = "9201bc6f42d440968aaab0c6f17ebb1d";
inline constexpr std::string_view kAccountSettingsRead = "c1fde68c7bcc44588cbb6ddbc16d6480";
inline constexpr std::string_view kAccountSettingsWrite = "1af1fa2adc104452b74a9a3364202f20";
inline constexpr std::string_view kScimProvisioning = "d5812c023a5048b4882175a28952362d";
inline constexpr std::string_view kAccountApiTokensRead = "eb56a6953c034b9d97dd838155666f06";
inline constexpr std::string_view kAccountApiTokensWrite = "5bc3f8b21c554832afc660159ab75fa4";
inline constexpr std::string_view kBillingRead = "7cf72faf220841aabcfdfab81c43c4f6";
inline constexpr std::string_view kBillingWrite = "6c80e02421494afc9ae14414ed442632";
inline constexpr std::string_view kZoneRead = "c8fed203ed3043cba015a93ad1616f1f";
inline constexpr std::string_view kZoneWrite = "e6d2666161e84845a636613608cee8d5";
// Selfsame's own: what may be done to the installation by `/v1`.
inline constexpr std::string_view kStoreRead = "5e1f5a3e57042ead8b1c2d3e4f506172";
inline constexpr std::string_view kStoreWrite = "5e1f5a3e57042d1749c8a5b6e7f80912";
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
