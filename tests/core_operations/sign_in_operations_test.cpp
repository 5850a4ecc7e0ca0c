#include "core/identity/sign_in_operations.h"

#include "core/identity/session_operations.h"
#include "tests/core_operations/identity_world.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using testing::all_text;
using testing::expect_error;
using testing::expect_invalid;
using testing::FakeOneTimeCodes;
using testing::kPassword;

class SignIns : public testing::IdentityWorld {
 protected:
  std::string hash_for(std::string_view email) {
    return read([&](auto& tx) { return hash_to_compare(tx, fakes_.identity, email); });
  }
  Result<SignInStep> try_begin(const SignIn& wanted, const PasswordProof& proof = right()) {
    return write(
        [&](auto& tx) { return begin_sign_in(tx, as(nobody_), fakes_.identity, wanted, proof); });
  }
  /// The first step of a user with a second factor.
  PendingSignIn begin(const User& user, SignIn wanted = {}) {
    wanted.email = user.email;
    auto step = try_begin(wanted);
    EXPECT_TRUE(step && std::holds_alternative<PendingSignIn>(*step));
    return std::get<PendingSignIn>(*step);
  }
  Result<IssuedSession> finish(const PendingSignIn& pending, const FactorProof& proof) {
    return write(
        [&](auto& tx) { return finish_sign_in(tx, as(nobody_), fakes_.identity, pending, proof); });
  }
  Error finish_refusal(const PendingSignIn& pending, const FactorProof& proof) {
    return refusal(
        [&](auto& tx) { return finish_sign_in(tx, as(nobody_), fakes_.identity, pending, proof); });
  }
  void expect_over(const PendingSignIn& pending) {
    expect_error(finish_refusal(pending, {code(), {}}), ErrorCode::unauthenticated,
                 Reason::credential_unusable);
  }
  /// A user who has a password and a second factor, whose last code was used before.
  RecoveryCodes protect(const User& user) {
    set_password(user);
    auto codes = enroll(user);
    clock_.advance(std::chrono::minutes(1));
    return codes;
  }
};

using HashToCompare = SignIns;
using BeginSession = SignIns;
using SignInSteps = SignIns;
using SealSignIn = SignIns;

TEST_F(HashToCompare, IsTheUsersOrADecoy) {
  set_password(*user_);
  EXPECT_EQ(hash_for("aNN@example.com"), hash_of(kPassword));
  EXPECT_EQ(hash_for("unknown@example.com"), fakes_.identity.decoy_hash);
  EXPECT_EQ(hash_for("bob@example.com"), fakes_.identity.decoy_hash) << "has no password";
}

TEST_F(BeginSession, BeginsASession) {
  set_password(*user_);
  const auto before = contents();
  const auto made = try_sign_in("aNN@example.com");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->session.user, user_->id);
  EXPECT_EQ(made->session.permissions, std::vector<std::string>{"*"});
  EXPECT_EQ(made->session.emulated_from, std::nullopt);
  EXPECT_EQ(made->session.expires_at, clock_.now() + limits::kSessionLifetime);
  EXPECT_EQ(contents().sessions, std::vector{made->session});
  EXPECT_EQ(current(*user_)->signed_in_at, clock_.now());
  const auto claims = fakes_.tokens.verify(made->token.reveal());
  EXPECT_EQ(claims,
            (SessionClaims{made->session.id, user_->id, clock_.now(), made->session.expires_at}));

  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "session.sign_in");
  EXPECT_EQ(record.actor, user_->id);
  EXPECT_EQ(record.owner, AuditOwner(user_->id));
  EXPECT_EQ(record.credential_kind, CredentialKind::session);
  EXPECT_EQ(record.credential, made->session.id.bytes);
  EXPECT_EQ(record.credential_name, "");
  EXPECT_EQ(record.client_address, origin_.address);
  EXPECT_EQ(all_text(record).find(made->token.reveal()), std::string::npos);
  EXPECT_EQ(all_text(record).find(hash_of(kPassword)), std::string::npos);
}

TEST_F(BeginSession, RefusesUnknownPeopleAndWrongPasswordsAlike) {
  set_password(*user_);
  const auto wrong = sign_in_refusal({"Ann@example.com"}, {hash_of(kPassword), false});
  expect_error(wrong, ErrorCode::unauthenticated, Reason::credential_unknown);
  const auto decoy = fakes_.identity.decoy_hash;
  EXPECT_EQ(sign_in_refusal({"unknown@example.com"}, {decoy, false}), wrong);
  EXPECT_EQ(sign_in_refusal({"unknown@example.com"}, {decoy, true}), wrong);
  EXPECT_EQ(sign_in_refusal({"bob@example.com"}, {decoy, true}), wrong) << "without a password";
  EXPECT_EQ(sign_in_refusal({"bob@example.com"}, {"", true}), wrong) << "without a password";
}

TEST_F(BeginSession, RefusesAProofOfAnOldHash) {
  set_password(*user_);
  const PasswordProof proof{hash_of(kPassword), true};
  set_password(*user_, "another password");
  expect_error(sign_in_refusal({"Ann@example.com"}, proof), ErrorCode::unauthenticated,
               Reason::credential_unknown);
}

TEST_F(BeginSession, RefusesWhoIsSuspendedOrUnconfirmedOnlyAfterThePassword) {
  set_password(*user_);
  for (const bool suspended : {true, false}) {
    change_user(*user_, [&](User& user) {
      user.suspended = suspended;
      user.email_verified = suspended;
    });
    expect_error(sign_in_refusal({"Ann@example.com"}, right()), ErrorCode::forbidden,
                 Reason::account_unusable);
    expect_error(sign_in_refusal({"Ann@example.com"}, {hash_of(kPassword), false}),
                 ErrorCode::unauthenticated, Reason::credential_unknown);
  }
}

TEST_F(BeginSession, LastsAsLongAsAskedForWithinTheLimit) {
  set_password(*user_);
  const auto now = clock_.now();
  for (const auto end : {now + microseconds(1), now + limits::kSessionLifetimeMax}) {
    const auto made = try_sign_in("Ann@example.com", {.email = {}, .expires_at = end});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->session.expires_at, end);
  }
  for (const auto end :
       {now, now - hours(1), now + limits::kSessionLifetimeMax + microseconds(1)}) {
    expect_invalid(sign_in_refusal({.email = "Ann@example.com", .expires_at = end}, right()),
                   "/expires_at");
  }
}

TEST_F(BeginSession, WantsACodeOfAnActiveFactorOnlyAfterThePassword) {
  set_password(*user_);
  enroll(*user_);
  clock_.advance(hours(1));
  expect_invalid(sign_in_refusal({"Ann@example.com"}, right()), "/one_time_code");
  expect_invalid(sign_in_refusal({"Ann@example.com", "000000"}, right()), "/one_time_code");
  const SignIn with_code{"Ann@example.com", FakeOneTimeCodes::code_at(clock_.now())};
  expect_error(sign_in_refusal(with_code, {hash_of(kPassword), false}), ErrorCode::unauthenticated,
               Reason::credential_unknown);
  EXPECT_TRUE(try_sign_in("Ann@example.com", with_code)) << "the code was not used up before";
  expect_invalid(sign_in_refusal(with_code, right()), "/one_time_code");
}

TEST_F(SignInSteps, OneIsEnoughWithoutASecondFactor) {
  set_password(*user_);
  const auto step = try_begin({"ann@example.com"});
  ASSERT_TRUE(step);
  ASSERT_TRUE(std::holds_alternative<IssuedSession>(*step));
  EXPECT_EQ(contents().sessions, std::vector{std::get<IssuedSession>(*step).session});
}

TEST_F(SignInSteps, TheFirstOneOfTwoChangesNothing) {
  protect(*user_);
  const auto before = contents();
  const auto pending = begin(*user_);
  EXPECT_EQ(contents(), before);
  EXPECT_EQ(pending.email, user_->email);
  EXPECT_EQ(pending.expires_at, clock_.now() + limits::kSignInPause);
  EXPECT_EQ(pending.proven.find(hash_of(kPassword)), std::string::npos);
}

TEST_F(SignInSteps, TheSecondOneTakesACode) {
  protect(*user_);
  const auto end = clock_.now() + std::chrono::hours(5);
  const auto pending = begin(*user_, {.email = {}, .expires_at = end});
  const auto before = contents();
  const auto made = finish(pending, {code(), {}});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->session.user, user_->id);
  EXPECT_EQ(made->session.expires_at, end);
  EXPECT_EQ(made->session.permissions, std::vector<std::string>{"*"});
  EXPECT_EQ(only_record_after(before).operation, "session.sign_in");
  expect_invalid(finish_refusal(pending, {code(), {}}), "/one_time_code");
}

TEST_F(SignInSteps, TheSecondOneTakesARecoveryCodeOnce) {
  const auto codes = protect(*user_);
  const auto pending = begin(*user_);
  const FactorProof proof{{}, std::string(codes.front().reveal())};
  EXPECT_TRUE(finish(pending, proof));
  EXPECT_EQ(codes_left(*user_), codes.size() - 1);
  expect_invalid(finish_refusal(pending, proof), "/recovery_code");
}

TEST_F(SignInSteps, AWrongCodeMayBeFollowedByARightOne) {
  protect(*user_);
  const auto pending = begin(*user_);
  expect_invalid(finish_refusal(pending, {"000000", {}}), "/one_time_code");
  expect_invalid(finish_refusal(pending, {}), "/one_time_code");
  EXPECT_TRUE(finish(pending, {code(), {}}));
}

TEST_F(SignInSteps, TheFirstOneRefusesAsSignInDoes) {
  protect(*user_);
  const auto refused = [&](const SignIn& wanted, const PasswordProof& proof) {
    return refusal(
        [&](auto& tx) { return begin_sign_in(tx, as(nobody_), fakes_.identity, wanted, proof); });
  };
  const SignIn ann{"ann@example.com"};
  const PasswordProof wrong{hash_of(kPassword), false};
  EXPECT_EQ(refused(ann, wrong), sign_in_refusal(ann, wrong));
  EXPECT_EQ(refused({"unknown@example.com"}, right()), refused(ann, wrong));
  const SignIn past{.email = ann.email, .expires_at = clock_.now()};
  expect_invalid(refused(past, right()), "/expires_at");
  change_user(*user_, [](User& user) { user.suspended = true; });
  EXPECT_EQ(refused(ann, right()), sign_in_refusal(ann, right()));
}

TEST_F(SignInSteps, TheSecondOneComesInTime) {
  protect(*user_);
  const auto pending = begin(*user_);
  clock_.advance(limits::kSignInPause);
  expect_over(pending);
  clock_.advance(-microseconds(1));
  EXPECT_TRUE(finish(pending, {code(), {}}));
}

TEST_F(SignInSteps, ANewPasswordMakesTheFirstOneWorthless) {
  protect(*user_);
  const auto pending = begin(*user_);
  set_password(*user_, "another password");
  expect_over(pending);
}

TEST_F(SignInSteps, TheSecondOneIsForNobodySuspendedOrGone) {
  protect(*user_);
  auto pending = begin(*user_);
  change_user(*user_, [](User& user) { user.suspended = true; });
  expect_error(finish_refusal(pending, {code(), {}}), ErrorCode::forbidden,
               Reason::account_unusable);
  pending.email = "unknown@example.com";
  expect_over(pending);
}

TEST_F(SealSignIn, IsOpenedAgain) {
  const PendingSignIn pending{"ann@example.com", "0123", clock_.now(),
                              clock_.now() + microseconds(7)};
  const auto sealed = seal_sign_in(fakes_.identity, pending);
  EXPECT_EQ(sealed.reveal().find("ann"), std::string_view::npos);
  const auto opened = open_sign_in(fakes_.identity, sealed.reveal());
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->email, pending.email);
  EXPECT_EQ(opened->proven, pending.proven);
  EXPECT_EQ(opened->session_end, pending.session_end);
  EXPECT_EQ(opened->expires_at, pending.expires_at);
}

TEST_F(SealSignIn, OpensNothingElse) {
  const auto& identity = fakes_.identity;
  const auto hex = [](const std::string& bytes) { return bytes_to_hex(bytes); };
  for (const std::string& text :
       {std::string(), std::string("zz"), std::string("00"),
        hex(fakes_.sealer.seal("ann@example.com\n0123\n1\n2", "something else")),
        hex(fakes_.sealer.seal("ann@example.com\n0123\n1\nsoon", "sign-in")),
        hex(fakes_.sealer.seal("ann@example.com\n0123", "sign-in"))}) {
    EXPECT_FALSE(open_sign_in(identity, text)) << text;
  }
}

}  // namespace
}  // namespace selfsame::core
