#include "dialects/rebilly/organization_documents.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <initializer_list>
#include <iterator>
#include <regex>
#include <string_view>
#include <utility>

#include "core/limits.h"
#include "core/text.h"
#include "dialects/rebilly/body.h"

namespace selfsame::rebilly {
namespace {

using Errors = std::vector<core::FieldError>;

/// The document as text, if it is no longer than may be kept: only then it is looked into, and told
/// what is wrong in it.
std::optional<std::string> bounded(const boost::json::value& document, const std::string& pointer,
                                   Errors& errors) {
  auto text = boost::json::serialize(document);
  if (text.size() <= core::limits::kOrganizationDocumentBytes) return text;
  errors.push_back({pointer, "must be at most " +
                                 std::to_string(core::limits::kOrganizationDocumentBytes) +
                                 " bytes long"});
  return std::nullopt;
}

void check_choice(json::ObjectReader& in, std::string_view key,
                  std::initializer_list<std::string_view> choices) {
  const auto* given = in.find(key);
  if (given == nullptr) return in.refuse(key, "is required");
  const auto text = in.string(key);
  if (!text || std::ranges::find(choices, *text) != choices.end()) return;
  std::string message = "must be ";
  for (const auto* choice = choices.begin(); choice != choices.end(); ++choice) {
    if (choice != choices.begin()) message += std::next(choice) == choices.end() ? " or " : ", ";
    message += *choice;
  }
  in.refuse(key, std::move(message));
}

void check_number(json::ObjectReader& in, std::string_view key) {
  const auto* given = in.find(key);
  if (given != nullptr && !given->is_number()) in.refuse(key, "must be a number");
}

void check_length(json::ObjectReader& in, std::string_view key, std::size_t characters_max,
                  Errors& errors) {
  if (const auto text = in.string(key)) {
    core::check_text(errors, in.pointer_to(key), *text, characters_max);
  }
}

void check_duration(json::ObjectReader& in, std::string_view key) {
  static const std::regex form(
      R"(P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)");
  constexpr std::size_t kCharactersMost = 50;
  const auto text = in.string(key);
  if (!text || (text->size() <= kCharactersMost && std::regex_match(*text, form))) return;
  in.refuse(key, "must be a duration as in ISO 8601, e.g. P30D or PT12H");
}

/// Hands each object of an array to `check`.
template <class Check>
void for_each_object(json::ObjectReader& in, std::string_view key, Errors& errors, Check check) {
  const auto* entries = in.array(key);
  if (entries == nullptr) return;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    json::ObjectReader entry((*entries)[i], json::pointer_step(in.pointer_to(key), i), errors);
    if ((*entries)[i].is_object()) check(entry);
  }
}

void check_calculator(json::ObjectReader& in, Errors& /*errors*/) {
  check_choice(in, "type", {"taxjar", "avalara", "flat"});
  check_number(in, "rate");
}

void check_billing(json::ObjectReader& in, Errors& /*errors*/) {
  check_duration(in, "pendingOrderTtl");
  check_duration(in, "orderDelinquencyPeriod");
  in.boolean("subtractRecurringDiscountsFromMrr");
  in.boolean("subtractOneTimeDiscountsFromMrr");
}

void check_notifications(json::ObjectReader& in, Errors& errors) {
  constexpr std::string_view kAddresses = "notificationEmailAddresses";
  in.boolean("notifyOnUserAccessChanges");
  in.boolean("notifyOnApiKeyAccessChanges");
  const auto addresses = in.strings(kAddresses).value_or(std::vector<std::string>());
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (core::is_mail_address(addresses[i])) continue;
    errors.push_back({json::pointer_step(in.pointer_to(kAddresses), i), "must be a mail address"});
  }
}

/// `MM-DD` of every year.
bool is_month_day(const std::string& text) {
  static const std::regex form("(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])");
  constexpr std::size_t kCharacters = 5;
  if (text.size() != kCharacters || !std::regex_match(text, form)) return false;
  const auto number = [&](std::size_t at) {
    return static_cast<unsigned>(10 * (text[at] - '0') + text[at + 1] - '0');
  };
  constexpr std::chrono::year kWithoutLeapDay{2025};
  return (kWithoutLeapDay / static_cast<int>(number(0)) / static_cast<int>(number(3))).ok();
}

void check_screening(json::ObjectReader& in, Errors& /*errors*/) {
  const bool enabled = in.boolean("enabled").value_or(false);
  const auto* given = in.find("monthDay");
  if (given == nullptr && enabled) in.refuse("monthDay", "is required when enabled");
  const auto day = in.string("monthDay");
  if (day && !is_month_day(*day)) {
    in.refuse("monthDay", "must be a day of every year as MM-DD, e.g. 12-31");
  }
}

void check_locations(json::ObjectReader& in, Errors& errors) {
  for_each_object(in, "taxLocations", errors, [&](json::ObjectReader& place) {
    check_length(place, "address", core::limits::kAddressCharacters, errors);
    check_length(place, "city", core::limits::kCityCharacters, errors);
    check_length(place, "region", core::limits::kCityCharacters, errors);
    check_length(place, "postalCode", core::limits::kPostalCodeCharacters, errors);
    const auto country = place.required_string("country");
    static const std::regex form("[A-Z]{2}");
    const auto* given = place.find("country");
    if (given != nullptr && given->is_string() && !std::regex_match(country, form)) {
      place.refuse("country", "must be the two capital letters of a country");
    }
  });
}

void check_payout_order(json::ObjectReader& in) {
  constexpr std::string_view kKey = "payoutRequestAllocationOrder";
  constexpr std::string_view kSelected = "selected-payment-instrument";
  constexpr std::size_t kLeast = 2;
  constexpr std::size_t kMost = 25;
  const auto* given = in.array(kKey);
  if (given == nullptr) return;
  if (given->size() < kLeast || given->size() > kMost) {
    return in.refuse(kKey, "must have 2 to 25 entries");
  }
  auto order = in.strings(kKey).value_or(std::vector<std::string>());
  if (order.size() != given->size()) return;  // told already
  if (std::ranges::find(order, kSelected) == order.end()) {
    in.refuse(kKey, "must contain selected-payment-instrument");
  }
  std::ranges::sort(order);
  if (std::ranges::adjacent_find(order) != order.end()) {
    in.refuse(kKey, "must have each entry only once");
  }
}

/// The parts of `settings` that are objects.
struct Part {
  std::string_view name;
  void (*check)(json::ObjectReader&, Errors&);
};
constexpr Part kParts[] = {{"defaultTaxCalculator", check_calculator},
                           {"billing", check_billing},
                           {"notifications", check_notifications},
                           {"annualComplianceScreening", check_screening}};

/// PHP writes them as empty arrays if there is nothing in them.
void mend_empty_parts(boost::json::object& settings) {
  for (const auto& part : kParts) {
    auto* value = settings.if_contains(part.name);
    if (value != nullptr && is_empty_array(*value)) *value = boost::json::object();
  }
}

void check_parts(const boost::json::value& settings, Errors& errors) {
  json::ObjectReader in(settings, "/settings", errors);
  for (const auto& part : kParts) {
    const auto* value = in.find(part.name);
    if (value == nullptr) continue;
    json::ObjectReader nested(*value, in.pointer_to(part.name), errors);
    if (value->is_object()) part.check(nested, errors);
  }
  check_locations(in, errors);
  check_payout_order(in);
}

/// RFC 7396. As deep as the parser lets JSON be.
void merge(boost::json::object& target,  // NOLINT(misc-no-recursion)
           const boost::json::object& patch) {
  for (const auto& [key, value] : patch) {
    if (value.is_null()) {
      if (auto* const found = target.find(key); found != target.end()) target.stable_erase(found);
    } else if (value.is_object()) {
      auto& nested = target[key];
      if (!nested.is_object()) nested = boost::json::object();
      merge(nested.get_object(), value.get_object());
    } else {
      target[key] = value;
    }
  }
}

DocumentEdit keep(std::optional<std::string> text) {
  return text ? DocumentEdit(std::move(text)) : std::nullopt;
}

}  // namespace

DocumentEdit read_questionnaire(json::ObjectReader& in, Errors& errors) {
  constexpr std::string_view kKey = "questionnaire";
  if (!in.has(kKey)) return std::nullopt;
  const auto* given = in.find(kKey);
  if (given == nullptr) return std::optional<std::string>();
  if (is_empty_array(*given)) return std::optional<std::string>("{}");
  auto text = bounded(*given, in.pointer_to(kKey), errors);
  if (!text) return std::nullopt;
  json::ObjectReader answers(*given, in.pointer_to(kKey), errors);
  for (const auto* key : {"role", "monthlyTransactions", "integrationType", "launchTiming"}) {
    answers.string(key);
  }
  answers.strings("products");
  return keep(std::move(text));
}

DocumentEdit read_tax_numbers(json::ObjectReader& in, Errors& errors) {
  constexpr std::string_view kKey = "taxNumbers";
  if (!in.has(kKey)) return std::nullopt;
  const auto* given = in.find(kKey);
  if (given == nullptr) return std::optional<std::string>();
  if (!bounded(*given, in.pointer_to(kKey), errors)) return std::nullopt;
  boost::json::array numbers;
  for_each_object(in, kKey, errors, [&](json::ObjectReader& number) {
    check_choice(number, "type", {"eu-vat", "other"});
    const auto value = number.required_string("value");
    const bool is_default = number.boolean("isDefault").value_or(false);
    numbers.push_back(boost::json::object{{"type", number.string("type").value_or("")},
                                          {"value", value},
                                          {"isDefault", is_default},
                                          {"isValid", nullptr}});
  });
  return keep(bounded(numbers, in.pointer_to(kKey), errors));
}

core::Result<std::string> check_settings(boost::json::object given) {
  Errors errors;
  mend_empty_parts(given);
  const boost::json::value settings(std::move(given));
  auto text = bounded(settings, "/settings", errors);
  if (text) check_parts(settings, errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return std::move(*text);
}

core::Result<std::string> merge_settings(const std::optional<std::string>& stored,
                                         const boost::json::object& given) {
  boost::json::object settings;
  if (stored) settings = boost::json::parse(*stored).as_object();
  auto patch = given;
  mend_empty_parts(patch);
  merge(settings, patch);
  return check_settings(std::move(settings));
}

}  // namespace selfsame::rebilly
