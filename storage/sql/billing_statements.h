#pragma once

#include <array>

#include "storage/sql/named_text.h"

/// What statements.cpp says of subscriptions, ledgers, profiles and payments. States, types and
/// actions that are written out here are those of `code_of`. For statements.cpp alone.
namespace selfsame::storage::sql {

// Of $1 owner_kind, $2 owner_id and $3 on; of insert and update the same up to `modified_at`.
#define SUBSCRIPTION_COLUMNS                                                                   \
  "owner_kind, owner_id, id, zone_name, plan_id, plan_name, plan_sets, zone_level, "           \
  "externally_managed, is_contract, frequency, price, currency, exponent, time_zone, anchor, " \
  "period_number, period_start, period_end, state, cancels_at_period_end, period_charged, "    \
  "balance, due_since, failures, next_attempt_at, failed_at, last_payment_at, ended_at, "      \
  "modified_at, zone_id, created_at"
#define BILLING_ITEM_COLUMNS                                                                    \
  "owner_kind, owner_id, sequence, id, occurred_at, type, action, amount, currency, exponent, " \
  "balance, subscription_id, zone_id, zone_name, period_start, period_end, payment, description"
#define BILLING_PROFILE_COLUMNS                                                             \
  "owner_kind, owner_id, card_brand, card_last_four, card_expiry_month, card_expiry_year, " \
  "created_at, modified_at, texts"
#define PAYMENT_COLUMNS \
  "owner_kind, owner_id, reference, subscription_id, currency, exponent, paid, refunded"
#define PAYMENT_EVENT_COLUMNS "owner_kind, owner_id, event_id, content_hash, outcome, received_at"

#define OF_OWNER "WHERE owner_kind = $1 AND owner_id = $2"
#define THE_SUBSCRIPTION OF_OWNER " AND id = $3"
// Ids from an index that holds all that is asked, then their rows: an organization may have
// subscriptions for thousands of zones.
#define SUBSCRIPTIONS_WITH(zone)                               \
  "SELECT " SUBSCRIPTION_COLUMNS                               \
  " FROM subscriptions WHERE owner_id = $2 AND id IN (SELECT " \
  "id FROM subscriptions " OF_OWNER " AND " zone ") ORDER BY created_at, id"
// Letter for letter as the partial indexes say it.
#define HAS_NOT_ENDED "state IN (1, 2, 3, 4, 6)"
#define IS_OWING "balance > 0"
#define RUNS_FOR_A_ZONE "zone_id IS NOT NULL AND state IN (1, 2, 3, 4)"
#define HAS_ZONES_OF_LEVEL(level)                                                      \
  "CASE WHEN EXISTS (SELECT 1 FROM subscriptions " OF_OWNER " AND zone_level = " level \
  " AND " RUNS_FOR_A_ZONE ") THEN 1 ELSE 0 END"

// Items of $1 in three ranges that hold everything if nothing is asked, in the order of one of the
// three. Pluses keep the engine from walking by another.
#define ITEMS_BY_TIME                                                                   \
  "FROM billing_items WHERE owner_id = $1 AND occurred_at >= $2 AND occurred_at <= $3 " \
  "AND +type >= $4 AND +type <= $5 AND +action >= $6 AND +action <= $7"
#define ITEMS_BY_TYPE                                                                     \
  "FROM billing_items WHERE owner_id = $1 AND +occurred_at >= $2 AND +occurred_at <= $3 " \
  "AND type >= $4 AND type <= $5 AND +action >= $6 AND +action <= $7"
#define ITEMS_BY_ACTION                                                                   \
  "FROM billing_items WHERE owner_id = $1 AND +occurred_at >= $2 AND +occurred_at <= $3 " \
  "AND +type >= $4 AND +type <= $5 AND action >= $6 AND action <= $7"
// Keys from an index that holds all that is asked, then their rows.
#define PAGE_OF_ITEMS(items, key, direction)                                                  \
  "SELECT " BILLING_ITEM_COLUMNS                                                              \
  " FROM billing_items WHERE (owner_id, sequence) IN (SELECT owner_id, sequence " items       \
  " ORDER BY " key " " direction ", sequence " direction " LIMIT $8 OFFSET $9) ORDER BY " key \
  " " direction ", sequence " direction

inline constexpr auto kBillingTexts = std::to_array<NamedText>({
    {Statement::find_subscription,
     "SELECT " SUBSCRIPTION_COLUMNS " FROM subscriptions " THE_SUBSCRIPTION},
    {Statement::list_subscriptions,
     "SELECT " SUBSCRIPTION_COLUMNS " FROM subscriptions " OF_OWNER " ORDER BY created_at, id"},
    {Statement::list_subscriptions_of_zone, SUBSCRIPTIONS_WITH("zone_id = $3")},
    {Statement::list_subscriptions_of_no_zone, SUBSCRIPTIONS_WITH("zone_id IS NULL")},
    {Statement::find_next_charge,
     "SELECT min(period_end) FROM subscriptions " OF_OWNER
     " AND state IN (1, 2, 3, 4) AND cancels_at_period_end = 0 AND price > 0 "
     "AND externally_managed = 0 AND is_contract = 0"},
    {Statement::count_open_subscriptions,
     "SELECT count(*) FROM subscriptions " OF_OWNER " AND zone_id IS NULL AND " HAS_NOT_ENDED},
    {Statement::count_open_subscriptions_of_zone,
     "SELECT count(*) FROM subscriptions " OF_OWNER " AND zone_id = $3 AND " HAS_NOT_ENDED},
    {Statement::list_due_subscriptions,
     "SELECT owner_kind, owner_id, id FROM subscriptions WHERE next_step_at <= $1 "
     "ORDER BY next_step_at, owner_id, id LIMIT $2"},
    {Statement::list_owing_subscriptions,
     "SELECT " SUBSCRIPTION_COLUMNS " FROM subscriptions WHERE " IS_OWING
     " AND (owner_id, id) > ($1, $2) ORDER BY owner_id, id LIMIT $3"},
    {Statement::find_next_subscriber,
     "SELECT owner_kind, owner_id FROM subscriptions WHERE owner_id > $1 "
     "ORDER BY owner_id LIMIT 1"},
    {Statement::find_zone_plan,
     "SELECT zone_id, zone_level, state FROM subscriptions " THE_SUBSCRIPTION},
    {Statement::insert_subscription,
     "INSERT INTO subscriptions (" SUBSCRIPTION_COLUMNS ", next_step_at) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
     "$19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)"},
    {Statement::update_subscription,
     "UPDATE subscriptions SET zone_name = $4, plan_id = $5, plan_name = $6, plan_sets = $7, "
     "zone_level = $8, externally_managed = $9, is_contract = $10, frequency = $11, price = $12, "
     "currency = $13, exponent = $14, time_zone = $15, anchor = $16, period_number = $17, "
     "period_start = $18, period_end = $19, state = $20, cancels_at_period_end = $21, "
     "period_charged = $22, balance = $23, due_since = $24, failures = $25, "
     "next_attempt_at = $26, failed_at = $27, last_payment_at = $28, ended_at = $29, "
     "modified_at = $30, next_step_at = $31 " THE_SUBSCRIPTION},
    {Statement::find_zone_levels,
     "SELECT zone_levels, " HAS_ZONES_OF_LEVEL("1") " + 2 * " HAS_ZONES_OF_LEVEL(
         "2") " + 4 * " HAS_ZONES_OF_LEVEL("3") " FROM organizations WHERE id = $2"},
    {Statement::update_zone_levels, "UPDATE organizations SET zone_levels = $2 WHERE id = $1"},

    {Statement::find_billing_profile,
     "SELECT " BILLING_PROFILE_COLUMNS " FROM billing_profiles " OF_OWNER},
    {Statement::put_billing_profile,
     "INSERT INTO billing_profiles (" BILLING_PROFILE_COLUMNS ") "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (owner_id) DO UPDATE "
     "SET card_brand = excluded.card_brand, card_last_four = excluded.card_last_four, "
     "card_expiry_month = excluded.card_expiry_month, "
     "card_expiry_year = excluded.card_expiry_year, modified_at = excluded.modified_at, "
     "texts = excluded.texts WHERE billing_profiles.owner_kind = excluded.owner_kind"},

    {Statement::find_ledger_end,
     "SELECT sequence FROM billing_items " OF_OWNER " ORDER BY sequence DESC LIMIT 1"},
    {Statement::find_next_balance, "SELECT balance, currency, exponent FROM billing_items " OF_OWNER
                                   " AND (currency, exponent) >= ($3, $4) "
                                   "ORDER BY currency, exponent, sequence DESC LIMIT 1"},
    {Statement::find_next_ledger,
     "SELECT owner_kind, owner_id FROM billing_items WHERE owner_id > $1 "
     "ORDER BY owner_id LIMIT 1"},
    {Statement::list_billing_items, "SELECT " BILLING_ITEM_COLUMNS " FROM billing_items " OF_OWNER
                                    " AND sequence > $3 ORDER BY sequence LIMIT $4"},
    {Statement::list_billing_items_by_time_ascending,
     PAGE_OF_ITEMS(ITEMS_BY_TIME, "occurred_at", "ASC")},
    {Statement::list_billing_items_by_time_descending,
     PAGE_OF_ITEMS(ITEMS_BY_TIME, "occurred_at", "DESC")},
    {Statement::list_billing_items_by_type_ascending, PAGE_OF_ITEMS(ITEMS_BY_TYPE, "type", "ASC")},
    {Statement::list_billing_items_by_type_descending,
     PAGE_OF_ITEMS(ITEMS_BY_TYPE, "type", "DESC")},
    {Statement::list_billing_items_by_action_ascending,
     PAGE_OF_ITEMS(ITEMS_BY_ACTION, "action", "ASC")},
    {Statement::list_billing_items_by_action_descending,
     PAGE_OF_ITEMS(ITEMS_BY_ACTION, "action", "DESC")},
    {Statement::count_billing_items_by_time, "SELECT count(*) " ITEMS_BY_TIME},
    {Statement::count_billing_items_by_type, "SELECT count(*) " ITEMS_BY_TYPE},
    {Statement::count_billing_items_by_action, "SELECT count(*) " ITEMS_BY_ACTION},
    {Statement::append_billing_item,
     "INSERT INTO billing_items (" BILLING_ITEM_COLUMNS ") "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"},

    {Statement::find_payment, "SELECT " PAYMENT_COLUMNS " FROM payments WHERE reference = $1"},
    {Statement::put_payment,
     "INSERT INTO payments (" PAYMENT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
     "ON CONFLICT (reference) DO UPDATE SET paid = excluded.paid, "
     "refunded = excluded.refunded WHERE payments.owner_kind = excluded.owner_kind "
     "AND payments.owner_id = excluded.owner_id"},
    {Statement::find_payment_event,
     "SELECT " PAYMENT_EVENT_COLUMNS " FROM payment_events WHERE event_id = $1"},
    {Statement::insert_payment_event,
     "INSERT INTO payment_events (" PAYMENT_EVENT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6)"},
});

}  // namespace selfsame::storage::sql
