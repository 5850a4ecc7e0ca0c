#include "server/import_codec.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "json/parse.h"
#include "tests/support/fake_clock.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::server {
namespace {

using testing::kNoon;

const std::string kA = std::string(32, 'a');
const std::string kB = std::string(32, 'b');
const std::string kHash = kA + kB;

core::Result<ImportedEntity> decode(std::string_view line) {
  testing::SeededEntropy entropy;
  const auto value = json::parse(line, core::limits::kJsonDepth);
  EXPECT_TRUE(value) << line;
  return decode_entity(*value, kNoon, entropy);
}

template <class Entity>
Entity read(std::string_view line) {
  auto entity = decode(line);
  if (!entity) {
    ADD_FAILURE() << line << ": " << entity.error().fields.at(0).pointer << ' '
                  << entity.error().message;
    return {};
  }
  auto* found = std::get_if<Entity>(&*entity);
  EXPECT_NE(found, nullptr) << line;
  return found == nullptr ? Entity() : *found;
}

/// The places that are complained about.
std::vector<std::string> complaints(std::string_view line) {
  const auto entity = decode(line);
  std::vector<std::string> places;
  if (entity) return places;
  EXPECT_EQ(entity.error().code, core::ErrorCode::invalid);
  for (const auto& field : entity.error().fields) places.push_back(field.pointer);
  return places;
}

using Places = std::vector<std::string>;

TEST(DecodeEntity, ReadsAUser) {
  const auto user = read<core::User>(
      R"({"type":"user","id":")" + kA + R"(","email":"a@b","username":"ann","first_name":"A",)" +
      R"("last_name":null,"country":"NZ","suspended":true,"created_on":"2020-01-01T00:00:00Z"})");
  EXPECT_EQ(user.id.hex(), kA);
  EXPECT_EQ(user.email, "a@b");
  EXPECT_EQ(user.username, "ann");
  EXPECT_EQ(user.first_name, "A");
  EXPECT_EQ(user.last_name, std::nullopt);
  EXPECT_EQ(user.country, "NZ");
  EXPECT_TRUE(user.suspended);
  EXPECT_EQ(user.created_at, core::parse_rfc3339("2020-01-01T00:00:00Z"));
  EXPECT_EQ(user.modified_at, user.created_at);
}

TEST(DecodeEntity, TimesThatAreLeftOutAreNow) {
  const auto user = read<core::User>(R"({"type":"user","id":")" + kA + R"(","email":"a@b"})");
  EXPECT_EQ(user.created_at, kNoon);
  EXPECT_EQ(user.modified_at, kNoon);
}

TEST(DecodeEntity, ReadsIdsInEverySpelling) {
  for (const std::string id :
       {kA.c_str(), "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", "usr_5ANANANANANANANANANANANANA"}) {
    EXPECT_EQ(read<core::User>(R"({"type":"user","id":")" + id + R"(","email":"a@b"})").id.hex(),
              kA);
  }
}

TEST(DecodeEntity, ReadsATokenWithTheHashOfItsSecret) {
  const auto token = read<core::ImportedToken>(
      R"({"type":"token","id":")" + kA + R"(","user_id":")" + kB + R"(","secret_sha256":")" +
      kHash + R"(","issued_on":"2020-01-01T00:00:00Z","name":"t","status":"disabled",)" +
      R"("policies":[{"effect":"deny","permission_groups":[{"id":"g"}],"resources":{"*":"*"}}]})");
  EXPECT_EQ(token.id.hex(), kA);
  EXPECT_EQ(token.owner, core::Owner(*core::UserId::parse(kB)));
  EXPECT_EQ(token.secret.bytes.front(), 0xAA);
  EXPECT_EQ(token.secret.bytes.back(), 0xBB);
  EXPECT_EQ(token.issued_at, core::parse_rfc3339("2020-01-01T00:00:00Z"));
  EXPECT_EQ(token.draft.name, "t");
  EXPECT_EQ(token.draft.status, core::TokenStatus::disabled);
  EXPECT_EQ(token.draft.policies.at(0).effect, core::Effect::deny);
}

TEST(DecodeEntity, NamesWhatIsWrongWithAToken) {
  EXPECT_EQ(complaints(R"({"type":"token"})"),
            (Places{"/id", "/user_id", "/secret_sha256", "/name", "/policies"}));
  EXPECT_EQ(complaints(R"({"type":"token","id":")" + kA + R"(","user_id":")" + kB +
                       R"(","secret_sha256":"x","name":"n","policies":[{}],"issued_on":"x"})"),
            (Places{"/secret_sha256", "/issued_on", "/policies/0/effect",
                    "/policies/0/permission_groups", "/policies/0/resources"}));
}

TEST(DecodeEntity, AHashIs64HexDigits) {
  const auto with_hash = [](const std::string& hash) {
    return complaints(R"({"type":"api_key","kind":"global","user_id":")" + kA +
                      R"(","secret_sha256":")" + hash + "\"}");
  };
  EXPECT_EQ(with_hash(kHash), Places{});
  EXPECT_EQ(with_hash(std::string(64, 'F')), Places{});
  for (const std::string& hash :
       {std::string("x"), std::string(63, 'a'), std::string(65, 'a'), std::string(32, 'a'),
        std::string(64, 'g'), std::string(128, 'a'), std::string()}) {
    EXPECT_EQ(with_hash(hash), Places{"/secret_sha256"}) << hash;
  }
}

TEST(DecodeEntity, ReadsKeysOfBothKinds) {
  const auto global = read<ImportedApiKey>(R"({"type":"api_key","kind":"global","user_id":")" + kA +
                                           R"(","secret_sha256":")" + kHash + "\"}");
  EXPECT_EQ(global.key.kind, core::ApiKeyKind::global);
  EXPECT_EQ(global.key.user.hex(), kA);
  EXPECT_NE(global.key.id, core::ApiKeyId{}) << "an id is made";
  EXPECT_FALSE(global.key.organization);
  const auto of_organization = read<ImportedApiKey>(
      R"({"type":"api_key","kind":"organization","id":")" + kB + R"(","user_id":")" + kA +
      R"(","organization_id":")" + kB + R"(","secret_sha256":")" + kHash + R"(","name":"k"})");
  EXPECT_EQ(of_organization.key.kind, core::ApiKeyKind::organization);
  EXPECT_EQ(of_organization.key.id.hex(), kB);
  EXPECT_EQ(of_organization.key.organization->hex(), kB);
  EXPECT_EQ(of_organization.key.name, "k");
}

TEST(DecodeEntity, NamesWhatIsWrongWithAKey) {
  EXPECT_EQ(complaints(R"({"type":"api_key"})"), (Places{"/user_id", "/kind", "/secret_sha256"}));
  EXPECT_EQ(complaints(R"({"type":"api_key","kind":"other","user_id":")" + kA +
                       R"(","secret_sha256":")" + kHash + "\"}"),
            Places{"/kind"});
  EXPECT_EQ(complaints(R"({"type":"api_key","kind":"organization","user_id":")" + kA +
                       R"(","secret_sha256":")" + kHash + "\"}"),
            Places{"/organization_id"});
}

TEST(DecodeEntity, AnEmptyTextIsNoIdAndNoKind) {
  EXPECT_EQ(complaints(R"({"type":"user","id":"","email":"a@b"})"), Places{"/id"});
  EXPECT_EQ(complaints(R"({"type":"api_key","kind":"","user_id":"","secret_sha256":""})"),
            (Places{"/user_id", "/kind", "/secret_sha256"}));
}

TEST(DecodeEntity, ReadsOrganizationsAndMemberships) {
  const auto organization =
      read<core::Organization>(R"({"type":"organization","id":")" + kA + R"(","name":"Acme"})");
  EXPECT_EQ(organization.id.hex(), kA);
  EXPECT_EQ(organization.name, "Acme");
  const auto membership =
      read<core::Membership>(R"({"type":"membership","organization_id":")" + kA +
                             R"(","user_id":")" + kB + R"(","owner":true})");
  EXPECT_EQ(membership.organization.hex(), kA);
  EXPECT_EQ(membership.user->hex(), kB);
  EXPECT_EQ(membership.status, core::MembershipStatus::accepted);
  EXPECT_TRUE(membership.owner);
  EXPECT_FALSE(membership.is_default);
  EXPECT_NE(membership.id, core::MembershipId{});
}

TEST(DecodeEntity, ReadsWhatIsSpecialAboutAUser) {
  const auto with = [](const std::string& more) {
    return read<core::User>(R"({"type":"user","id":")" + kA + R"(","email":"a@b")" + more + '}');
  };
  EXPECT_TRUE(with("").email_verified);
  EXPECT_FALSE(with("").two_factor_enabled);
  EXPECT_FALSE(with(R"(,"email_verified":false)").email_verified);
  EXPECT_TRUE(with(R"(,"two_factor_authentication_enabled":true)").two_factor_enabled);
}

TEST(DecodeEntity, ReadsATokenOfAnOrganization) {
  const std::string start =
      R"({"type":"token","id":")" + kA + R"(","secret_sha256":")" + kHash +
      R"(","name":"t","policies":[{"effect":"allow","permission_groups":[{"id":"g"}],)" +
      R"("resources":{"*":"*"}}],"organization_id":")" + kB + '"';
  const auto token = read<core::ImportedToken>(start + R"(,"creator_email":"a@b"})");
  EXPECT_EQ(token.owner, core::Owner(*core::OrganizationId::parse(kB)));
  EXPECT_EQ(token.creator_email, "a@b");
  EXPECT_EQ(complaints(start + R"(,"user_id":")" + kA + R"("})"), Places{"/user_id"})
      << "one owner";
}

TEST(DecodeEntity, ReadsWhatIsSpecialAboutAnOrganization) {
  const std::string start = R"({"type":"organization","id":")" + kA + R"(","name":"Acme")";
  const auto organization =
      read<core::Organization>(start + R"(,"kind":"enterprise","tenant":"operator","parent_id":")" +
                               kB + R"(","abuse_contact_email":"x@y","enforce_twofactor":true})");
  EXPECT_EQ(organization.kind, core::OrganizationKind::enterprise);
  EXPECT_EQ(organization.tenant, core::TenantKind::operator_);
  EXPECT_EQ(organization.parent->hex(), kB);
  EXPECT_EQ(organization.abuse_contact_email, "x@y");
  EXPECT_TRUE(organization.enforce_two_factor);
  const auto least = read<core::Organization>(start + '}');
  EXPECT_EQ(least.kind, core::OrganizationKind::standard);
  EXPECT_EQ(least.tenant, core::TenantKind::none);
  EXPECT_FALSE(least.parent);
  EXPECT_EQ(complaints(start + R"(,"kind":"x","tenant":true,"parent_id":""})"),
            (Places{"/kind", "/tenant", "/parent_id"}));
}

TEST(DecodeEntity, ReadsAPlaceInAnOrganization) {
  const std::string start = R"({"type":"membership","organization_id":")" + kA + '"';
  const auto place = read<core::Membership>(
      start + R"(,"user_id":")" + kB + R"(","roles":[")" + kA + R"(",")" + kB +
      R"("],"status":"accepted","permissions":["member.list"],"default":true,)" +
      R"("allowed_ips":["192.0.2.0/24","2001:db8::1","192.0.2.7"]})");
  EXPECT_EQ(place.roles.size(), 2U);
  EXPECT_EQ(place.permissions, std::vector<std::string>{"member.list"});
  EXPECT_TRUE(place.is_default);
  ASSERT_EQ(place.allowed_networks.size(), 3U);
  EXPECT_EQ(place.allowed_networks[1].text, "2001:db8::1/128");
  EXPECT_EQ(place.allowed_networks[2].text, "192.0.2.7/32");

  const auto offered = read<core::Membership>(start + R"(,"email":"a@b"})");
  EXPECT_FALSE(offered.user);
  EXPECT_EQ(offered.email, "a@b");
  EXPECT_EQ(offered.status, core::MembershipStatus::pending);
}

TEST(DecodeEntity, NamesWhatIsWrongWithAPlace) {
  const std::string start = R"({"type":"membership","organization_id":")" + kA + '"';
  const std::string user = R"(,"user_id":")" + kB + '"';
  EXPECT_EQ(complaints(start + '}'), Places{"/user_id"});
  EXPECT_EQ(complaints(start + user + R"(,"email":"a@b"})"), Places{"/user_id"});
  EXPECT_EQ(complaints(start + user + R"(,"status":"pending"})"), Places{"/status"});
  EXPECT_EQ(complaints(start + R"(,"email":"a@b","status":"accepted"})"), Places{"/status"});
  EXPECT_EQ(complaints(start + user + R"(,"roles":["x",1],"allowed_ips":["a","192.0.2.0/33"]})"),
            (Places{"/roles/1", "/roles/0", "/allowed_ips/0", "/allowed_ips/1"}));
}

TEST(DecodeEntity, ReadsAnInvite) {
  const std::string start = R"({"type":"invite","id":")" + kA + R"(","organization_id":")" + kB +
                            R"(","membership_id":")" + kA + R"(","email":"a@b")";
  const auto invite = read<core::Invite>(
      start + R"(,"roles":[")" + kB + R"("],"invited_by":"c@d","status":"rejected",)" +
      R"("invited_on":"2020-01-01T00:00:00Z",)" + R"("expires_on":"2020-01-02T00:00:00Z"})");
  EXPECT_EQ(invite.membership.hex(), kA);
  EXPECT_EQ(invite.roles.size(), 1U);
  EXPECT_EQ(invite.invited_by, "c@d");
  EXPECT_EQ(invite.status, core::InviteStatus::rejected);
  EXPECT_EQ(invite.expires_at - invite.invited_at, std::chrono::days(1));
  const auto least = read<core::Invite>(start + '}');
  EXPECT_EQ(least.status, core::InviteStatus::pending);
  EXPECT_EQ(least.invited_at, kNoon);
  EXPECT_EQ(least.expires_at, kNoon + core::limits::kInviteLifetime);
  EXPECT_EQ(complaints(R"({"type":"invite","status":"expired"})"),
            (Places{"/id", "/organization_id", "/membership_id", "/email", "/status"}));
}

TEST(DecodeEntity, ReadsARole) {
  const std::string start = R"({"type":"role","id":")" + kA + R"(","organization_id":")" + kB +
                            R"(","name":"Editors","description":"d","permissions":)";
  const auto role = read<core::Role>(
      start + R"({"dns":{"read":true,"edit":true},"zone":{"read":true},"waf":{"edit":false}}})");
  EXPECT_EQ(role.organization->hex(), kB);
  EXPECT_EQ(role.description, "d");
  EXPECT_EQ(role.grants.level(core::Area::dns), core::Level::edit);
  EXPECT_EQ(role.grants.level(core::Area::zone), core::Level::read);
  EXPECT_EQ(role.grants.level(core::Area::waf), core::Level::none);
  EXPECT_EQ(complaints(start + R"({"cats":{},"dns":{"read":1},"zone":true}})"),
            (Places{"/permissions/cats", "/permissions/dns/read", "/permissions/zone"}));
  EXPECT_EQ(complaints(R"({"type":"role"})"),
            (Places{"/id", "/organization_id", "/name", "/permissions"}));
}

TEST(DecodeEntity, ReadsZonesAndGroupsOfThem) {
  const std::string ids = R"("id":")" + kA + R"(","organization_id":")" + kB + R"(","name":"n")";
  const auto zone = read<core::Zone>(R"({"type":"zone",)" + ids + '}');
  EXPECT_EQ(zone.organization.hex(), kB);
  EXPECT_EQ(zone.name, "n");
  const std::string group = R"({"type":"resource_group",)" + ids;
  EXPECT_EQ(read<core::ResourceGroup>(group + R"(,"zones":[")" + kA + R"("]})").zones.size(), 1U);
  EXPECT_TRUE(read<core::ResourceGroup>(group + '}').zones.empty()) << "the whole organization";
  EXPECT_EQ(complaints(group + R"(,"zones":[]})"), Places{"/zones"})
      << "nobody says so by accident";
}

TEST(DecodeEntity, ReadsASubscription) {
  const std::string start = R"({"type":"subscription","id":")" + kA + R"(","user_id":")" + kB + '"';
  const auto subscription = read<core::ImportedSubscription>(
      start + R"(,"zone_id":")" + kA + R"(","plan":"old","plan_name":"Old","sets":["a"],)" +
      R"("zone_level":"business","externally_managed":true,"contract":true,)" +
      R"("frequency":"yearly","price":700,"currency":"EUR","time_zone":"Europe/Berlin",)" +
      R"("state":"AwaitingPayment","current_period_start":"2020-01-01T00:00:00Z",)" +
      R"("current_period_end":"2020-01-02T00:00:00Z","billing_anchor":"2020-01-03T00:00:00Z",)" +
      R"("cancels_at_period_end":true,"balance":-5,"due_since":"2020-01-04T00:00:00Z",)" +
      R"("failed_on":"2020-01-05T00:00:00Z","ended_on":"2020-01-06T00:00:00Z",)" +
      R"("created_on":"2020-01-07T00:00:00Z"})");
  EXPECT_EQ(subscription.id.hex(), kA);
  EXPECT_EQ(subscription.owner, core::Owner(*core::UserId::parse(kB)));
  EXPECT_EQ(subscription.zone, core::ZoneId::parse(kA));
  EXPECT_EQ(subscription.plan,
            (core::PlanTerms{"old", "Old", {"a"}, core::ZoneLevel::business, true, true}));
  EXPECT_EQ(subscription.frequency, core::Frequency::yearly);
  EXPECT_EQ(subscription.price, 700);
  EXPECT_EQ(subscription.currency, "EUR");
  EXPECT_EQ(subscription.time_zone, "Europe/Berlin");
  EXPECT_EQ(subscription.state, core::SubscriptionState::awaiting_payment);
  EXPECT_EQ(subscription.period_start, core::parse_rfc3339("2020-01-01T00:00:00Z"));
  EXPECT_EQ(subscription.period_end, core::parse_rfc3339("2020-01-02T00:00:00Z"));
  EXPECT_EQ(subscription.anchor, core::parse_rfc3339("2020-01-03T00:00:00Z"));
  EXPECT_TRUE(subscription.cancels_at_period_end);
  EXPECT_EQ(subscription.balance, -5);
  EXPECT_EQ(subscription.due_since, core::parse_rfc3339("2020-01-04T00:00:00Z"));
  EXPECT_EQ(subscription.failed_at, core::parse_rfc3339("2020-01-05T00:00:00Z"));
  EXPECT_EQ(subscription.ended_at, core::parse_rfc3339("2020-01-06T00:00:00Z"));
  EXPECT_EQ(subscription.created_at, core::parse_rfc3339("2020-01-07T00:00:00Z"));

  const auto least = read<core::ImportedSubscription>(start + R"(,"plan":"pro","state":"Paid"})");
  EXPECT_EQ(least.frequency, core::Frequency::monthly);
  EXPECT_EQ(least.price, std::nullopt);
  EXPECT_EQ(least.period_start, kNoon);
  EXPECT_EQ(least.period_end, std::nullopt);
  EXPECT_EQ(least.created_at, kNoon);
}

TEST(DecodeEntity, RefusesWrongSubscriptions) {
  EXPECT_EQ(complaints(R"({"type":"subscription"})"),
            (Places{"/id", "/user_id", "/plan", "/state"}));
  const std::string start = R"({"type":"subscription","id":")" + kA + R"(","user_id":")" + kB +
                            R"(","plan":"pro","state":)";
  EXPECT_EQ(complaints(start + R"("paid","frequency":"daily","zone_level":"gold"})"),
            (Places{"/zone_level", "/frequency", "/state"}));
  for (const auto* number : {"1.5", "\"5\"", "9007199254740992", "1e3", "[]", "true"}) {
    EXPECT_EQ(complaints(start + R"("Paid","price":)" + number + R"(,"balance":)" + number + '}'),
              (Places{"/price", "/balance"}))
        << number;
  }
  EXPECT_EQ(complaints(start + R"("Paid","price":-1})"), Places{"/price"});
}

TEST(DecodeEntity, ReadsABillingProfile) {
  const std::string start = R"({"type":"billing_profile","organization_id":")" + kB + '"';
  const auto profile = read<core::BillingProfile>(
      start + R"(,"vat":"DE1","city":null,"payment_reference":"cus_1",)" +
      R"("card":{"brand":"visa","last_four":"1234","expiry_month":12,"expiry_year":2030},)" +
      R"("created_on":"2020-01-01T00:00:00Z"})");
  EXPECT_EQ(profile.owner, core::Owner(*core::OrganizationId::parse(kB)));
  EXPECT_EQ(profile.vat, "DE1");
  EXPECT_EQ(profile.city, std::nullopt);
  EXPECT_EQ(profile.payment_reference, "cus_1");
  EXPECT_EQ(profile.card, (core::CardSummary{"visa", "1234", 12, 2030}));
  EXPECT_EQ(profile.created_at, core::parse_rfc3339("2020-01-01T00:00:00Z"));
  EXPECT_EQ(profile.modified_at, profile.created_at);
  EXPECT_EQ(read<core::BillingProfile>(start + '}').created_at, kNoon);
  EXPECT_EQ(complaints(start + R"(,"vat":1,"card":{"expiry_month":13}})"),
            (Places{"/vat", "/card/last_four", "/card/expiry_month"}));
  EXPECT_EQ(complaints(R"({"type":"billing_profile"})"), Places{"/user_id"});
}

TEST(DecodeEntity, ReadsABillingItem) {
  const std::string start = R"({"type":"billing_item","user_id":")" + kB + '"';
  const std::string least =
      start + R"(,"occurred_on":"2014-03-01T12:21:59.3456Z","item_type":"credit",)" +
      R"("action":"change","description":"d","amount":-1234,"currency":"KWD")";
  const auto item = read<core::BillingItem>(least + R"(,"id":")" + kA + R"(","subscription_id":")" +
                                            kB + R"(","zone_name":"example.com"})");
  EXPECT_EQ(item.id.hex(), kA);
  EXPECT_EQ(item.owner, core::Owner(*core::UserId::parse(kB)));
  EXPECT_EQ(item.occurred_at, core::parse_rfc3339("2014-03-01T12:21:59.3456Z"));
  EXPECT_EQ(item.type, core::BillingItemType::credit);
  EXPECT_EQ(item.action, core::BillingAction::change);
  EXPECT_EQ(item.description, "d");
  EXPECT_EQ(item.amount, -1234);
  EXPECT_EQ(item.currency.code(), "KWD");
  EXPECT_EQ(item.subscription, core::SubscriptionId::parse(kB));
  EXPECT_EQ(item.zone_name, "example.com");
  EXPECT_NE(read<core::BillingItem>(least + '}').id, core::BillingItemId()) << "is made";
  EXPECT_EQ(complaints(start + '}'), (Places{"/occurred_on", "/item_type", "/action",
                                             "/description", "/amount", "/currency"}));
  EXPECT_EQ(complaints(start + R"(,"occurred_on":"2014-03-01T12:21:59Z","item_type":"gift",)" +
                       R"("action":"none","description":"d","amount":1.5,"currency":"US"})"),
            (Places{"/item_type", "/action", "/amount", "/currency"}));
}

TEST(DecodeEntity, WantsATypeThatItKnows) {
  EXPECT_EQ(complaints(R"({"type":"dragon"})"), Places{"/type"});
  EXPECT_EQ(complaints(R"({"type":1})").front(), "/type");
  EXPECT_EQ(complaints("{}").front(), "/type");
  EXPECT_EQ(complaints("[]").front(), "");
}

TEST(DecodeEntity, RefusesWrongIdsTimesAndTruths) {
  EXPECT_EQ(complaints(R"({"type":"user","id":"x","email":"a@b","created_on":"today",)"
                       R"("suspended":"no"})"),
            (Places{"/id", "/suspended", "/created_on"}));
  EXPECT_EQ(complaints(R"({"type":"user","id":null})"), (Places{"/id", "/email"}));
}

}  // namespace
}  // namespace selfsame::server
