#include "core/identity/sign_up_operations.h"

#include "core/identity/password_operations.h"
#include "tests/core_operations/identity_world.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::microseconds;
using testing::expect_error;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kPassword;

class SignUps : public testing::IdentityWorld {
 protected:
  auto activate(std::string_view secret) {
    return write([&](auto& tx) { return activate_account(tx, as(nobody_), secret); });
  }
  Error activate_refusal(std::string_view secret) {
    return refusal([&](auto& tx) { return activate_account(tx, as(nobody_), secret); });
  }
  static SignUp eve() { return {"eve@example.com", "Eve", "Example", "Eve's"}; }
  auto sign_up_as(const SignUp& wanted) {
    return write([&](auto& tx) {
      return sign_up(tx, as(nobody_), fakes_.identity, wanted, hash_of(kPassword));
    });
  }
  Error sign_up_refusal(const SignUp& wanted) {
    return refusal([&](auto& tx) {
      return sign_up(tx, as(nobody_), fakes_.identity, wanted, hash_of(kPassword));
    });
  }
  Status ask(const SignUp& wanted, const std::string& hash = hash_of(kPassword)) {
    return write(
        [&](auto& tx) { return ask_to_sign_up(tx, as(nobody_), fakes_.identity, wanted, hash); });
  }
};

using SigningUp = SignUps;
using AskingToSignUp = SignUps;
using ActivateAccount = SignUps;

TEST_F(SigningUp, MakesAUserWhoOwnsAnOrganizationAndCannotSignInYet) {
  const auto before = contents();
  auto wanted = eve();
  wanted.telephone = "+49 123";
  wanted.country = "DE";
  wanted.reporting_currency = "EUR";
  const auto made = sign_up_as(wanted);
  ASSERT_TRUE(made);
  const User& user = **made;
  EXPECT_EQ(user.email, "eve@example.com");
  EXPECT_FALSE(user.email_verified);
  EXPECT_EQ(user.telephone, "+49 123");
  EXPECT_EQ(user.country, "DE");
  EXPECT_EQ(user.reporting_currency, "EUR");
  const auto places = read([&](auto& tx) { return *tx.memberships_of(user.id); });
  ASSERT_EQ(places.size(), 1U);
  EXPECT_TRUE(places.front().is_default);
  const auto where = places.front().organization;
  EXPECT_EQ(read([&](auto& tx) { return tx.find_organization(where)->name; }), "Eve's");
  EXPECT_EQ(read([&](auto& tx) { return tx.count_owners(where); }), 1U);
  EXPECT_EQ(records_after(before).size(), 3U) << "user, organization, place";
  expect_error(sign_in_refusal({"eve@example.com"}, right()), ErrorCode::forbidden,
               Reason::account_unusable);

  const auto secret = mailed_after(before, mail_kind::kActivation);
  const auto activated_from = contents();
  ASSERT_TRUE(activate(secret));
  EXPECT_EQ(only_record_after(activated_from).operation, "account.activate");
  EXPECT_EQ(only_record_after(activated_from).actor, user.id);
  EXPECT_TRUE(try_sign_in("eve@example.com"));
  expect_not_found(activate_refusal(secret));
}

TEST_F(SigningUp, RefusesATakenAddressAndBadFields) {
  auto wanted = eve();
  wanted.email = "aNN@example.com";
  expect_invalid(sign_up_refusal(wanted), "/email");
  wanted.email = "no address";
  EXPECT_EQ(sign_up_refusal(wanted).code, ErrorCode::invalid);
  wanted = eve();
  wanted.company = "";
  EXPECT_EQ(sign_up_refusal(wanted).code, ErrorCode::invalid);
  wanted = eve();
  wanted.first_name = std::string(limits::kFirstNameCharacters + 1, 'x');
  EXPECT_EQ(sign_up_refusal(wanted).code, ErrorCode::invalid);
}

TEST_F(SigningUp, MakesAUserAloneIfNoOrganizationIsWanted) {
  const auto before = contents();
  const auto made = sign_up_as({"eve@example.com"});
  ASSERT_TRUE(made);
  EXPECT_EQ((*made)->first_name, std::nullopt);
  EXPECT_TRUE(read([&](auto& tx) { return tx.memberships_of((*made)->id)->empty(); }));
  EXPECT_EQ(records_after(before).size(), 1U);
}

TEST_F(AskingToSignUp, MakesAnAccountOfAnUnknownAddress) {
  const auto before = contents();
  ASSERT_TRUE(ask(eve()));
  EXPECT_EQ(records_after(before).size(), 3U) << "user, organization, place";
  ASSERT_TRUE(activate(mailed_after(before, mail_kind::kActivation)));
  EXPECT_TRUE(try_sign_in("eve@example.com"));
}

TEST_F(AskingToSignUp, TellsOnlyWhoReadsTheMailThatThereIsAnAccount) {
  set_password(*user_);
  auto wanted = eve();
  wanted.email = "aNN@example.com";
  const auto before = contents();
  ASSERT_TRUE(ask(wanted, hash_of("the password of whoever asked")));
  const auto after = contents();
  EXPECT_EQ(after.users, before.users);
  EXPECT_EQ(after.organizations, before.organizations);
  EXPECT_EQ(only_record_after(before).operation, "account.sign_up");
  EXPECT_TRUE(try_sign_in("ann@example.com"));

  const auto secret = mailed_after(before, mail_kind::kAccountExists);
  const auto reset = write(
      [&](auto& tx) { return reset_password(tx, as(nobody_), secret, hash_of("a new one")); });
  ASSERT_TRUE(reset);
  EXPECT_EQ((*reset)->id, user_->id);
}

/// Somebody may have signed up with an address that is not theirs, and wait for its owner to confirm it.
TEST_F(AskingToSignUp, LetsTheOwnerOfAnAddressTakeAnAccountThatWaits) {
  ASSERT_TRUE(ask(eve(), hash_of("a stranger's password")));
  const auto before = contents();
  ASSERT_TRUE(ask(eve(), hash_of("the owner's password")));
  const auto secret = mailed_after(before, mail_kind::kAccountExists);
  ASSERT_TRUE(
      write([&](auto& tx) { return reset_password(tx, as(nobody_), secret, hash_of(kPassword)); }));
  EXPECT_TRUE(try_sign_in("eve@example.com")) << "by the password that was set last";
}

TEST_F(SigningUp, IsForNobodyWhereTheServerTakesNone) {
  fakes_.identity.takes_sign_ups = false;
  const auto before = contents();
  expect_not_found(sign_up_refusal(eve()));
  for (const auto* email : {"ann@example.com", "eve@example.com"}) {
    const auto status = ask({email});
    ASSERT_FALSE(status);
    expect_not_found(status.error());
  }
  EXPECT_EQ(contents(), before);
}

TEST_F(AskingToSignUp, MailsNobodyWhoIsSuspended) {
  change_user(*user_, [](User& user) { user.suspended = true; });
  auto wanted = eve();
  wanted.email = "ann@example.com";
  const auto before = contents();
  EXPECT_TRUE(ask(wanted));
  EXPECT_EQ(contents(), before);
}

TEST_F(AskingToSignUp, RefusesTheSameInputWhoeverHasTheAddress) {
  for (const auto* email : {"ann@example.com", "eve@example.com"}) {
    auto wanted = eve();
    wanted.email = email;
    wanted.company = "";
    const auto refused = refusal(
        [&](auto& tx) { return ask_to_sign_up(tx, as(nobody_), fakes_.identity, wanted, "hash"); });
    expect_invalid(refused, "/company");
  }
}

TEST_F(ActivateAccount, KnowsNoUnknownOverOrForeignLinks) {
  change_user(*user_, [](User& user) { user.email_verified = false; });
  const auto unknown = activate_refusal("unknown");
  expect_not_found(unknown);
  put_link(*user_, LinkPurpose::password_reset, "reset");
  put_link(*user_, LinkPurpose::enrollment, "enrollment");
  put_link(*user_, LinkPurpose::activation, "over");
  EXPECT_EQ(activate_refusal("reset"), unknown);
  EXPECT_EQ(activate_refusal("enrollment"), unknown);
  clock_.advance(std::chrono::minutes(5));
  EXPECT_EQ(activate_refusal("over"), unknown);
  put_link(*user_, LinkPurpose::activation, "a link");
  change_user(*user_, [](User& user) { user.suspended = true; });
  EXPECT_EQ(activate_refusal("a link"), unknown);
}

TEST_F(ActivateAccount, LastsSevenDays) {
  const auto before = contents();
  ASSERT_TRUE(sign_up_as(eve()));
  const auto secret = mailed_after(before, mail_kind::kActivation);
  clock_.advance(limits::kActivationLifetime);
  expect_not_found(activate_refusal(secret));
  clock_.advance(-microseconds(1));
  EXPECT_TRUE(activate(secret));
}

}  // namespace
}  // namespace selfsame::core
