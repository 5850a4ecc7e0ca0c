#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace selfsame::core {

/// Names of the resource kinds that come with the program. A resource is called
/// `<kind>.<id>`, all of a kind `<kind>.*`, and everything `*`.
namespace resource_kind {
inline constexpr std::string_view kUser = "com.cloudflare.api.user";
inline constexpr std::string_view kAccount = "com.cloudflare.api.account";
inline constexpr std::string_view kZone = "com.cloudflare.api.account.zone";
/// The installation itself; there is one.
inline constexpr std::string_view kStore = "com.selfsame.store";
inline constexpr std::string_view kBucket = "com.cloudflare.edge.r2.bucket";
}  // namespace resource_kind

/// A pattern in a policy: kind and id, where `*` stands for every id, or plain `*` for everything.
struct ResourcePattern {
  std::string kind;  ///< empty for plain `*`
  std::string id;    ///< `*` for every id of the kind; without meaning if `kind` is empty

  bool operator==(const ResourcePattern&) const = default;

  [[nodiscard]] bool is_everything() const { return kind.empty(); }
  [[nodiscard]] bool names_one() const { return !kind.empty() && id != "*"; }
  [[nodiscard]] std::string text() const;
  /// Splits at the last dot. Whether the kind exists is the catalogue's to say. No value if there
  /// is no dot, or nothing on one side of it.
  static std::optional<ResourcePattern> parse(std::string_view text);
};

/// What a policy speaks of: a pattern, or (nested) patterns inside of what the outer one names.
struct ResourceGrant {
  ResourcePattern outer;
  std::vector<ResourcePattern> nested;  ///< empty: the outer pattern itself is meant

  bool operator==(const ResourceGrant&) const = default;
};

/// The thing a request is about, with what it lies in. Views: valid as long as what they were made
/// from.
struct Resource {
  std::string_view kind;
  std::string_view id;                ///< in the spelling that policies use: 32 hex digits
  std::string_view container_kind{};  ///< e.g. the account of a zone; empty if it lies in nothing
  std::string_view container_id{};
};

/// Whether the grant covers the resource.
bool covers(const ResourceGrant& grant, const Resource& resource);

}  // namespace selfsame::core
