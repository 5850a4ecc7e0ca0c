#include "core/identity/second_factor_operations.h"

#include "core/identity/session_operations.h"
#include "tests/core_operations/identity_world.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::all_text;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::FakeOneTimeCodes;

constexpr seconds kStep{30};

class SecondFactors : public testing::IdentityWorld {
 protected:
  std::string code_in(seconds later) const {
    return FakeOneTimeCodes::code_at(clock_.now() + later);
  }
  FactorProof by_code(seconds later = {}) const { return {code_in(later), {}}; }
  static FactorProof by_recovery(const PlainSecret& code) {
    return {{}, std::string(code.reveal())};
  }
  Status prove(const FactorProof& proof) {
    return write([&](auto& tx) {
      return prove_at_sign_in(tx, as(nobody_), fakes_.identity, *user_, proof);
    });
  }
  Error prove_refusal(const FactorProof& proof) {
    return refusal([&](auto& tx) {
      return prove_at_sign_in(tx, as(nobody_), fakes_.identity, *user_, proof);
    });
  }
  std::optional<std::string> secret_for(const User& user) {
    const auto found = read([&](auto& tx) {
      return std::make_shared<std::optional<FactorSecret>>(
          secret_to_enroll(tx, fakes_.identity, user));
    });
    if (!*found) return std::nullopt;
    EXPECT_NE((*found)->url.reveal().find((*found)->secret.reveal()), std::string::npos);
    return std::string((*found)->secret.reveal());
  }
  std::string link_of(const Principal& by) {
    const auto link = write([&](auto& tx) { return begin_enrollment(tx, as(by)); });
    EXPECT_TRUE(link);
    return std::string(link->reveal());
  }
  auto open_link(std::string_view link) {
    return read([&](auto& tx) {
      return std::make_shared<Result<Enrollment>>(
          get_enrollment(tx, as(nobody_), fakes_.identity, link));
    });
  }
  auto prove_link(std::string_view link, const std::string& code) {
    return write(
        [&](auto& tx) { return prove_enrollment(tx, as(nobody_), fakes_.identity, link, code); });
  }
  Error link_refusal(std::string_view link, const std::string& code) {
    return refusal(
        [&](auto& tx) { return prove_enrollment(tx, as(nobody_), fakes_.identity, link, code); });
  }
  auto view(const Principal& by) {
    return read([&](auto& tx) { return get_second_factor(tx, as(by)); });
  }
  Status renew() {
    return write([&](auto& tx) { return renew_second_factor(tx, as(key_), fakes_.identity); });
  }
  Status enable(const std::string& given) {
    return write([&](auto& tx) {
      return enable_second_factor(tx, as(key_), fakes_.identity, *user_, given);
    });
  }
  Status disable() {
    return write([&](auto& tx) { return delete_second_factor(tx, as(key_), fakes_.identity); });
  }
};

using ProveAtSignIn = SecondFactors;
using SecretToEnroll = SecondFactors;
using BeginEnrollment = SecondFactors;
using GetEnrollment = SecondFactors;
using ProveEnrollment = SecondFactors;
using EnableSecondFactor = SecondFactors;
using DisableSecondFactor = SecondFactors;
using DeleteSecondFactor = SecondFactors;
using RenewSecondFactor = SecondFactors;
using GetSecondFactor = SecondFactors;
using CheckRecentProof = SecondFactors;

TEST_F(ProveAtSignIn, AsksNothingOfWhoHasNoActiveFactor) {
  EXPECT_TRUE(prove({}));
  ASSERT_TRUE(renew());
  EXPECT_EQ(factor_of(*user_)->state, FactorState::pending);
  EXPECT_TRUE(prove({}));
}

TEST_F(ProveAtSignIn, TakesEachCodeOnce) {
  enroll(*user_);
  expect_invalid(prove_refusal({}), "/one_time_code");
  expect_invalid(prove_refusal({code() + "0", {}}), "/one_time_code");
  expect_invalid(prove_refusal(by_code()), "/one_time_code");  // it enrolled
  clock_.advance(minutes(5));
  ASSERT_TRUE(prove(by_code()));
  EXPECT_EQ(factor_of(*user_)->last_proof_at, clock_.now());
  expect_invalid(prove_refusal(by_code()), "/one_time_code");
  expect_invalid(prove_refusal(by_code(-kStep)), "/one_time_code");
}

TEST_F(ProveAtSignIn, TakesOneStepEarlyOrLateButNeverBack) {
  enroll(*user_);
  clock_.advance(minutes(5));
  expect_invalid(prove_refusal(by_code(-2 * kStep)), "/one_time_code");
  expect_invalid(prove_refusal(by_code(2 * kStep)), "/one_time_code");
  ASSERT_TRUE(prove(by_code(-kStep)));
  ASSERT_TRUE(prove(by_code()));
  ASSERT_TRUE(prove(by_code(kStep)));
  for (const auto later : {-kStep, seconds(0), kStep}) {
    expect_invalid(prove_refusal(by_code(later)), "/one_time_code");
  }
}

TEST_F(ProveAtSignIn, TakesEachRecoveryCodeOnce) {
  const auto codes = enroll(*user_);
  ASSERT_EQ(codes.size(), limits::kRecoveryCodes);
  clock_.advance(minutes(5));
  ASSERT_TRUE(prove(by_recovery(codes[3])));
  EXPECT_EQ(codes_left(*user_), limits::kRecoveryCodes - 1);
  EXPECT_EQ(factor_of(*user_)->last_proof_at, clock_.now());
  expect_invalid(prove_refusal(by_recovery(codes[3])), "/recovery_code");
  expect_invalid(prove_refusal({{}, "no code"}), "/recovery_code");
  expect_invalid(prove_refusal({{}, ""}), "/recovery_code");
  EXPECT_TRUE(prove(by_recovery(codes[4])));
}

TEST_F(ProveAtSignIn, TakesNoRecoveryCodeOfSomebodyElse) {
  enroll(*user_);
  const auto others = enroll(*other_);
  expect_invalid(prove_refusal(by_recovery(others[0])), "/recovery_code");
}

TEST_F(SecretToEnroll, IsStableDiffersBetweenPeopleAndIsGoneWithAnActiveFactor) {
  const auto before = contents();
  const auto secret = secret_for(*user_);
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret_for(*user_), secret);
  EXPECT_NE(secret_for(*other_), secret);
  EXPECT_EQ(contents(), before) << "nothing is stored for it";
  enroll(*user_);
  EXPECT_EQ(secret_for(*user_), std::nullopt);
  EXPECT_EQ(
      fakes_.sealer.open(factor_of(*user_)->sealed_secret, "second factor of " + user_->id.hex())
          ->reveal(),
      *secret);
}

TEST_F(SecretToEnroll, IsAnotherAfterTheFactorEndsOrIsRenewed) {
  const auto derived = secret_for(*user_);
  enroll(*user_);
  ASSERT_TRUE(disable());
  const auto second = secret_for(*user_);
  EXPECT_NE(second, derived);
  EXPECT_EQ(secret_for(*user_), second);
  ASSERT_TRUE(renew());
  const auto third = secret_for(*user_);
  EXPECT_NE(third, second);
  EXPECT_NE(third, derived);
}

TEST_F(BeginEnrollment, IsRecordedWithoutTheLink) {
  const auto before = contents();
  const auto link = link_of(key_);
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "second_factor.enroll");
  EXPECT_EQ(record.actor, user_->id);
  EXPECT_EQ(all_text(record).find(link), std::string::npos);
}

TEST_F(BeginEnrollment, IsRefusedWithoutTheGroupAndToNobody) {
  for (const auto& by : {with_groups(user_, {testing::kBillingRead}), nobody_}) {
    expect_forbidden(refusal([&](auto& tx) { return begin_enrollment(tx, as(by)); }));
    expect_forbidden(view(by).error());
    expect_forbidden(
        refusal([&](auto& tx) { return renew_second_factor(tx, as(by), fakes_.identity); }));
    expect_forbidden(
        refusal([&](auto& tx) { return delete_second_factor(tx, as(by), fakes_.identity); }));
  }
}

TEST_F(GetEnrollment, ShowsTheSecretUntilTheFactorIsActive) {
  const auto link = link_of(key_);
  const auto shown = open_link(link);
  ASSERT_TRUE(*shown);
  EXPECT_EQ((*shown)->email, user_->email);
  EXPECT_FALSE((*shown)->active);
  EXPECT_EQ(std::string((*shown)->secret->secret.reveal()), secret_for(*user_));
  ASSERT_TRUE(enable(code()));
  const auto active = open_link(link);
  ASSERT_TRUE(*active);
  EXPECT_TRUE((*active)->active);
  EXPECT_FALSE((*active)->secret);
}

TEST_F(GetEnrollment, KnowsNoUnknownUsedReplacedOverOrForeignLinks) {
  const auto unknown = open_link("ssal_unknown")->error();
  expect_not_found(unknown);
  const auto replaced = link_of(key_);
  const auto over = link_of(key_);
  EXPECT_EQ(open_link(replaced)->error(), unknown);
  clock_.advance(limits::kEnrollmentLifetime - microseconds(1));
  EXPECT_TRUE(*open_link(over));
  clock_.advance(microseconds(1));
  EXPECT_EQ(open_link(over)->error(), unknown);
  EXPECT_EQ(link_refusal(over, code()), unknown);

  const auto used = link_of(key_);
  ASSERT_TRUE(prove_link(used, code()));
  EXPECT_EQ(open_link(used)->error(), unknown);
  EXPECT_EQ(link_refusal(used, code_in(kStep)), unknown);

  put_link(*user_, LinkPurpose::activation, "activation");
  put_link(*user_, LinkPurpose::password_reset, "reset");
  for (const auto* secret : {"activation", "reset"}) {
    EXPECT_EQ(open_link(secret)->error(), unknown) << secret;
    EXPECT_EQ(link_refusal(secret, code_in(kStep)), unknown) << secret;
  }
}

TEST_F(GetEnrollment, KnowsNoLinkOfASuspendedUser) {
  const auto link = link_of(key_);
  change_user(*user_, [](User& user) { user.suspended = true; });
  expect_not_found(open_link(link)->error());
  expect_not_found(link_refusal(link, code()));
}

TEST_F(ProveEnrollment, MakesTheFactorActiveAndGivesRecoveryCodesOnce) {
  const auto own = signed_in(*user_);
  const auto link = link_of(key_);
  expect_invalid(link_refusal(link, "000000"), "/one_time_code");
  const auto before = contents();
  const auto codes = prove_link(link, code());
  ASSERT_TRUE(codes);
  EXPECT_EQ(codes->size(), limits::kRecoveryCodes);
  EXPECT_EQ(codes_left(*user_), limits::kRecoveryCodes);
  EXPECT_EQ(factor_of(*user_)->state, FactorState::active);
  EXPECT_EQ(factor_of(*user_)->last_proof_at, clock_.now());
  EXPECT_TRUE(current(*user_)->two_factor_enabled);
  EXPECT_EQ(contents().sessions, std::vector{own.session}) << "other sessions go on";
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "enrollment.prove");
  EXPECT_EQ(record.actor, user_->id);
  EXPECT_EQ(record.credential_kind, CredentialKind::none);
  for (const auto& secret : *codes) {
    EXPECT_EQ(all_text(record).find(secret.reveal()), std::string::npos);
  }
}

TEST_F(ProveEnrollment, ProvesAnActiveFactorAgain) {
  enroll(*user_);
  clock_.advance(limits::kProofLifetime + microseconds(1));
  const auto link = link_of(key_);
  const auto used = code();
  const auto codes = prove_link(link, used);
  ASSERT_TRUE(codes);
  EXPECT_TRUE(codes->empty());
  EXPECT_EQ(codes_left(*user_), limits::kRecoveryCodes);
  EXPECT_EQ(factor_of(*user_)->last_proof_at, clock_.now());
  expect_invalid(link_refusal(link_of(key_), used), "/one_time_code");
}

TEST_F(ProveEnrollment, GivesRecoveryCodesToWhoHasNoneLeft) {
  ASSERT_TRUE(enable(code()));
  clock_.advance(minutes(1));
  const auto codes = prove_link(link_of(key_), code());
  ASSERT_TRUE(codes);
  EXPECT_EQ(codes->size(), limits::kRecoveryCodes);
  for (const auto& one : *codes) ASSERT_TRUE(prove(by_recovery(one)));
  EXPECT_EQ(codes_left(*user_), 0U);
  clock_.advance(minutes(1));
  const auto others = prove_link(link_of(key_), code());
  ASSERT_TRUE(others);
  EXPECT_EQ(others->size(), limits::kRecoveryCodes);
  EXPECT_NE(others->front().reveal(), codes->front().reveal());
}

TEST_F(EnableSecondFactor, WantsItsFirstCode) {
  const auto refused = [&](const std::optional<std::string>& given) {
    return refusal([&](auto& tx) {
      return enable_second_factor(tx, as(key_), fakes_.identity, *user_, given);
    });
  };
  expect_invalid(refused(std::nullopt), "/one_time_code");
  expect_invalid(refused("000000"), "/one_time_code");
  ASSERT_TRUE(enable(code()));
  EXPECT_TRUE(current(*user_)->two_factor_enabled);
  EXPECT_EQ(codes_left(*user_), 0U) << "nobody would have seen them";
}

TEST_F(DisableSecondFactor, WantsACodeAndTakesTheRecoveryCodesWithIt) {
  enroll(*user_);
  clock_.advance(minutes(1));
  const auto refused = [&](const std::optional<std::string>& given) {
    return refusal([&](auto& tx) {
      return disable_second_factor(tx, as(key_), fakes_.identity, *user_, given);
    });
  };
  expect_invalid(refused(std::nullopt), "/one_time_code");
  expect_invalid(refused("000000"), "/one_time_code");
  expect_invalid(refused(code_in(-2 * kStep)), "/one_time_code");
  const auto given = code();
  ASSERT_TRUE(write([&](auto& tx) {
    return disable_second_factor(tx, as(key_), fakes_.identity, *user_, given);
  }));
  EXPECT_EQ(factor_of(*user_)->state, FactorState::pending);
  EXPECT_EQ(codes_left(*user_), 0U);
  EXPECT_FALSE(current(*user_)->two_factor_enabled);
}

TEST_F(DeleteSecondFactor, WantsARecentProof) {
  const auto refused = [&] {
    return refusal([&](auto& tx) { return delete_second_factor(tx, as(key_), fakes_.identity); });
  };
  expect_not_found(refused());
  enroll(*user_);
  clock_.advance(limits::kProofLifetime + microseconds(1));
  expect_error(refused(), ErrorCode::forbidden, Reason::proof_too_old);
  ASSERT_TRUE(prove(by_code()));
  clock_.advance(limits::kProofLifetime);
  const auto before = contents();
  ASSERT_TRUE(disable());
  EXPECT_EQ(factor_of(*user_)->state, FactorState::pending);
  EXPECT_EQ(codes_left(*user_), 0U);
  EXPECT_FALSE(current(*user_)->two_factor_enabled);
  EXPECT_EQ(only_record_after(before).operation, "second_factor.disable");
  expect_not_found(refused());
}

TEST_F(RenewSecondFactor, WantsARecentProofOfAnActiveFactor) {
  enroll(*user_);
  clock_.advance(limits::kProofLifetime + microseconds(1));
  expect_error(
      refusal([&](auto& tx) { return renew_second_factor(tx, as(key_), fakes_.identity); }),
      ErrorCode::forbidden, Reason::proof_too_old);
  ASSERT_TRUE(prove(by_code()));
  const auto before = contents();
  ASSERT_TRUE(renew());
  EXPECT_EQ(factor_of(*user_)->state, FactorState::pending);
  EXPECT_EQ(codes_left(*user_), 0U) << "those of the factor that ended";
  EXPECT_FALSE(current(*user_)->two_factor_enabled);
  EXPECT_EQ(only_record_after(before).operation, "second_factor.renew");
  clock_.advance(limits::kProofLifetime * 2);
  EXPECT_TRUE(renew()) << "nothing is active that could be proved";
}

TEST_F(GetSecondFactor, SaysWhatIsLeft) {
  EXPECT_FALSE(view(key_)->active);
  const auto codes = enroll(*user_);
  ASSERT_TRUE(prove(by_recovery(codes[0])));
  const auto found = view(key_);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->active);
  EXPECT_EQ(found->last_proof_at, clock_.now());
  EXPECT_EQ(found->recovery_codes_left, limits::kRecoveryCodes - 1);
  EXPECT_FALSE(view(other_key_)->active);
}

TEST_F(CheckRecentProof, CountsTenMinutes) {
  const auto check = [&] {
    return read([&](auto& tx) { return check_recent_proof(tx, as(key_), *user_); });
  };
  EXPECT_TRUE(check()) << "no factor";
  enroll(*user_);
  clock_.advance(limits::kProofLifetime);
  EXPECT_TRUE(check());
  clock_.advance(microseconds(1));
  expect_error(check().error(), ErrorCode::forbidden, Reason::proof_too_old);
}

}  // namespace
}  // namespace selfsame::core
