// The levels of an organization's zones follow its subscriptions.
#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::Subscription;
using core::SubscriptionState;
using core::WriteTransaction;
using core::ZoneLevel;
using core::ZoneLevels;

constexpr ZoneLevels kNone;
constexpr ZoneLevels kPro{.pro = true};
constexpr ZoneLevels kBusiness{.business = true};
constexpr ZoneLevels kEnterprise{.enterprise = true};

TEST_P(BillingContract, ZonesHaveTheLevelsOfTheirSubscriptions) {
  EXPECT_EQ(zone_levels(id_), kNone);
  add(make_zone_subscription(id_, 10, ZoneLevel::none));
  EXPECT_EQ(zone_levels(id_), kNone);
  Subscription first = make_zone_subscription(id_, 11, ZoneLevel::pro);
  Subscription second = make_zone_subscription(id_, 12, ZoneLevel::business);
  add(first);
  EXPECT_EQ(zone_levels(id_), kPro);
  add(second);
  EXPECT_EQ(zone_levels(id_), (ZoneLevels{.pro = true, .business = true}));
  second.plan.zone_level = ZoneLevel::enterprise;
  update(second);
  EXPECT_EQ(zone_levels(id_), (ZoneLevels{.pro = true, .enterprise = true}));
  first.state = SubscriptionState::cancelled;
  update(first);
  EXPECT_EQ(zone_levels(id_), kEnterprise);
  second.plan.zone_level = ZoneLevel::none;
  update(second);
  EXPECT_EQ(zone_levels(id_), kNone);
  EXPECT_EQ(zone_levels(other_), kNone);
}

TEST_P(BillingContract, ALevelStaysAsLongAsOneZoneHasIt) {
  Subscription first = make_zone_subscription(id_, 10, ZoneLevel::business);
  Subscription second = make_zone_subscription(id_, 11, ZoneLevel::business);
  add(first);
  add(second);
  first.state = SubscriptionState::expired;
  update(first);
  EXPECT_EQ(zone_levels(id_), kBusiness);
  second.state = SubscriptionState::expired;
  update(second);
  EXPECT_EQ(zone_levels(id_), kNone);
}

TEST_P(BillingContract, OnlyWhatRunsGivesALevel) {
  Subscription subscription = make_zone_subscription(id_, 10, ZoneLevel::pro);
  add(subscription);
  for (const SubscriptionState state :
       {SubscriptionState::expired, SubscriptionState::trial, SubscriptionState::cancelled,
        SubscriptionState::provisioned, SubscriptionState::failed, SubscriptionState::paid,
        SubscriptionState::expired, SubscriptionState::awaiting_payment}) {
    subscription.state = state;
    update(subscription);
    EXPECT_EQ(zone_levels(id_), core::is_running(state) ? kPro : kNone) << static_cast<int>(state);
  }
  Subscription failed = make_zone_subscription(other_, 11, ZoneLevel::pro);
  failed.state = SubscriptionState::failed;
  add(failed);
  EXPECT_EQ(zone_levels(other_), kNone);
}

TEST_P(BillingContract, OnlyWhatIsSoldForAZoneGivesALevel) {
  Subscription whole = make_subscription(id_, 10);
  whole.plan.zone_level = ZoneLevel::enterprise;
  add(whole);
  whole.plan.zone_level = ZoneLevel::pro;
  update(whole);
  // As if somebody said that it is a zone's now: an update does not move it there.
  whole.zone = make_id<core::ZoneId>(5);
  whole.plan.zone_level = ZoneLevel::business;
  update(whole);
  EXPECT_EQ(zone_levels(id_), kNone);
  Subscription users = make_subscription(core::UserId{id_.bytes}, 11);
  users.zone = make_id<core::ZoneId>(5);
  users.plan.zone_level = ZoneLevel::pro;
  add(users);
  EXPECT_EQ(zone_levels(id_), kNone);
}

TEST_P(BillingContract, OrganizationsAreWrittenWithoutTheirLevels) {
  core::Organization organization = make_organization(1002);
  organization.zone_levels = {true, true, true};
  write([&](WriteTransaction& tx) {
    tx.insert_organization(organization);
    return true;
  });
  EXPECT_EQ(zone_levels(organization.id), kNone);
  add(make_zone_subscription(organization.id, 10, ZoneLevel::pro));
  organization.zone_levels = {false, true, true};
  write([&](WriteTransaction& tx) { return tx.update_organization(organization); });
  EXPECT_EQ(zone_levels(organization.id), kPro);
  const auto listed = get([](ReadTransaction& tx) { return tx.list_organizations({}, {}, 9); });
  EXPECT_EQ(listed.back().zone_levels, kPro);
  // It is no change of the organization by anybody.
  EXPECT_EQ(listed.back().modified_at, organization.modified_at);
}

TEST_P(BillingContract, ANewLevelIsThereEverywhere) {
  Client first(store());
  Client second(store());
  const auto levels = [&](Client& client) {
    return client.get([&](ReadTransaction& tx) { return tx.find_organization(id_); })->zone_levels;
  };
  Subscription subscription = make_zone_subscription(id_, 10, ZoneLevel::pro);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(levels(first), kNone);
    EXPECT_EQ(levels(second), kNone);
  }
  first.write([&](WriteTransaction& tx) {
    tx.insert_subscription(subscription, {});
    return true;
  });
  EXPECT_EQ(levels(first), kPro);
  EXPECT_EQ(levels(second), kPro);
  subscription.state = SubscriptionState::failed;
  first.write([&](WriteTransaction& tx) { return tx.update_subscription(subscription, {}); });
  EXPECT_EQ(levels(first), kNone);
  EXPECT_EQ(levels(second), kNone);
}

TEST_P(BillingContract, SubscriptionsGoOnWithoutTheirOrganization) {
  Subscription subscription = make_zone_subscription(id_, 10, ZoneLevel::pro);
  add(subscription, make_time(20));
  write([&](WriteTransaction& tx) { return tx.delete_organization(id_); });
  EXPECT_EQ(find(subscription), subscription);
  subscription.state = SubscriptionState::expired;
  EXPECT_TRUE(update(subscription));
  EXPECT_EQ(find(subscription), subscription);
}

}  // namespace
}  // namespace selfsame::storage::contract
