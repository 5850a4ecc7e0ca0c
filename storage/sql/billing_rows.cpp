// Rows of subscriptions, ledgers, billing profiles and payments.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "storage/sql/billing_profile_texts.h"
#include "storage/sql/json_columns.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/row_reader.h"

namespace selfsame::storage::sql {
namespace {

template <class Number>
Number read_number(RowReader& reader) {
  const std::int64_t number = reader.integer();
  if (!std::in_range<Number>(number)) throw std::runtime_error("corrupt row: number out of range");
  return static_cast<Number>(number);
}

core::Owner read_owner(RowReader& reader) {
  core::Owner owner;
  owner.kind = reader.choice({core::OwnerKind::user, core::OwnerKind::organization});
  owner.id = reader.bytes<16>();
  return owner;
}

core::Currency read_currency(RowReader& reader) {
  core::Currency currency;
  const std::string_view code = reader.text_view();
  if (code.size() != currency.letters.size()) {
    throw std::runtime_error("corrupt row: code of a currency");
  }
  std::ranges::copy(code, currency.letters.begin());
  currency.exponent = read_number<std::uint8_t>(reader);
  return currency;
}

core::Period read_period(RowReader& reader) {
  const core::Timestamp start = reader.time();
  return {start, reader.time()};
}

core::ZoneLevel read_zone_level(RowReader& reader) {
  using core::ZoneLevel;
  return reader.choice(
      {ZoneLevel::none, ZoneLevel::pro, ZoneLevel::business, ZoneLevel::enterprise});
}

core::SubscriptionState read_state(RowReader& reader) {
  using enum core::SubscriptionState;
  return reader.choice({trial, provisioned, paid, awaiting_payment, cancelled, failed, expired});
}

core::PlanTerms read_plan(RowReader& reader) {
  core::PlanTerms plan;
  plan.id = reader.text();
  plan.public_name = reader.text();
  plan.sets = read_texts(reader.text_view());
  plan.zone_level = read_zone_level(reader);
  plan.externally_managed = reader.flag();
  plan.is_contract = reader.flag();
  return plan;
}

core::Frequency read_frequency(RowReader& reader) {
  using enum core::Frequency;
  return reader.choice({weekly, monthly, quarterly, yearly});
}

core::BillingItemType read_type(RowReader& reader) {
  using enum core::BillingItemType;
  return reader.choice({charge, credit, payment, refund});
}

core::BillingAction read_action(RowReader& reader) {
  using enum core::BillingAction;
  return reader.choice({subscription, renewal, change, cancellation, payment, refund, adjustment});
}

/// From four columns, of which the first two are null if there is no card.
std::optional<core::CardSummary> read_card(RowReader& reader) {
  const auto number = [&] { return read_number<int>(reader); };
  core::CardSummary card;
  const auto brand = reader.optional_text();
  card.last_four = reader.optional_text().value_or("");
  card.expiry_month = reader.optional(number);
  card.expiry_year = reader.optional(number);
  if (!brand) return std::nullopt;
  card.brand = *brand;
  return card;
}

core::ZoneLevel running_zone_level(core::SubscriptionState state, core::ZoneLevel level) {
  return core::is_running(state) ? level : core::ZoneLevel::none;
}

}  // namespace

core::Owner read_owner(const SqlRow& row) {
  RowReader reader(row);
  return read_owner(reader);
}

core::Subscription read_subscription(const SqlRow& row) {
  RowReader reader(row);
  core::Subscription subscription;
  subscription.owner = read_owner(reader);
  subscription.id = reader.id<core::SubscriptionId>();
  subscription.zone_name = reader.text();
  subscription.plan = read_plan(reader);
  subscription.frequency = read_frequency(reader);
  subscription.price = reader.integer();
  subscription.currency = read_currency(reader);
  subscription.time_zone = reader.text();
  subscription.anchor = reader.time();
  subscription.period_number = read_number<std::uint32_t>(reader);
  subscription.period = read_period(reader);
  subscription.state = read_state(reader);
  subscription.cancels_at_period_end = reader.flag();
  subscription.period_charged = reader.flag();
  subscription.balance = reader.integer();
  subscription.due_since = reader.optional_time();
  subscription.failures = read_number<std::uint32_t>(reader);
  subscription.next_attempt_at = reader.optional_time();
  subscription.failed_at = reader.optional_time();
  subscription.last_payment_at = reader.optional_time();
  subscription.ended_at = reader.optional_time();
  subscription.modified_at = reader.time();
  subscription.zone = reader.optional_id<core::ZoneId>();
  subscription.created_at = reader.time();
  return subscription;
}

core::SubscriptionKey read_subscription_key(const SqlRow& row) {
  RowReader reader(row);
  const core::Owner owner = read_owner(reader);
  return {owner, reader.id<core::SubscriptionId>()};
}

core::ZoneLevel read_running_zone_level(const SqlRow& row) {
  RowReader reader(row);
  const auto zone = reader.optional_id<core::ZoneId>();
  const core::ZoneLevel level = read_zone_level(reader);
  const core::SubscriptionState state = read_state(reader);
  return zone ? running_zone_level(state, level) : core::ZoneLevel::none;
}

core::ZoneLevel running_zone_level(const core::Subscription& subscription) {
  return subscription.zone ? running_zone_level(subscription.state, subscription.plan.zone_level)
                           : core::ZoneLevel::none;
}

core::BillingProfile read_billing_profile(const SqlRow& row) {
  RowReader reader(row);
  core::BillingProfile profile;
  profile.owner = read_owner(reader);
  profile.card = read_card(reader);
  profile.created_at = reader.time();
  profile.modified_at = reader.time();
  read_profile_texts(reader.text_view(), profile);
  return profile;
}

core::BillingItem read_billing_item(const SqlRow& row) {
  RowReader reader(row);
  core::BillingItem item;
  item.owner = read_owner(reader);
  item.sequence = read_number<std::uint64_t>(reader);
  item.id = reader.id<core::BillingItemId>();
  item.occurred_at = reader.time();
  item.type = read_type(reader);
  item.action = read_action(reader);
  item.amount = reader.integer();
  item.currency = read_currency(reader);
  item.balance = reader.integer();
  item.subscription = reader.optional_id<core::SubscriptionId>();
  item.zone = reader.optional_id<core::ZoneId>();
  item.zone_name = reader.text();
  const auto start = reader.optional_time();
  const auto end = reader.optional_time();
  if (start && end) item.period = {*start, *end};
  item.payment = reader.text();
  item.description = reader.text();
  return item;
}

core::Money read_money(const SqlRow& row) {
  RowReader reader(row);
  const std::int64_t minor = reader.integer();
  return {minor, read_currency(reader)};
}

core::Payment read_payment(const SqlRow& row) {
  RowReader reader(row);
  core::Payment payment;
  payment.owner = read_owner(reader);
  payment.reference = reader.text();
  payment.subscription = reader.id<core::SubscriptionId>();
  payment.currency = read_currency(reader);
  payment.paid = reader.integer();
  payment.refunded = reader.integer();
  return payment;
}

core::ReceivedPaymentEvent read_payment_event(const SqlRow& row) {
  RowReader reader(row);
  core::ReceivedPaymentEvent event;
  event.owner = read_owner(reader);
  event.id = reader.text();
  event.content = {reader.bytes<32>()};
  event.outcome = reader.choice({core::PaymentOutcome::applied, core::PaymentOutcome::ignored});
  event.received_at = reader.time();
  return event;
}

}  // namespace selfsame::storage::sql
