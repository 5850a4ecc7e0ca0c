#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <vector>

#include "core/access/resource.h"
#include "dialects/cloudflare/dialect_testing.h"
#include "dialects/cloudflare/testing.h"
#include "tests/support/stub_transaction.h"
#include "tests/support/test_subscription.h"

// Whose billing a call is about, and how it answers, over a store that the tests make up.
namespace selfsame::cloudflare {
namespace {

using http::Method;

const std::string kUser = std::string(32, '7');
const std::string kOrganization = "023e105f4ecef8ad9ca31a8372d0c353";
const std::string kZone = std::string(32, 'a');
const std::string kOtherZone = std::string(32, 'b');
const std::string kId = "506e3185e9c882d175a2d0cb0093d9f2";
const std::string kNone = std::string(32, '9');
const std::string kPersonal = std::string(40, 'p');
const std::string kOfOrganization = std::string(40, 'o');

core::RoleCatalogue only_owners() {
  core::Role role;
  role.id = core::super_administrator();
  return {{role}, {}};
}

core::Token token_of(const core::Owner& owner, char id) {
  core::Token token;
  token.id = *core::TokenId::parse(std::string(32, id));
  token.owner = owner;
  token.policies = {{{}, core::Effect::allow, {"all_permissions"}, {{{}, {}}}}};
  return token;
}

core::Subscription bought(const core::Owner& owner, const std::string& id) {
  core::Subscription subscription;
  subscription.id = *core::SubscriptionId::parse(id);
  subscription.owner = owner;
  core::Purchase purchase = testing::purchase_of(2000);
  purchase.plan.id = "pro";
  core::start(subscription, purchase, std::chrono::days(0), testing::kNoon,
              testing::test_billing_rules());
  return subscription;
}

/// A person and an organization with a zone, each with a token and a subscription of the same id.
class Contents final : public testing::StubTransaction {
 public:
  Contents() {
    const auto user = *core::UserId::parse(kUser);
    const auto organization = *core::OrganizationId::parse(kOrganization);
    tokens_[kPersonal] = token_of(user, '1');
    tokens_[kOfOrganization] = token_of(organization, '2');
    add(bought(user, kId));
    add(bought(organization, kId));
  }
  void add(core::Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }
  core::Subscription for_zone(char id) {
    auto made = bought(*core::OrganizationId::parse(kOrganization), std::string(32, id));
    made.zone = core::ZoneId::parse(kZone);
    made.zone_name = "example.com";
    return made;
  }
  [[nodiscard]] const core::Subscription& subscription(std::size_t index) const {
    return subscriptions_.at(index);
  }

  std::shared_ptr<const core::Token> find_token_by_secret(const core::SecretHash& hash) override {
    for (const auto& [secret, token] : tokens_) {
      if (testing::FakeHasher().hash(secret) == hash) {
        return std::make_shared<const core::Token>(token);
      }
    }
    return nullptr;
  }
  std::shared_ptr<const core::User> find_user(const core::UserId& id) override {
    core::User user;
    user.id = id;
    user.email = "ann@example.com";
    return std::make_shared<const core::User>(user);
  }
  std::shared_ptr<const core::Organization> find_organization(
      const core::OrganizationId& id) override {
    if (id.hex() != kOrganization) return nullptr;
    core::Organization organization;
    organization.id = id;
    organization.name = "Acme";
    return std::make_shared<const core::Organization>(organization);
  }
  std::shared_ptr<const std::vector<core::Membership>> memberships_of(
      const core::UserId&) override {
    return std::make_shared<const std::vector<core::Membership>>();
  }
  std::optional<core::Zone> find_zone(const core::ZoneId& id) override {
    if (id.hex() != kZone && id.hex() != kOtherZone) return std::nullopt;
    core::Zone zone;
    zone.id = id;
    zone.organization = *core::OrganizationId::parse(kOrganization);
    zone.name = "example.com";
    return zone;
  }
  std::optional<core::Subscription> find_subscription(const core::Owner& owner,
                                                      const core::SubscriptionId& id) override {
    const auto found = find(owner, id);
    return found == subscriptions_.end() ? std::nullopt : std::optional(*found);
  }
  std::vector<core::Subscription> subscriptions_of(const core::Owner& owner) override {
    std::vector<core::Subscription> found;
    std::ranges::copy_if(subscriptions_, std::back_inserter(found),
                         [&](const auto& one) { return one.owner == owner; });
    return found;
  }
  std::vector<core::Subscription> subscriptions_for(
      const core::Owner& owner, const std::optional<core::ZoneId>& zone) override {
    auto found = subscriptions_of(owner);
    std::erase_if(found, [&](const auto& one) { return one.zone != zone; });
    return found;
  }
  std::optional<core::Timestamp> next_charge_at(const core::Owner&) override {
    return std::nullopt;
  }
  bool update_subscription(const core::Subscription& subscription,
                           std::optional<core::Timestamp>) override {
    *find(subscription.owner, subscription.id) = subscription;
    return true;
  }
  std::optional<core::BillingProfile> find_billing_profile(const core::Owner&) override {
    return std::nullopt;
  }
  std::vector<core::Money> balances_of(const core::Owner&) override { return {}; }
  core::Page<core::BillingItem> list_billing_items(const core::Owner& owner,
                                                   const core::BillingItemQuery& query) override {
    core::BillingItem item;
    item.owner = owner;
    item.description = owner.user() ? "the user's" : "the organization's";
    item.currency = testing::kDollar;
    return {query.page == 1 ? std::vector{item} : std::vector<core::BillingItem>(), 1};
  }
  void append_audit_record(core::AuditRecord record) override {
    records.push_back(std::move(record));
  }

  std::vector<core::AuditRecord> records;

 private:
  std::vector<core::Subscription>::iterator find(const core::Owner& owner,
                                                 const core::SubscriptionId& id) {
    return std::ranges::find_if(
        subscriptions_, [&](const auto& one) { return one.owner == owner && one.id == id; });
  }

  std::map<std::string, core::Token> tokens_;
  std::vector<core::Subscription> subscriptions_;
};

class BillingCalls : public ::testing::Test {
 protected:
  std::string call(Method method, const std::string& target, const std::string& secret,
                   std::string_view body = {}) {
    const auto answer = dialect_.ask({method, target, secret, body});
    return std::to_string(answer.response.status) + ' ' + answer.response.body;
  }
  /// The place of a call, and the secret that may call there.
  struct Place {
    std::string base;
    std::string secret;
  };
  const Place own_{"/user", kPersonal};
  const Place account_{"/accounts/" + kOrganization, kOfOrganization};
  const Place zone_{"/zones/" + kZone, kOfOrganization};

  std::string at(const Place& place, Method method, const std::string& path,
                 std::string_view body = {}) {
    return call(method, place.base + path, place.secret, body);
  }
  static std::string refusal(unsigned status, int code, const std::string& message) {
    return std::to_string(status) + R"( {"success":false,"errors":[{"code":)" +
           std::to_string(code) + R"(,"message":")" + message +
           R"("}],"messages":[],"result":null})";
  }
  [[nodiscard]] bool ends(std::size_t index) const {
    return contents_.subscription(index).cancels_at_period_end;
  }

  core::RoleCatalogue roles_ = only_owners();
  Contents contents_;
  TestedDialect dialect_{contents_, roles_, true, 0};
};

using Subscriptions = BillingCalls;

const std::string kUnknown = "Subscription not found.";

TEST_F(Subscriptions, AreThoseOfThePlaceInThePath) {
  contents_.add(contents_.for_zone('c'));
  const auto scope = [&](const Place& place, const std::string& id) {
    const auto answer = at(place, Method::get, "/subscriptions/" + id);
    const auto start = answer.find("\"scope\":\"");
    return start == std::string::npos ? answer : answer.substr(start + 9, 4);
  };
  EXPECT_EQ(scope(own_, kId), "user");
  EXPECT_EQ(scope(account_, kId), "acco");
  EXPECT_EQ(scope(zone_, std::string(32, 'c')), "zone");
  EXPECT_EQ(scope(zone_, kId), refusal(404, 1001, kUnknown)) << "of the account, not the zone";
  EXPECT_EQ(scope({"/zones/" + kOtherZone, kOfOrganization}, std::string(32, 'c')),
            refusal(404, 1001, kUnknown));
}

TEST_F(Subscriptions, ComeInOnePage) {
  EXPECT_TRUE(at(own_, Method::get, "/subscriptions")
                  .ends_with(R"(,"success":true,"errors":[],"messages":[],"result_info":)"
                             R"({"page":1,"per_page":1,"count":1,"total_count":1,)"
                             R"("total_pages":1}})"));
  EXPECT_NE(at(zone_, Method::get, "/subscriptions").find(R"("result":[])"), std::string::npos);
  contents_.add(contents_.for_zone('c'));
  EXPECT_NE(at(account_, Method::get, "/subscriptions").find(R"("total_count":2)"),
            std::string::npos)
      << "with those of its zones";
}

TEST_F(Subscriptions, AnEmptyUpdateAnswersWithWhatIsThere) {
  for (const auto& place : {own_, account_}) {
    const auto path = "/subscriptions/" + kId;
    const auto before = at(place, Method::get, path);
    EXPECT_EQ(at(place, Method::put, path, "{}"), before);
    EXPECT_EQ(at(place, Method::get, path), before);
  }
  EXPECT_TRUE(contents_.records.empty());
}

TEST_F(Subscriptions, DeletedOnesEndWithTheirPeriod) {
  const auto result = R"(200 {"result":{"subscription_id":")" + kId +
                      R"("},"success":true,"errors":[],"messages":[])";
  const auto path = "/subscriptions/" + kId;
  EXPECT_EQ(at(account_, Method::delete_, path), result + "}");
  EXPECT_FALSE(ends(0));
  EXPECT_TRUE(ends(1));
  EXPECT_EQ(at(own_, Method::delete_, path), result + R"(,"subscription_id":")" + kId + R"("})")
      << "not unwrapped by the SDKs";
  EXPECT_TRUE(ends(0));
  EXPECT_EQ(at(own_, Method::delete_, path), result + R"(,"subscription_id":")" + kId + R"("})")
      << "again";
  EXPECT_EQ(at(own_, Method::delete_, "/subscriptions/" + kNone), refusal(404, 1001, kUnknown));
  EXPECT_EQ(contents_.records.size(), 2U) << "of the changes";
}

TEST_F(Subscriptions, ConflictsAre400) {
  auto ended = bought(*core::UserId::parse(kUser), kNone);
  ended.state = core::SubscriptionState::cancelled;
  contents_.add(ended);
  EXPECT_EQ(at(own_, Method::put, "/subscriptions/" + kNone, R"({"frequency":"yearly"})"),
            refusal(400, 1001, "The subscription has ended."));
  EXPECT_EQ(
      at(own_, Method::post, "/subscriptions", R"({"rate_plan":{"id":"pro"}})"),
      refusal(400, 1001, "There is a subscription of this rate plan already. Change that one."));
}

TEST_F(Subscriptions, WhatAZoneHasNowIsTheNewestThatHasNotEnded) {
  const auto unknown = refusal(404, 1001, kUnknown);
  EXPECT_EQ(at(zone_, Method::get, "/subscription"), unknown);
  EXPECT_EQ(at(zone_, Method::put, "/subscription", "{}"), unknown);
  auto ended = contents_.for_zone('e');
  ended.state = core::SubscriptionState::expired;
  contents_.add(contents_.for_zone('c'));
  contents_.add(contents_.for_zone('d'));
  contents_.add(ended);
  const auto newest = at(zone_, Method::get, "/subscriptions/" + std::string(32, 'd'));
  EXPECT_TRUE(newest.starts_with("200 "));
  EXPECT_EQ(at(zone_, Method::get, "/subscription"), newest);
  EXPECT_EQ(at(zone_, Method::put, "/subscription", "{}"), newest);
}

TEST_F(BillingCalls, ProfileAndHistoryAreThoseOfThePlaceInThePath) {
  EXPECT_NE(at(own_, Method::get, "/billing/profile").find(R"({"result":{"id":")" + kUser),
            std::string::npos);
  EXPECT_NE(at(account_, Method::get, "/billing/profile")
                .find(R"({"result":{"id":")" + kOrganization + R"(","company":"Acme")"),
            std::string::npos);
  EXPECT_NE(at(own_, Method::get, "/billing/history").find("the user's"), std::string::npos);
  EXPECT_NE(at(account_, Method::get, "/billing/history").find("the organization's"),
            std::string::npos);
  EXPECT_NE(at(own_, Method::get, "/billing/history?page=2&per_page=5")
                .find(R"("result":[],"success":true,"errors":[],"messages":[],"result_info":)"
                      R"({"page":2,"per_page":5,"count":0,"total_count":1,"total_pages":1})"),
            std::string::npos);
}

TEST_F(BillingCalls, AFilterThatIsTooLongIsNamed) {
  const auto answer =
      at(own_, Method::get, "/billing/history?type=" + std::string(31, 'x') + "&action=charge");
  EXPECT_TRUE(answer.starts_with("400 "));
  EXPECT_NE(answer.find(R"("source":{"pointer":"/type"})"), std::string::npos) << answer;
  EXPECT_TRUE(at(own_, Method::get, "/billing/history?type=" + std::string(30, 'x'))
                  .starts_with(R"(200 {"result":[])"));
}

TEST_F(BillingCalls, AreRefusedToWhomTheyAreNotFor) {
  const auto refused = refusal(403, 10000, "Authentication error");
  for (const std::string path :
       {"/user/billing/profile", "/user/billing/history", "/user/subscriptions"}) {
    EXPECT_EQ(call(Method::get, path, kOfOrganization), refused) << path;
  }
  EXPECT_EQ(call(Method::post, "/user/subscriptions", kOfOrganization, "{"), refused)
      << "before anything about the body";
  const auto unknown = refusal(404, 1001, "Account not found.");
  for (const std::string path : {"/billing/profile", "/billing/history", "/subscriptions"}) {
    EXPECT_EQ(call(Method::get, account_.base + path, kPersonal), unknown) << path;
  }
  EXPECT_EQ(call(Method::get, zone_.base + "/subscriptions", kPersonal),
            refusal(404, 1001, "Zone not found."));
  EXPECT_EQ(call(Method::get, "/zones/" + kNone + "/subscriptions", kPersonal),
            refusal(404, 1001, "Zone not found."));
}

TEST_F(BillingCalls, ACardsNumberIsInNoAnswerAndNoRecord) {
  const std::string number = "4111111111111111";
  for (const auto& body :
       {R"({"card_number":")" + number + R"("})", R"({"first_name":")" + number + R"("})",
        R"({"payment_nonce":")" + number + R"("})", R"({")" + number + R"(":")" + number + R"("})",
        R"({"card_number":)" + number + "}", R"({"vat":["x"],"device_data":)" + number + "}"}) {
    const auto answer = at(own_, Method::patch, "/billing/profile", body);
    EXPECT_TRUE(answer.starts_with("400 ")) << answer;
    EXPECT_EQ(answer.find(number), std::string::npos) << answer;
  }
  for (const auto& record : contents_.records) {
    for (const auto& change : record.changes) {
      EXPECT_EQ(change.before.value_or("").find(number), std::string::npos);
      EXPECT_EQ(change.after.value_or("").find(number), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace selfsame::cloudflare
