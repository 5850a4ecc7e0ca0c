#include "core/billing/billing_item.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace selfsame::core {
namespace {

constexpr std::array<std::string_view, 4> kTypeNames{"charge", "credit", "payment", "refund"};
constexpr std::array<std::string_view, 7> kActionNames{
    "subscription", "renewal", "change", "cancellation", "payment", "refund", "adjustment"};

template <class Value, std::size_t count>
std::optional<Value> parse(const std::array<std::string_view, count>& names,
                           std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Value>(found - names.begin());
}

}  // namespace

std::string_view billing_item_type_name(BillingItemType type) {
  return kTypeNames.at(static_cast<std::size_t>(type));
}

std::optional<BillingItemType> parse_billing_item_type(std::string_view name) {
  return parse<BillingItemType>(kTypeNames, name);
}

std::string_view billing_action_name(BillingAction action) {
  return kActionNames.at(static_cast<std::size_t>(action));
}

std::optional<BillingAction> parse_billing_action(std::string_view name) {
  return parse<BillingAction>(kActionNames, name);
}

}  // namespace selfsame::core
