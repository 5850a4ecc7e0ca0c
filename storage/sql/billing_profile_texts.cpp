#include "storage/sql/billing_profile_texts.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

#include "storage/sql/json_columns.h"

namespace selfsame::storage::sql {
namespace {

using core::BillingProfile;

struct Field {
  std::string_view name;
  BillingProfile::Text BillingProfile::* text = nullptr;
};

/// The names are stored: they never change.
constexpr auto kFields = std::to_array<Field>({
    {"first_name", &BillingProfile::first_name},
    {"last_name", &BillingProfile::last_name},
    {"company", &BillingProfile::company},
    {"address", &BillingProfile::address},
    {"address2", &BillingProfile::address2},
    {"city", &BillingProfile::city},
    {"state", &BillingProfile::state},
    {"zipcode", &BillingProfile::zipcode},
    {"country", &BillingProfile::country},
    {"telephone", &BillingProfile::telephone},
    {"primary_email", &BillingProfile::primary_email},
    {"enterprise_billing_email", &BillingProfile::enterprise_billing_email},
    {"enterprise_primary_email", &BillingProfile::enterprise_primary_email},
    {"vat", &BillingProfile::vat},
    {"tax_id_type", &BillingProfile::tax_id_type},
    {"account_type", &BillingProfile::account_type},
    {"payment_gateway", &BillingProfile::payment_gateway},
    {"payment_reference", &BillingProfile::payment_reference},
    {"payment_first_name", &BillingProfile::payment_first_name},
    {"payment_last_name", &BillingProfile::payment_last_name},
    {"payment_address", &BillingProfile::payment_address},
    {"payment_address2", &BillingProfile::payment_address2},
    {"payment_city", &BillingProfile::payment_city},
    {"payment_state", &BillingProfile::payment_state},
    {"payment_zipcode", &BillingProfile::payment_zipcode},
    {"payment_country", &BillingProfile::payment_country},
    {"payment_email", &BillingProfile::payment_email},
});

}  // namespace

std::string write_profile_texts(const BillingProfile& profile) {
  std::vector<std::pair<std::string, std::string>> texts;
  texts.reserve(kFields.size());
  for (const Field& field : kFields) {
    const auto& text = profile.*field.text;
    if (text) texts.emplace_back(field.name, *text);
  }
  return write_named_texts(texts);
}

void read_profile_texts(std::string_view column, BillingProfile& profile) {
  for (auto& [name, text] : read_named_texts(column)) {
    const auto* field = std::ranges::find(kFields, name, &Field::name);
    if (field == kFields.end()) throw std::runtime_error("unknown text of a billing profile");
    profile.*field->text = std::move(text);
  }
}

}  // namespace selfsame::storage::sql
