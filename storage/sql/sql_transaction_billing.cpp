// Subscriptions, billing profiles and payments.
#include "storage/sql/billing_profile_texts.h"
#include "storage/sql/json_columns.h"
#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/row_reader.h"
#include "storage/sql/sql_transaction.h"

namespace selfsame::storage::sql {
namespace {

SqlValue kind_of(const core::Owner& owner) { return integer(code_of(owner.kind)); }

SqlValue number_of(const std::optional<int>& number) {
  return number ? SqlValue(std::int64_t{*number}) : SqlValue(std::monostate{});
}

/// What an update replaces, after the key.
auto changing_values(const core::Subscription& subscription, const std::string& sets) {
  const core::PlanTerms& plan = subscription.plan;
  return values(kind_of(subscription.owner), value_of(subscription.owner.id),
                value_of(subscription.id), value_of(subscription.zone_name), value_of(plan.id),
                value_of(plan.public_name), value_of(sets), integer(code_of(plan.zone_level)),
                value_of(plan.externally_managed), value_of(plan.is_contract),
                integer(code_of(subscription.frequency)), integer(subscription.price),
                value_of(subscription.currency.code()), integer(subscription.currency.exponent),
                value_of(subscription.time_zone), value_of(subscription.anchor),
                integer(subscription.period_number), value_of(subscription.period.start),
                value_of(subscription.period.end), integer(code_of(subscription.state)),
                value_of(subscription.cancels_at_period_end), value_of(subscription.period_charged),
                integer(subscription.balance), value_of(subscription.due_since),
                integer(subscription.failures), value_of(subscription.next_attempt_at),
                value_of(subscription.failed_at), value_of(subscription.last_payment_at),
                value_of(subscription.ended_at), value_of(subscription.modified_at));
}

/// What is in the way is another owner's.
void refuse_if_none(std::uint64_t changed) {
  if (changed == 0) throw core::StoreConflict("the id is that of an owner of another kind");
}

}  // namespace

std::optional<core::Subscription> SqlTransaction::find_subscription(
    const core::Owner& owner, const core::SubscriptionId& id) {
  return find_row(connection_, Statement::find_subscription,
                  values(kind_of(owner), value_of(owner.id), value_of(id)), read_subscription);
}

std::vector<core::Subscription> SqlTransaction::subscriptions_of(const core::Owner& owner) {
  return list_rows(connection_, Statement::list_subscriptions,
                   values(kind_of(owner), value_of(owner.id)), read_subscription);
}

std::vector<core::Subscription> SqlTransaction::subscriptions_for(
    const core::Owner& owner, const std::optional<core::ZoneId>& zone) {
  if (!zone) {
    return list_rows(connection_, Statement::list_subscriptions_of_no_zone,
                     values(kind_of(owner), value_of(owner.id)), read_subscription);
  }
  return list_rows(connection_, Statement::list_subscriptions_of_zone,
                   values(kind_of(owner), value_of(owner.id), value_of(*zone)), read_subscription);
}

std::optional<core::Timestamp> SqlTransaction::next_charge_at(const core::Owner& owner) {
  std::optional<core::Timestamp> at;
  connection_.query(Statement::find_next_charge, values(kind_of(owner), value_of(owner.id)),
                    [&](const SqlRow& row) { at = RowReader(row).optional_time(); });
  return at;
}

std::uint64_t SqlTransaction::count_open_subscriptions(const core::Owner& owner,
                                                       const std::optional<core::ZoneId>& zone) {
  const auto read_count = [](const SqlRow& row) {
    return static_cast<std::uint64_t>(row.integer(0));
  };
  const auto count =
      zone ? find_row(connection_, Statement::count_open_subscriptions_of_zone,
                      values(kind_of(owner), value_of(owner.id), value_of(*zone)), read_count)
           : find_row(connection_, Statement::count_open_subscriptions,
                      values(kind_of(owner), value_of(owner.id)), read_count);
  return count.value_or(0);
}

std::vector<core::SubscriptionKey> SqlTransaction::due_subscriptions(core::Timestamp now,
                                                                     std::uint32_t limit) {
  return list_rows(connection_, Statement::list_due_subscriptions,
                   values(value_of(now), integer(limit)), read_subscription_key);
}

std::vector<core::Subscription> SqlTransaction::owing_subscriptions(
    const std::optional<core::SubscriptionKey>& after, std::uint32_t limit) {
  const SqlValue owner = after ? value_of(after->owner.id) : SqlValue(Bytes());
  const SqlValue id = after ? value_of(after->id) : SqlValue(Bytes());
  return list_rows(connection_, Statement::list_owing_subscriptions,
                   values(owner, id, integer(limit)), read_subscription);
}

void SqlTransaction::insert_subscription(const core::Subscription& subscription,
                                         std::optional<core::Timestamp> next_step_at) {
  const std::string sets = write_texts(subscription.plan.sets);
  connection_.execute(Statement::insert_subscription,
                      joined(changing_values(subscription, sets),
                             values(value_of(subscription.zone), value_of(subscription.created_at),
                                    value_of(next_step_at))));
  const auto organization = subscription.owner.organization();
  if (organization && running_zone_level(subscription) != core::ZoneLevel::none) {
    update_zone_levels(*organization);
  }
}

bool SqlTransaction::update_subscription(const core::Subscription& subscription,
                                         std::optional<core::Timestamp> next_step_at) {
  const auto key = values(kind_of(subscription.owner), value_of(subscription.owner.id),
                          value_of(subscription.id));
  const auto level_before =
      find_row(connection_, Statement::find_zone_plan, key, read_running_zone_level);
  if (!level_before) return false;
  const std::string sets = write_texts(subscription.plan.sets);
  connection_.execute(Statement::update_subscription,
                      joined(changing_values(subscription, sets), values(value_of(next_step_at))));
  const auto level = find_row(connection_, Statement::find_zone_plan, key, read_running_zone_level);
  const auto organization = subscription.owner.organization();
  if (organization && level != level_before) update_zone_levels(*organization);
  return true;
}

void SqlTransaction::update_zone_levels(const core::OrganizationId& organization) {
  struct Levels {
    std::int64_t kept = 0;
    std::int64_t counted = 0;
  };
  const auto levels =
      find_row(connection_, Statement::find_zone_levels,
               values(integer(code_of(core::OwnerKind::organization)), value_of(organization)),
               [](const SqlRow& row) { return Levels{row.integer(0), row.integer(1)}; });
  // Its subscriptions outlive an organization.
  if (!levels || levels->kept == levels->counted) return;
  mark(organization.bytes);
  connection_.execute(Statement::update_zone_levels,
                      values(value_of(organization), integer(levels->counted)));
}

std::optional<core::BillingProfile> SqlTransaction::find_billing_profile(const core::Owner& owner) {
  return find_row(connection_, Statement::find_billing_profile,
                  values(kind_of(owner), value_of(owner.id)), read_billing_profile);
}

void SqlTransaction::put_billing_profile(const core::BillingProfile& profile) {
  const std::string texts = write_profile_texts(profile);
  const core::CardSummary card = profile.card.value_or(core::CardSummary{});
  const SqlValue none;
  refuse_if_none(connection_.execute(
      Statement::put_billing_profile,
      values(kind_of(profile.owner), value_of(profile.owner.id),
             profile.card ? value_of(card.brand) : none,
             profile.card ? value_of(card.last_four) : none, number_of(card.expiry_month),
             number_of(card.expiry_year), value_of(profile.created_at),
             value_of(profile.modified_at), value_of(texts))));
}

std::optional<core::Payment> SqlTransaction::find_payment(std::string_view reference) {
  return find_row(connection_, Statement::find_payment, values(value_of(reference)), read_payment);
}

void SqlTransaction::put_payment(const core::Payment& payment) {
  refuse_if_none(connection_.execute(
      Statement::put_payment,
      values(kind_of(payment.owner), value_of(payment.owner.id), value_of(payment.reference),
             value_of(payment.subscription), value_of(payment.currency.code()),
             integer(payment.currency.exponent), integer(payment.paid),
             integer(payment.refunded))));
}

std::optional<core::ReceivedPaymentEvent> SqlTransaction::find_payment_event(std::string_view id) {
  return find_row(connection_, Statement::find_payment_event, values(value_of(id)),
                  read_payment_event);
}

void SqlTransaction::insert_payment_event(const core::ReceivedPaymentEvent& event) {
  connection_.execute(Statement::insert_payment_event,
                      values(kind_of(event.owner), value_of(event.owner.id), value_of(event.id),
                             value_of(event.content), integer(code_of(event.outcome)),
                             value_of(event.received_at)));
}

}  // namespace selfsame::storage::sql
