#include "core/tenancy/organization_profile_rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "core/audit/record_change.h"
#include "core/billing/calendar.h"
#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

using Errors = std::vector<FieldError>;
using Text = std::optional<std::string>;

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

void check_optional_text(Errors& errors, std::string_view pointer, const Text& text,
                         std::size_t characters_max) {
  if (text) check_text(errors, pointer, *text, characters_max);
}

void check_website(Errors& errors, const Text& website) {
  if (!website) return;
  constexpr std::string_view kPointer = "/website";
  std::string_view rest = *website;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
  }
  if (rest.empty() || rest.size() == website->size() || rest.contains(' ')) {
    errors.push_back(
        {std::string(kPointer), "must be an address that begins with https:// or http://"});
  } else {
    check_text(errors, kPointer, *website, limits::kWebsiteCharacters);
  }
}

void check_country(Errors& errors, const Text& country) {
  constexpr std::size_t kLetters = 2;
  if (!country) return;
  if (country->size() != kLetters || !std::ranges::all_of(*country, is_capital)) {
    errors.push_back({"/country", "must be the two capital letters of a country"});
  }
}

template <class Check>
void check_contacts(Errors& errors, const std::string& pointer,
                    const std::vector<OrganizationContact>& contacts, Check check_value) {
  if (contacts.size() > limits::kContactsPerOrganization) {
    errors.push_back({pointer, "must have at most " +
                                   std::to_string(limits::kContactsPerOrganization) + " entries"});
    return;
  }
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    const auto place = pointer + '/' + std::to_string(i);
    check_required_text(errors, place + "/label", contacts[i].label,
                        limits::kContactLabelCharacters);
    check_value(place + "/value", contacts[i].value);
  }
}

void check_document(Errors& errors, const char* pointer, const Text& document) {
  if (!document || document->size() <= limits::kOrganizationDocumentBytes) return;
  errors.push_back(
      {pointer,
       "must be at most " + std::to_string(limits::kOrganizationDocumentBytes) + " bytes long"});
}

void check_time_zone(Errors& errors, const std::string& name, const BillingRules& billing) {
  const bool known =
      name == kUtc || (billing.zones != nullptr && name.size() <= limits::kTimeZoneCharacters &&
                       billing.zones->find(name) != nullptr);
  if (!known) errors.push_back({"/invoice_time_zone", "must be the name of a time zone"});
}

std::string describe(const std::vector<OrganizationContact>& contacts) {
  std::string text;
  for (const auto& contact : contacts) {
    if (!text.empty()) text += ", ";
    text += contact.label + ": " + contact.value;
    if (contact.primary) text += " (primary)";
  }
  return text;
}

Described describe(const OrganizationProfile& profile) {
  return {{"website", profile.website},
          {"address", profile.address},
          {"address2", profile.address2},
          {"city", profile.city},
          {"region", profile.region},
          {"country", profile.country},
          {"postal_code", profile.postal_code},
          {"phone_numbers", describe(profile.phone_numbers)},
          {"emails", describe(profile.emails)},
          {"tax_descriptor", profile.tax_descriptor},
          {"invoice_time_zone", profile.invoice_time_zone},
          {"report_currency", profile.report_currency},
          {"questionnaire", profile.questionnaire},
          {"settings", profile.settings},
          {"tax_numbers", profile.tax_numbers}};
}

}  // namespace

Status validate_organization_profile(const OrganizationProfile& profile,
                                     const BillingRules& billing) {
  Errors errors;
  check_website(errors, profile.website);
  check_optional_text(errors, "/address", profile.address, limits::kAddressCharacters);
  check_optional_text(errors, "/address2", profile.address2, limits::kAddressCharacters);
  check_optional_text(errors, "/city", profile.city, limits::kCityCharacters);
  check_optional_text(errors, "/region", profile.region, limits::kCityCharacters);
  check_country(errors, profile.country);
  check_optional_text(errors, "/postal_code", profile.postal_code, limits::kPostalCodeCharacters);
  check_contacts(errors, "/phone_numbers", profile.phone_numbers,
                 [&](const std::string& pointer, const std::string& value) {
                   check_required_text(errors, pointer, value, limits::kContactPhoneCharacters);
                 });
  check_contacts(errors, "/emails", profile.emails,
                 [&](const std::string& pointer, const std::string& value) {
                   if (is_mail_address(value, limits::kContactEmailCharacters)) return;
                   errors.push_back({pointer, "must be a mail address"});
                 });
  check_optional_text(errors, "/tax_descriptor", profile.tax_descriptor,
                      limits::kTaxDescriptorCharacters);
  check_time_zone(errors, profile.invoice_time_zone, billing);
  if (!billing.currencies.find(profile.report_currency)) {
    errors.push_back({"/report_currency", "must be the code of a currency"});
  }
  check_document(errors, "/questionnaire", profile.questionnaire);
  check_document(errors, "/settings", profile.settings);
  check_document(errors, "/tax_numbers", profile.tax_numbers);
  return errors.empty() ? Status() : invalid(std::move(errors));
}

Status check_required_of_new(const OrganizationProfile& profile) {
  Errors errors;
  if (!profile.website) errors.push_back({"/website", "is required"});
  if (!profile.country) errors.push_back({"/country", "is required"});
  return errors.empty() ? Status() : invalid(std::move(errors));
}

std::vector<AuditChange> describe_difference(const OrganizationProfile& before,
                                             const OrganizationProfile& after) {
  return changes_between(describe(before), describe(after));
}

}  // namespace selfsame::core
