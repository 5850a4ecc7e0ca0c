#include "core/identity/password_operations.h"

#include "core/outbox/queue_mail.h"
#include "tests/core_operations/identity_world.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::microseconds;
using testing::all_text;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kPassword;

const std::string kNewHash = "$fake$a quite new password";

class Passwords : public testing::IdentityWorld {
 protected:
  Error change_refusal(const Principal& by, const PasswordProof& proof) {
    return refusal([&](auto& tx) { return change_password(tx, as(by), proof, kNewHash); });
  }
  void forget(const std::string& email) {
    EXPECT_TRUE(
        write([&](auto& tx) { return forget_password(tx, as(nobody_), fakes_.identity, email); }));
  }
  auto find_link(std::string_view secret) {
    return read([&](auto& tx) { return get_password_link(tx, as(nobody_), secret); });
  }
  Error reset_refusal(std::string_view secret) {
    return refusal([&](auto& tx) { return reset_password(tx, as(nobody_), secret, kNewHash); });
  }
};

using CheckNewPassword = Passwords;
using ChangePassword = Passwords;
using ForgetPassword = Passwords;
using ResetPassword = Passwords;

TEST_F(CheckNewPassword, NamesWhatIsWrongWhereItIs) {
  const auto& identity = fakes_.identity;
  const auto check = [&](std::string_view password) {
    return check_new_password(identity, password, *user_, "/new");
  };
  const auto good = check("fifteen letters");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->reveal(), "fifteen letters");
  expect_invalid(check("fourteen lette").error(), "/new");
  expect_invalid(check("a control\ncharacter").error(), "/new");
  expect_invalid(check("Ann@example.comFirst").error(), "/new");
  User with_factor = *user_;
  with_factor.two_factor_enabled = true;
  EXPECT_TRUE(check_new_password(identity, "8letters", with_factor, "/new"));
  EXPECT_FALSE(check_new_password(identity, "7letter", with_factor, "/new"));
}

TEST_F(ChangePassword, EndsTheOtherSessionsAndNotTheOwnOne) {
  const auto own = signed_in(*user_);
  signed_in(*user_);
  const auto others = signed_in(*other_);
  put_link(*user_, LinkPurpose::password_reset, "a link");
  const auto by = in_session(own);
  const auto before = contents();
  ASSERT_TRUE(write([&](auto& tx) { return change_password(tx, as(by), right(), kNewHash); }));
  const auto after = contents();
  EXPECT_EQ(after.sessions, (std::vector{own.session, others.session}));
  EXPECT_EQ(current(*user_)->password_hash, kNewHash);
  EXPECT_EQ(current(*other_)->password_hash, hash_of(kPassword));
  expect_not_found(find_link("a link").error());

  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "password.change");
  EXPECT_EQ(record.actor, user_->id);
  EXPECT_EQ(record.credential_kind, CredentialKind::session);
  EXPECT_EQ(record.credential, own.session.id.bytes);
  EXPECT_EQ(all_text(record).find("$fake$"), std::string::npos);
  const auto mail = mail_after(before);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_EQ(mail.front().kind, mail_kind::kPasswordChanged);
  EXPECT_EQ(mail.front().recipient, user_->email);
}

TEST_F(ChangePassword, ByAKeyEndsEverySession) {
  signed_in(*user_);
  const Principal by{current(*user_), CredentialKind::global_key, {0xA1}, nullptr, origin_.address};
  ASSERT_TRUE(write([&](auto& tx) { return change_password(tx, as(by), right(), kNewHash); }));
  EXPECT_TRUE(contents().sessions.empty());
}

TEST_F(ChangePassword, WantsTheRightPasswordOfNow) {
  const auto by = in_session(signed_in(*user_));
  expect_invalid(change_refusal(by, {hash_of(kPassword), false}), "/current_password");
  set_password(*user_, "changed meanwhile");
  Principal now = by;
  now.user = current(*user_);
  expect_invalid(change_refusal(now, right()), "/current_password");
  expect_invalid(change_refusal(other_key_, {"", true}), "/current_password");
}

TEST_F(ChangePassword, IsRefusedToANarrowSessionAndWithoutTheGroup) {
  const auto own = signed_in(*user_);
  Session narrow = own.session;
  narrow.permissions = {"GetRole"};
  Principal by = in_session(own);
  by.session = std::make_shared<const Session>(narrow);
  expect_forbidden(change_refusal(by, right()));
  expect_forbidden(change_refusal(with_groups(current(*user_), {testing::kBillingRead}), right()));
  expect_forbidden(change_refusal(nobody_, right()));
}

TEST_F(ChangePassword, WantsARecentProofOfAnActiveFactor) {
  const auto own = signed_in(*user_);
  enroll(*user_);
  const auto by = in_session(own);
  clock_.advance(limits::kProofLifetime + microseconds(1));
  expect_error(change_refusal(by, right()), ErrorCode::forbidden, Reason::proof_too_old);
  ASSERT_TRUE(write([&](auto& tx) {
    return prove_at_sign_in(tx, as(nobody_), fakes_.identity, *user_, {code(), {}});
  }));
  EXPECT_TRUE(write([&](auto& tx) { return change_password(tx, as(by), right(), kNewHash); }));
}

TEST_F(ForgetPassword, MailsALinkThatIsStoredNowhere) {
  set_password(*user_);
  const auto before = contents();
  forget("aNN@example.com");
  const auto secret = mailed_after(before, mail_kind::kPasswordReset);
  const auto link = find_link(secret);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->user->id, user_->id);
  EXPECT_EQ(link->link.expires_at, clock_.now() + limits::kPasswordResetLifetime);
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "password.forget");
  EXPECT_EQ(record.actor, std::nullopt) << "nobody has proved who they are";
  EXPECT_EQ(record.owner, AuditOwner(user_->id));
  EXPECT_EQ(all_text(record).find(secret), std::string::npos);
  const auto mails = mail_after(before);
  for (const auto& [name, value] : mails.front().values) {
    EXPECT_EQ(value.find(secret), std::string::npos) << name;
  }
  EXPECT_EQ(current(*user_)->password_hash, hash_of(kPassword)) << "nothing has changed yet";
}

TEST_F(ForgetPassword, ChangesNothingForWhoIsUnknownOrSuspended) {
  change_user(*user_, [](User& user) { user.suspended = true; });
  const auto before = contents();
  forget("unknown@example.com");
  forget("Ann@example.com");
  forget("");
  EXPECT_EQ(contents(), before);
}

TEST_F(ResetPassword, SetsThePasswordAndEndsEverySession) {
  signed_in(*user_);
  const auto others = signed_in(*other_);
  enroll(*user_);
  change_user(*user_, [](User& user) { user.email_verified = false; });
  put_link(*user_, LinkPurpose::password_reset, "a link");
  const auto before = contents();
  const auto reset =
      write([&](auto& tx) { return reset_password(tx, as(nobody_), "a link", kNewHash); });
  ASSERT_TRUE(reset);
  EXPECT_EQ((*reset)->password_hash, kNewHash);
  EXPECT_TRUE((*reset)->email_verified);
  EXPECT_EQ(contents().sessions, std::vector{others.session});
  EXPECT_EQ(factor_of(*user_)->state, FactorState::active) << "the second factor stays";
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "password.reset");
  EXPECT_EQ(record.actor, user_->id);
  EXPECT_EQ(record.credential_kind, CredentialKind::none);
  EXPECT_EQ(mail_after(before).front().kind, mail_kind::kPasswordChanged);
  expect_not_found(reset_refusal("a link"));
  clock_.advance(std::chrono::minutes(1));
  expect_invalid(sign_in_refusal({"Ann@example.com"}, {kNewHash, true}), "/one_time_code");
}

TEST_F(ResetPassword, KnowsNoUnknownReplacedOverOrForeignLinks) {
  const auto unknown = reset_refusal("unknown");
  expect_not_found(unknown);
  put_link(*user_, LinkPurpose::password_reset, "replaced");
  put_link(*user_, LinkPurpose::password_reset, "over");
  put_link(*user_, LinkPurpose::activation, "activation");
  put_link(*user_, LinkPurpose::enrollment, "enrollment");
  for (const auto* secret : {"replaced", "activation", "enrollment", ""}) {
    EXPECT_EQ(reset_refusal(secret), unknown) << secret;
    EXPECT_EQ(find_link(secret).error(), unknown) << secret;
  }
  clock_.advance(std::chrono::minutes(5) - microseconds(1));
  EXPECT_TRUE(find_link("over"));
  clock_.advance(microseconds(1));
  EXPECT_EQ(find_link("over").error(), unknown);
  EXPECT_EQ(reset_refusal("over"), unknown);
}

TEST_F(ResetPassword, KnowsNoLinkOfASuspendedUser) {
  put_link(*user_, LinkPurpose::password_reset, "a link");
  change_user(*user_, [](User& user) { user.suspended = true; });
  expect_not_found(reset_refusal("a link"));
  expect_not_found(find_link("a link").error());
}

}  // namespace
}  // namespace selfsame::core
