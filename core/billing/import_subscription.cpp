#include <algorithm>
#include <string>
#include <utility>

#include "core/access/authorize.h"
#include "core/billing/card_numbers.h"
#include "core/billing/import_operations.h"
#include "core/billing/ledger.h"
#include "core/import_rules.h"
#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

using enum SubscriptionState;

/// Periods from an anchor that are gone through to find one; in weeks nearly two hundred years.
constexpr std::uint32_t kPeriodsMax = 10'000;

constexpr const char* kBroughtIn = "Balance brought in";

bool is_plan_id(std::string_view id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return !id.empty() && id.size() <= limits::kPlanIdBytes && std::ranges::all_of(id, fits);
}

/// Makes the subscription of what was given, and collects what is wrong with it.
class Builder {
 public:
  Builder(const ImportedSubscription& given, const OperationContext& context)
      : given_(given), rules_(context.billing), now_(context.now) {
    made_.id = given.id;
    made_.owner = given.owner;
    made_.zone = given.zone;
    made_.frequency = given.frequency;
    made_.state = given.state;
    made_.balance = given.balance;
    made_.created_at = given.created_at;
    made_.modified_at = now_;
  }

  Result<Subscription> build() && {
    set_plan();
    set_price();
    set_time_zone();
    set_period();
    check_state();
    if (!errors_.empty()) return invalid(std::move(errors_));
    set_times_of_state();
    return std::move(made_);
  }

 private:
  void refuse(std::string_view field, std::string message) {
    errors_.push_back({'/' + std::string(field), std::move(message)});
  }

  void set_plan() {
    known_ = rules_.plans.find(given_.plan.id);
    made_.plan = known_ != nullptr ? known_->terms : given_.plan;
    if (known_ != nullptr) return;
    const PlanTerms& plan = given_.plan;
    if (!is_plan_id(plan.id)) {
      refuse("plan", "must be 1 to " + std::to_string(limits::kPlanIdBytes) +
                         " letters, digits, `_`, `-` and `.`");
    }
    check_required_text(errors_, "/plan_name", plan.public_name, limits::kPlanNameCharacters);
    refuse_card_number(errors_, "/plan_name", plan.public_name);
    if (plan.sets.size() > limits::kPlanSets) {
      refuse("sets", "must be at most " + std::to_string(limits::kPlanSets));
    }
    for (const auto& set : plan.sets) {
      check_required_text(errors_, "/sets", set, limits::kPlanNameCharacters);
    }
  }

  void set_price() {
    const auto& code = given_.currency.empty() ? rules_.default_currency : given_.currency;
    const auto currency = rules_.currencies.find(code);
    if (!currency) return refuse("currency", "must be a currency of ISO 4217, e.g. USD");
    made_.currency = *currency;
    auto price = given_.price;
    if (!price && known_ != nullptr) price = known_->price(given_.frequency, code);
    if (!price) return refuse("price", "is required: the catalogue does not have it");
    made_.price = *price;
  }

  void set_time_zone() {
    made_.time_zone = given_.time_zone.empty() ? rules_.time_zone : given_.time_zone;
    const bool known = made_.time_zone == kUtc || made_.time_zone == rules_.time_zone ||
                       (rules_.zones != nullptr && rules_.zones->find(made_.time_zone) != nullptr);
    if (!known) refuse("time_zone", "must be a time zone's name, e.g. Europe/Berlin");
  }

  [[nodiscard]] Timestamp boundary(Timestamp anchor, std::uint32_t count) const {
    return period_boundary(anchor, given_.frequency, count, rules_.zone(made_.time_zone));
  }

  void set_period() {
    made_.period.start = given_.period_start;
    if (given_.state == trial) return set_trial();
    if (given_.anchor) return set_period_after(*given_.anchor);
    const auto whole = boundary(given_.period_start, 1);
    made_.period.end = given_.period_end.value_or(whole);
    const bool is_whole = made_.period.end == whole;
    made_.anchor = is_whole ? given_.period_start : made_.period.end;
    made_.period_number = is_whole ? 1 : 0;
    check_end();
  }

  void set_trial() {
    if (given_.anchor) refuse("billing_anchor", "must not stand with a trial, which ends with it");
    if (!given_.period_end) return refuse("current_period_end", "is required of a trial");
    made_.period.end = *given_.period_end;
    made_.anchor = made_.period.end;
    check_end();
  }

  void set_period_after(Timestamp anchor) {
    constexpr const char* kField = "billing_anchor";
    if (anchor > given_.period_start) return refuse(kField, "must not be after the period's start");
    made_.anchor = anchor;
    std::uint32_t number = 1;
    while (number < kPeriodsMax && boundary(anchor, number) <= given_.period_start) ++number;
    if (number == kPeriodsMax) return refuse(kField, "is too long before the period");
    made_.period_number = number;
    made_.period.end = boundary(anchor, number);
    if (given_.period_end && *given_.period_end != made_.period.end) {
      refuse(kField, "does not lead to the period's end");
    }
  }

  void check_end() {
    if (made_.period.end <= made_.period.start) {
      refuse("current_period_end", "must be after the period's start");
    }
  }

  /// What `paid` and `provisioned` mean, and who owes, is the machine's to say.
  void check_state() {
    const bool charged = made_.price > 0 && !made_.plan.is_billed_elsewhere();
    made_.period_charged = charged && made_.state != trial;
    if (made_.state == paid && !charged) refuse("state", "must be Provisioned: nothing is charged");
    if (made_.state == provisioned && charged) {
      refuse("state", "must not be Provisioned: its periods are charged");
    }
    const bool must_owe = made_.state == awaiting_payment || made_.state == failed;
    if (has_ended(made_.state) || must_owe == (made_.balance > 0)) return;
    refuse("balance",
           must_owe ? "must be above 0 in this state" : "must not be above 0 in this state");
  }

  void set_times_of_state() {
    if (has_ended(made_.state)) {
      made_.ended_at = given_.ended_at.value_or(std::min(made_.period.end, now_));
      return;
    }
    made_.cancels_at_period_end = given_.cancels_at_period_end;
    if (made_.balance > 0) made_.due_since = given_.due_since.value_or(made_.period.start);
    if (made_.state == failed) made_.failed_at = given_.failed_at.value_or(now_);
  }

  const ImportedSubscription& given_;
  const BillingRules& rules_;
  const Timestamp now_;
  const RatePlan* known_ = nullptr;
  Subscription made_;
  std::vector<FieldError> errors_;
};

Status set_zone(ReadTransaction& tx, Subscription& subscription) {
  if (!subscription.zone) return {};
  const auto zone = tx.find_zone(*subscription.zone);
  if (!zone || Owner(zone->organization) != subscription.owner) {
    return import_names_nothing("zone of this owner.");
  }
  subscription.zone_name = zone->name;
  return {};
}

/// What it owes, as the one line that makes it so.
std::vector<Booking> opening_of(const Subscription& subscription) {
  if (subscription.balance == 0) return {};
  const auto type = subscription.balance > 0 ? BillingItemType::charge : BillingItemType::credit;
  return {{type, BillingAction::adjustment, subscription.balance, {}}};
}

}  // namespace

Status import_subscription(WriteTransaction& tx, const OperationContext& context,
                           const ImportedSubscription& imported) {
  auto status = authorize_operator(context, OperationId::store_import);
  if (status) status = check_import_owner(tx, imported.owner);
  if (!status) return status;
  auto built = Builder(imported, context).build();
  if (!built) return std::unexpected(std::move(built.error()));
  Subscription& subscription = *built;
  if (status = set_zone(tx, subscription); !status) return status;
  if (tx.find_subscription(subscription.owner, subscription.id)) return import_id_taken();
  if (!has_ended(subscription.state) &&
      tx.count_open_subscriptions(subscription.owner, subscription.zone) >=
          limits::kSubscriptionsPerOwner) {
    return fail(ErrorCode::limited, Reason::quota_exceeded,
                "The owner has " + std::to_string(limits::kSubscriptionsPerOwner) +
                    " subscriptions already.");
  }
  const auto bookings = opening_of(subscription);
  if (status = check_bookings(tx, subscription, bookings); !status) return status;
  return insert_once([&] {
    add_subscription(tx, context, subscription, bookings,
                     {.operation = OperationId::store_import,
                      .at = subscription.due_since.value_or(context.now),
                      .description = kBroughtIn});
  });
}

}  // namespace selfsame::core
