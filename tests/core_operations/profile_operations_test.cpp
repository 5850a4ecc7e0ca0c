#include "core/identity/profile_operations.h"

#include "tests/core_operations/identity_world.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;

using Currencies = std::vector<std::string>;

class UpdateProfile : public testing::IdentityWorld {
 protected:
  Status update(const Principal& by, const ProfileUpdate& wanted) {
    return write([&](auto& tx) { return update_profile(tx, as(by), fakes_.identity, wanted); });
  }
  Error update_refusal(const Principal& by, const ProfileUpdate& wanted) {
    return refusal([&](auto& tx) { return update_profile(tx, as(by), fakes_.identity, wanted); });
  }
};

TEST_F(UpdateProfile, ChangesWhatIsNamedAndRecordsIt) {
  ProfileUpdate wanted;
  wanted.preferences = R"({"a":1})";
  const auto before = contents();
  ASSERT_TRUE(update(key_, wanted));
  EXPECT_EQ(current(*user_)->preferences, R"({"a":1})");
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "profile.edit");
  ASSERT_EQ(record.changes.size(), 1U);
  EXPECT_EQ(record.changes.front(), (AuditChange{"preferences", "{}", R"({"a":1})"}));

  wanted.preferences = std::optional<std::string>();
  ASSERT_TRUE(update(key_, wanted));
  EXPECT_EQ(current(*user_)->preferences, std::nullopt) << "cleared";
  ASSERT_TRUE(update(key_, {}));
  EXPECT_EQ(current(*user_)->preferences, std::nullopt) << "left alone";
}

TEST_F(UpdateProfile, ThatChangesNothingLeavesNoRecord) {
  ProfileUpdate same;
  same.preferences = "{}";
  same.second_factor = false;
  const auto before = contents();
  ASSERT_TRUE(update(key_, same));
  ASSERT_TRUE(update(key_, {}));
  EXPECT_EQ(contents(), before);
}

TEST_F(UpdateProfile, RefusesOneByteTooMuchAndUnknownCurrencies) {
  ProfileUpdate wanted;
  const auto object_of = [](std::size_t bytes) {
    return R"({"a":")" + std::string(bytes - 8, 'x') + R"("})";
  };
  wanted.preferences = object_of(limits::kProfilePreferencesBytes);
  EXPECT_TRUE(update(key_, wanted));
  wanted.preferences = object_of(limits::kProfilePreferencesBytes + 1);
  expect_invalid(update_refusal(key_, wanted), "/preferences");
  ProfileUpdate currency;
  currency.reporting_currency = "XXX";
  expect_invalid(update_refusal(key_, currency), "/reporting_currency");
  currency.reporting_currency = "USD";
  EXPECT_TRUE(update(key_, currency));
  EXPECT_EQ(current(*user_)->reporting_currency, "USD");
}

TEST_F(UpdateProfile, TurnsTheSecondFactorOnAndOffByACode) {
  ProfileUpdate on;
  on.second_factor = true;
  expect_invalid(update_refusal(key_, on), "/one_time_code");
  on.one_time_code = "000000";
  expect_invalid(update_refusal(key_, on), "/one_time_code");
  on.one_time_code = code();
  const auto before = contents();
  ASSERT_TRUE(update(key_, on));
  EXPECT_EQ(factor_of(*user_)->state, FactorState::active);
  EXPECT_TRUE(current(*user_)->two_factor_enabled);
  EXPECT_EQ(only_record_after(before).changes.front(),
            (AuditChange{"second_factor", "inactive", "active"}));

  ProfileUpdate off;
  off.second_factor = false;
  expect_invalid(update_refusal(key_, off), "/one_time_code");
  off.one_time_code = on.one_time_code;
  expect_invalid(update_refusal(key_, off), "/one_time_code");  // used
  clock_.advance(std::chrono::minutes(1));
  off.one_time_code = code();
  ASSERT_TRUE(update(key_, off));
  EXPECT_EQ(factor_of(*user_)->state, FactorState::pending);
  EXPECT_EQ(codes_left(*user_), 0U);
  EXPECT_FALSE(current(*user_)->two_factor_enabled);
}

TEST_F(UpdateProfile, DoesNotUseUpACodeForARefusedChange) {
  enroll(*user_);
  clock_.advance(std::chrono::minutes(1));
  ProfileUpdate wanted;
  wanted.second_factor = false;
  wanted.one_time_code = code();
  wanted.reporting_currency = "XXX";
  expect_invalid(update_refusal(key_, wanted), "/reporting_currency");
  wanted.reporting_currency.reset();
  EXPECT_TRUE(update(key_, wanted));
}

TEST_F(UpdateProfile, IsRefusedWithoutTheGroupAndToNobody) {
  ProfileUpdate wanted;
  wanted.preferences = R"({"a":1})";
  const auto reader = with_groups(user_, {std::string(permission_group::kUserDetailsRead)});
  for (const auto& by : {reader, nobody_}) expect_forbidden(update_refusal(by, wanted));
}

class GetProfile : public testing::OrganizationWorld {
 protected:
  /// A profile cannot be copied: it holds secrets.
  std::shared_ptr<Result<Profile>> get(const Principal& by,
                                       const std::optional<OrganizationId>& where = {}) {
    return read([&](auto& tx) {
      return std::make_shared<Result<Profile>>(get_profile(tx, as(by), fakes_.identity, where));
    });
  }
};

TEST_F(GetProfile, ShowsPlacesCurrenciesAndWhatAnAppIsToBeGiven) {
  const auto found = get(key_);
  ASSERT_TRUE(*found);
  const Profile& profile = **found;
  EXPECT_EQ(profile.user->id, user_->id);
  ASSERT_EQ(profile.places.size(), 1U);
  EXPECT_EQ(profile.places.front().organization->id, acme_);
  EXPECT_EQ(profile.permissions, std::vector<std::string>{"*"});
  EXPECT_EQ(profile.available_currencies, Currencies{"USD"});
  EXPECT_FALSE(profile.second_factor);
  EXPECT_TRUE(profile.enrollment);
  EXPECT_FALSE(profile.emulates);
}

TEST_F(GetProfile, IsOfOnesOwnOrganizationsOnly) {
  EXPECT_TRUE(*get(key_, acme_));
  expect_not_found(get(key_, elsewhere_)->error());
  expect_not_found(get(key_, OrganizationId{{0x99}})->error());
  const auto stranger = get(other_key_);
  ASSERT_TRUE(*stranger);
  EXPECT_TRUE((*stranger)->places.empty());
  EXPECT_TRUE((*stranger)->permissions.empty());
}

TEST_F(GetProfile, IsRefusedWithoutTheGroupAndToNobody) {
  const auto by = nobody(origin_.address);
  expect_forbidden(get(by)->error());
  expect_forbidden(get(with_groups(user_, {testing::kBillingRead}))->error());
}

TEST_F(GetProfile, ShowsNoOneTheSecretWhoCouldNotEnrollByIt) {
  const auto reader = with_groups(user_, {std::string(permission_group::kUserDetailsRead)});
  const auto found = get(reader);
  ASSERT_TRUE(*found);
  EXPECT_FALSE((*found)->enrollment);
  EXPECT_FALSE((*found)->second_factor) << "there is none, all the same";
}

TEST_F(GetProfile, ShowsTheSecretToNoSessionOrKeyThatWasNarrowed) {
  const auto shown_in_session = [&](const std::vector<std::string>& permissions) {
    Session session;
    session.id = SessionId{{5}};
    session.user = user_->id;
    session.permissions = permissions;
    Principal by{user_, CredentialKind::session, session.id.bytes, nullptr, origin_.address};
    by.session = std::make_shared<const Session>(session);
    return (*get(by))->enrollment.has_value();
  };
  EXPECT_TRUE(shown_in_session({"*"}));
  EXPECT_FALSE(shown_in_session({"GetProfile", "PutProfile", "PostProfileMfa"}));

  const auto shown_to_key = [&](std::vector<AclEntry> acl) {
    ApiKey key;
    key.id = ApiKeyId{{6}};
    key.organization = acme_;
    key.acl = std::move(acl);
    Principal by{user_, CredentialKind::organization_key, {6}, nullptr, origin_.address};
    by.key = std::make_shared<const ApiKey>(std::move(key));
    return (*get(by))->enrollment.has_value();
  };
  EXPECT_TRUE(shown_to_key({}));
  EXPECT_FALSE(shown_to_key({AclEntry{{}, {"*"}}}));
}

TEST_F(GetProfile, SaysThatASessionEmulates) {
  Session session;
  session.id = SessionId{{5}};
  session.user = user_->id;
  session.permissions = {"GetRole"};
  session.emulated_from = SessionId{{4}};
  Principal by{user_, CredentialKind::session, session.id.bytes, nullptr, origin_.address};
  by.session = std::make_shared<const Session>(session);
  const auto found = get(by);
  ASSERT_TRUE(*found);
  EXPECT_TRUE((*found)->emulates);
  EXPECT_EQ((*found)->permissions, std::vector<std::string>{"GetRole"});
}

}  // namespace
}  // namespace selfsame::core
