// How statements about billing are run, and what its tables refuse.
#include <map>
#include <set>

#include "core/store.h"
#include "storage/contract/test_data.h"
#include "storage/sql/row_mapping.h"
#include "storage/sqlite/schema_testing.h"

namespace selfsame::storage::sqlite {
namespace {

using contract::make_id;
using contract::make_time;
using sql::Statement;

class BillingSchemaTest : public SchemaTest {
 protected:
  /// A row in every table.
  void fill() {
    tx_.insert_subscription(contract::make_subscription(owner_, 10), {});
    tx_.append_billing_item(contract::make_billing_item(owner_, 10));
    tx_.put_billing_profile({.owner = owner_});
    tx_.put_payment({.owner = owner_, .reference = "p", .subscription = {}, .currency = {}});
    tx_.insert_payment_event({.owner = owner_, .id = "e", .content = {}});
    tx_.keep_answer(make_id<core::TokenId>(1).bytes, "key", {});
  }
  void refuses(const std::string& sql) {
    EXPECT_THROW(connection_.run_script(sql), std::runtime_error) << sql;
  }

  const core::Owner owner_ = make_id<core::OrganizationId>(1);
};

TEST_F(BillingSchemaTest, StatementsWalkTheIndexThatIsMadeForThem) {
  const std::multimap<Statement, std::string> steps{
      {Statement::forget_answers, "COVERING INDEX kept_answers_by_age (created_at<?)"},
      {Statement::forget_answers, "PRIMARY KEY (credential_id=? AND request_key=?)"},
      {Statement::list_due_subscriptions, "COVERING INDEX subscriptions_due (next_step_at<?)"},
      {Statement::list_owing_subscriptions, "INDEX subscriptions_owing ((owner_id,id)>(?,?))"},
      {Statement::list_subscriptions_of_zone,
       "COVERING INDEX subscriptions_by_zone (owner_id=? AND owner_kind=? AND zone_id=?)"},
      {Statement::list_subscriptions_of_no_zone,
       "COVERING INDEX subscriptions_by_zone (owner_id=? AND owner_kind=? AND zone_id=?)"},
      {Statement::count_open_subscriptions,
       "COVERING INDEX subscriptions_open (owner_id=? AND owner_kind=? AND zone_id=? AND state=?)"},
      {Statement::count_open_subscriptions_of_zone,
       "COVERING INDEX subscriptions_open (owner_id=? AND owner_kind=? AND zone_id=? AND state=?)"},
      {Statement::find_zone_levels,
       "COVERING INDEX subscriptions_of_zones (owner_id=? AND owner_kind=? AND zone_level=? "
       "AND zone_id>?)"},
      {Statement::find_next_subscriber, "COVERING INDEX subscriptions_by_zone (owner_id>?)"},
      {Statement::find_next_ledger, "PRIMARY KEY (owner_id>?)"},
      {Statement::find_ledger_end, "PRIMARY KEY (owner_id=?)"},
      {Statement::find_next_balance,
       "INDEX billing_items_by_currency (owner_id=? AND (currency,exponent)>(?,?))"},
      {Statement::list_billing_items, "PRIMARY KEY (owner_id=? AND sequence>?)"},
      {Statement::list_billing_items_by_time_ascending,
       "COVERING INDEX billing_items_by_time (owner_id=? AND occurred_at>? AND occurred_at<?)"},
      {Statement::list_billing_items_by_time_descending,
       "COVERING INDEX billing_items_by_time (owner_id=? AND occurred_at>? AND occurred_at<?)"},
      {Statement::list_billing_items_by_type_ascending,
       "COVERING INDEX billing_items_by_type (owner_id=? AND type>? AND type<?)"},
      {Statement::list_billing_items_by_type_descending,
       "COVERING INDEX billing_items_by_type (owner_id=? AND type>? AND type<?)"},
      {Statement::list_billing_items_by_action_ascending,
       "COVERING INDEX billing_items_by_action (owner_id=? AND action>? AND action<?)"},
      {Statement::list_billing_items_by_action_descending,
       "COVERING INDEX billing_items_by_action (owner_id=? AND action>? AND action<?)"},
      {Statement::count_billing_items_by_time,
       "COVERING INDEX billing_items_by_time (owner_id=? AND occurred_at>? AND occurred_at<?)"},
      {Statement::count_billing_items_by_type,
       "COVERING INDEX billing_items_by_type (owner_id=? AND type>? AND type<?)"},
      {Statement::count_billing_items_by_action,
       "COVERING INDEX billing_items_by_action (owner_id=? AND action>? AND action<?)"},
  };
  for (const auto& [name, step] : steps) {
    const std::string plan = plan_of(name);
    EXPECT_NE(plan.find(step), std::string::npos) << sql::statement_text(name) << "\n" << plan;
  }
}

TEST_F(BillingSchemaTest, NothingIsSortedToFindTheNextOfManyRows) {
  // Of the lists of items only the rows of the page are sorted.
  for (const Statement name : {Statement::forget_answers, Statement::list_due_subscriptions,
                               Statement::list_owing_subscriptions, Statement::find_next_subscriber,
                               Statement::find_next_ledger, Statement::find_ledger_end,
                               Statement::find_next_balance, Statement::list_billing_items}) {
    EXPECT_EQ(plan_of(name).find("TEMP B-TREE"), std::string::npos) << plan_of(name);
  }
  for (const Statement name : {Statement::list_billing_items_by_time_descending,
                               Statement::list_billing_items_by_type_descending,
                               Statement::list_billing_items_by_action_descending}) {
    const std::string plan = plan_of(name);
    const std::size_t sort = plan.find("TEMP B-TREE");
    EXPECT_EQ(plan.find("TEMP B-TREE", sort + 1), std::string::npos) << plan;
    EXPECT_EQ(plan.find("CORRELATED"), std::string::npos) << plan;
  }
}

TEST_F(BillingSchemaTest, BillingItemsAreNeverChanged) {
  fill();
  const auto before = rows("SELECT * FROM billing_items");
  refuses("UPDATE billing_items SET description = 'other'");
  refuses("UPDATE billing_items SET amount = amount");
  refuses("DELETE FROM billing_items");
  EXPECT_EQ(rows("SELECT * FROM billing_items"), before);
  EXPECT_EQ(before.size(), 1U);
}

TEST_F(BillingSchemaTest, TablesRefuseWhatCannotBe) {
  fill();
  refuses("UPDATE subscriptions SET period_end = period_start");
  refuses("UPDATE subscriptions SET price = -1");
  refuses("UPDATE subscriptions SET state = 8");
  refuses("UPDATE subscriptions SET zone_level = 4");
  refuses("UPDATE subscriptions SET currency = 'EURO'");
  refuses("UPDATE payments SET refunded = paid + 1");
  refuses("UPDATE billing_profiles SET card_last_four = '1234'");
  refuses("UPDATE billing_profiles SET card_expiry_month = 13");
  refuses("UPDATE payment_events SET outcome = 3");
  core::BillingItem item = contract::make_billing_item(owner_, 11);
  item.amount = 0;
  EXPECT_THROW(tx_.append_billing_item(item), std::runtime_error) << "nothing";
  item.amount = -1;
  EXPECT_THROW(tx_.append_billing_item(item), std::runtime_error) << "a charge that gives";
  item.amount = 1;
  item.type = core::BillingItemType::credit;
  EXPECT_THROW(tx_.append_billing_item(item), std::runtime_error) << "a credit that takes";
  item.amount = -1;
  item.period = {make_time(2), make_time(1)};
  EXPECT_THROW(tx_.append_billing_item(item), std::runtime_error) << "a period that goes back";
  item.period.reset();
  tx_.append_billing_item(item);
}

TEST_F(BillingSchemaTest, AnOrganizationIsMarkedOnlyWhenItsLevelsChange) {
  const core::OrganizationId id = make_id<core::OrganizationId>(1000);
  tx_.insert_organization(contract::make_organization(1000));
  auto first = contract::make_zone_subscription(id, 10, core::ZoneLevel::pro);
  auto second = contract::make_zone_subscription(id, 11, core::ZoneLevel::pro);
  const auto marks = [&](auto change) {
    changed_.clear();
    change();
    return changed_;
  };
  using Ids = std::vector<core::IdBytes>;
  const Ids marked{id.bytes};
  EXPECT_EQ(marks([&] { tx_.insert_subscription(first, {}); }), marked);
  EXPECT_EQ(marks([&] { tx_.insert_subscription(second, {}); }), Ids{});
  first.balance = 7;
  first.state = core::SubscriptionState::awaiting_payment;
  EXPECT_EQ(marks([&] { tx_.update_subscription(first, make_time(1)); }), Ids{});
  first.state = core::SubscriptionState::failed;
  EXPECT_EQ(marks([&] { tx_.update_subscription(first, {}); }), Ids{});
  second.state = core::SubscriptionState::failed;
  EXPECT_EQ(marks([&] { tx_.update_subscription(second, {}); }), marked);
  second.state = core::SubscriptionState::expired;
  EXPECT_EQ(marks([&] { tx_.update_subscription(second, {}); }), Ids{});
  EXPECT_EQ(marks([&] { fill(); }), Ids{});
}

TEST_F(BillingSchemaTest, ChoicesAreStoredUnderTheNumbersThatStatementsSay) {
  using enum core::SubscriptionState;
  std::set<std::int64_t> running;
  std::set<std::int64_t> open;
  for (const auto state :
       {trial, provisioned, paid, awaiting_payment, cancelled, failed, expired}) {
    if (core::is_running(state)) running.insert(sql::code_of(state));
    if (!core::has_ended(state)) open.insert(sql::code_of(state));
  }
  EXPECT_EQ(running, (std::set<std::int64_t>{1, 2, 3, 4}));
  EXPECT_EQ(open, (std::set<std::int64_t>{1, 2, 3, 4, 6}));
  EXPECT_EQ(sql::code_of(awaiting_payment), 4);
  EXPECT_EQ(sql::code_of(failed), 6);
}

}  // namespace
}  // namespace selfsame::storage::sqlite
