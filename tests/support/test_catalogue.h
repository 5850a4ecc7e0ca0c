#pragma once

#include <string>
#include <vector>

#include "core/access/catalogue.h"
#include "core/access/resource.h"

namespace selfsame::testing {

// Groups of the test catalogue beside those that the program's own operations ask for.
inline const std::string kZoneRead = "c8fed203ed3043cba015a93ad1616f1f";
inline const std::string kDnsWrite = "4755a26eedb94da69e1066d98aa820be";
inline const std::string kBillingRead = "7cf72faf220841aabcfdfab81c43c4f6";
inline const std::string kBucketRead = "6a018a9f2fc74eb6b293b0c548f38b39";
/// An operator's own group, which means something on two kinds.
inline const std::string kWidgetUse = "widget_use";

inline const std::string kUserKind{core::resource_kind::kUser};
inline const std::string kAccountKind{core::resource_kind::kAccount};
inline const std::string kZoneKind{core::resource_kind::kZone};
inline const std::string kStoreKind{core::resource_kind::kStore};
inline const std::string kBucketKind{core::resource_kind::kBucket};
/// An operator's own kind, whose ids are any text.
inline const std::string kWidgetKind = "example.shop.widget";

inline std::vector<core::PermissionGroup> test_groups() {
  namespace group = core::permission_group;
  const auto own = [](std::string_view id) { return std::string(id); };
  return {{own(group::kApiTokensRead), "API Tokens Read", {kUserKind}, {}, {"tokens_read"}},
          {own(group::kApiTokensWrite), "API Tokens Write", {kUserKind}, {}, {"tokens_write"}},
          {own(group::kUserDetailsRead), "User Details Read", {kUserKind}, {}, {"user_read"}},
          {own(group::kUserDetailsWrite), "User Details Write", {kUserKind}, {}, {"user_write"}},
          {own(group::kMembershipsRead), "Memberships Read", {kUserKind}, {}, {}},
          {own(group::kMembershipsWrite), "Memberships Write", {kUserKind}, {}, {}},
          {own(group::kAccountSettingsRead), "Account Settings Read", {kAccountKind}, {}, {}},
          {own(group::kAccountSettingsWrite), "Account Settings Write", {kAccountKind}, {}, {}},
          {own(group::kScimProvisioning), "SCIM Provisioning", {kAccountKind}, {}, {}},
          {own(group::kAccountApiTokensRead), "Account API Tokens Read", {kAccountKind}, {}, {}},
          {own(group::kAccountApiTokensWrite), "Account API Tokens Write", {kAccountKind}, {}, {}},
          {own(group::kZoneWrite), "Zone Write", {kZoneKind}, {}, {}},
          {own(group::kStoreRead), "Store Read", {kStoreKind}, {}, {}},
          {own(group::kStoreWrite), "Store Write", {kStoreKind}, {}, {}},
          {kZoneRead, "Zone Read", {kZoneKind}, "dns_and_zones", {"zone_read", "zones_read"}},
          {kDnsWrite, "DNS Write", {kZoneKind}, "dns_and_zones", {}},
          {kBillingRead, "Billing Read", {kAccountKind}, "account_and_billing", {}},
          {own(group::kBillingWrite), "Billing Write", {kAccountKind}, {}, {}},
          {kBucketRead, "Bucket Read", {kBucketKind}, {}, {}},
          {kWidgetUse, "Widget Use", {kWidgetKind, kAccountKind}, {}, {}}};
}

inline std::vector<std::string> test_kinds() {
  return {kUserKind, kAccountKind, kZoneKind, kStoreKind, kBucketKind, kWidgetKind};
}

/// One for the whole test program, as in the server.
inline const core::Catalogue& test_catalogue() {
  static const core::Catalogue catalogue(test_groups(), test_kinds());
  return catalogue;
}

}  // namespace selfsame::testing
