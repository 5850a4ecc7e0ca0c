#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/id.h"

namespace selfsame::core {

/// A way to reach an organization.
struct OrganizationContact {
  std::string label;
  std::string value;
  bool primary = false;

  bool operator==(const OrganizationContact&) const = default;
};

/// What an organization says of itself, beside its name. Source: Rebilly `Organization`; reference
/// 6.10.
struct OrganizationProfile {
  OrganizationId organization;
  std::optional<std::string> website{};  ///< never shown again
  std::optional<std::string> address{};
  std::optional<std::string> address2{};
  std::optional<std::string> city{};
  std::optional<std::string> region{};
  std::optional<std::string> country{};  ///< ISO 3166: two capital letters
  std::optional<std::string> postal_code{};
  std::vector<OrganizationContact> phone_numbers{};
  std::vector<OrganizationContact> emails{};
  std::optional<std::string> tax_descriptor{};
  std::string invoice_time_zone = "UTC";  ///< a name of the IANA database
  std::string report_currency = "USD";    ///< ISO 4217; never changes
  // JSON texts, as they were given; what is in them is for those who read them.
  std::optional<std::string> questionnaire{};
  std::optional<std::string> settings{};
  std::optional<std::string> tax_numbers{};

  bool operator==(const OrganizationProfile&) const = default;
};

}  // namespace selfsame::core
