#include "core/billing/billing_profile_rules.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/billing/card_numbers.h"
#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

constexpr std::size_t kLastDigits = 4;
constexpr int kYearMin = 2000;
constexpr int kYearMax = 9999;
constexpr int kMonths = 12;

std::string describe_card(const CardSummary& card) {
  auto text = card.brand + " ending in " + card.last_four;
  if (card.expiry_month && card.expiry_year) {
    text +=
        ", expires " + std::to_string(*card.expiry_month) + '/' + std::to_string(*card.expiry_year);
  }
  return text;
}

}  // namespace

void check_billing_text(std::vector<FieldError>& errors, std::string_view pointer,
                        std::string_view text) {
  check_text(errors, pointer, text, limits::kBillingTextCharacters);
  refuse_card_number(errors, pointer, text);
}

void check_card(std::vector<FieldError>& errors, const CardSummary& card) {
  check_billing_text(errors, "/card/brand", card.brand);
  const bool digits =
      std::ranges::all_of(card.last_four, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || card.last_four.size() != kLastDigits) {
    errors.push_back({"/card/last_four", "must be the last four digits"});
  }
  if (card.expiry_month && (*card.expiry_month < 1 || *card.expiry_month > kMonths)) {
    errors.push_back({"/card/expiry_month", "must be a month from 1 to 12"});
  }
  if (card.expiry_year && (*card.expiry_year < kYearMin || *card.expiry_year > kYearMax)) {
    errors.push_back({"/card/expiry_year", "must be a year of four digits"});
  }
}

Described describe_profile(const BillingProfile& profile) {
  Described described;
  described.reserve(billing_texts().size() + 1);
  for (const auto& text : billing_texts()) {
    // The owner reads the log, and is not told what the gateway calls their means of payment.
    const bool hidden = text.value == &BillingProfile::payment_reference;
    const auto& value = profile.*text.value;
    described.emplace_back(text.name, hidden && value ? std::optional("set") : value);
  }
  described.emplace_back("card",
                         profile.card ? std::optional(describe_card(*profile.card)) : std::nullopt);
  return described;
}

}  // namespace selfsame::core
