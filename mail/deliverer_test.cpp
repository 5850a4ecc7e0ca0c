#include "mail/deliverer.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "core/outbox/queue_mail.h"
#include "core/text.h"
#include "mail/message.h"
#include "mail/testing.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_identity.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::mail {
namespace {

using core::DeliveryOutcome;
using core::MailState;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class DeliverDue : public ::testing::Test {
 protected:
  core::Mail queue(const std::string& recipient, std::chrono::seconds due = seconds(0)) {
    core::Mail mail;
    mail.id = core::MailId::make(clock_.now(), entropy_);
    mail.recipient = recipient;
    mail.kind = "member_removed";
    mail.values = {{"organization", "Acme"}};
    mail.created_at = clock_.now();
    mail.next_attempt_at = clock_.now() + due;
    store_.put(mail);
    return mail;
  }
  core::Mail queue_reset(const std::string& sealed_token) {
    auto mail = queue("a@example.com");
    mail.kind = core::mail_kind::kPasswordReset;
    mail.values = {{"expires", "2026-03-01 12:00 UTC"},
                   {std::string(core::mail_value::kSealedToken), sealed_token}};
    store_.put(mail);
    return mail;
  }
  [[nodiscard]] std::string sealed(std::string_view token, std::string_view context) const {
    return core::bytes_to_hex(sealer_.seal(token, context));
  }
  void deliver() { deliverer_.deliver_due(stopping_); }
  void answer(DeliveryOutcome outcome, const std::string& error = "no") {
    transport_.answer = [=](const Envelope&) { return Delivery{outcome, error}; };
  }
  core::Mail stored(const core::Mail& mail) { return store_.look().mails.at(mail.id); }

  selfsame::testing::FakeSecretSealer sealer_;
  selfsame::testing::FakeClock clock_;
  selfsame::testing::SeededEntropy entropy_;
  testing::FakeStore store_;
  testing::FakeTransport transport_;
  testing::RecordingObserver observer_;
  const Templates templates_{TemplateOptions{}};
  std::atomic<bool> stopping_ = false;
  Deliverer deliverer_{{store_, transport_, templates_, Address{"", "selfsame@example.com"}, clock_,
                        entropy_, sealer_, observer_}};
};

using Strings = std::vector<std::string>;

TEST_F(DeliverDue, SendsWhatIsDueAndForgetsIt) {
  const auto mail = queue("a@example.com");
  deliver();
  EXPECT_EQ(transport_.recipients(), Strings{"a@example.com"});
  EXPECT_NE(transport_.messages().at(0).find("Message-ID: <" + mail.id.hex() + "@example.com>"),
            std::string::npos);
  EXPECT_TRUE(store_.look().mails.empty());
  EXPECT_EQ(deliverer_.counters().sent, 1U);
  EXPECT_EQ(transport_.rests, 1);
  deliver();
  EXPECT_EQ(transport_.recipients().size(), 1U);
}

TEST_F(DeliverDue, SendsTheOldestFirst) {
  queue("second@example.com", seconds(-10));
  queue("third@example.com", seconds(-5));
  queue("first@example.com", seconds(-20));
  queue("later@example.com", seconds(1));
  deliver();
  EXPECT_EQ(transport_.recipients(),
            (Strings{"first@example.com", "second@example.com", "third@example.com"}));
  clock_.advance(seconds(1));
  deliver();
  EXPECT_EQ(transport_.recipients().back(), "later@example.com");
}

TEST_F(DeliverDue, SaysWhatLiesInTheOutbox) {
  const auto lies = [&](std::uint64_t waiting, std::uint64_t dead) {
    deliver();
    EXPECT_EQ(deliverer_.counters().waiting_now, waiting);
    EXPECT_EQ(deliverer_.counters().dead_now, dead);
  };
  queue("later@example.com", hours(1));
  queue("a@example.com");
  lies(1, 0);
  answer(DeliveryOutcome::refused_for_good);
  queue("a@example.com");
  lies(1, 1);
  // What others change is seen when it has been a while.
  queue("later@example.com", hours(1));
  lies(1, 1);
  clock_.advance(seconds(5));
  lies(2, 1);
  queue("later@example.com", hours(1));
  clock_.advance(hours(-2));
  lies(3, 1);
}

TEST_F(DeliverDue, SendsMoreThanOneBatch) {
  for (int i = 0; i < 120; ++i) queue("a@example.com");
  deliver();
  EXPECT_EQ(transport_.recipients().size(), 120U);
  EXPECT_TRUE(store_.look().mails.empty());
  EXPECT_EQ(transport_.rests, 1);
}

TEST_F(DeliverDue, TriesAgainAfterItsWait) {
  const auto mail = queue("a@example.com");
  answer(DeliveryOutcome::refused_for_now, "421 later");
  deliver();
  EXPECT_EQ(stored(mail).attempts, 1U);
  EXPECT_EQ(stored(mail).last_error, "421 later");
  const auto wait = stored(mail).next_attempt_at - clock_.now();
  EXPECT_GE(wait, seconds(45));
  EXPECT_LE(wait, minutes(1));
  ASSERT_EQ(observer_.failed.size(), 1U);
  EXPECT_EQ(observer_.failed[0], stored(mail));

  clock_.advance(wait - std::chrono::microseconds(1));
  deliver();
  EXPECT_EQ(transport_.recipients().size(), 1U);
  clock_.advance(std::chrono::microseconds(1));
  answer(DeliveryOutcome::sent);
  deliver();
  EXPECT_EQ(transport_.recipients().size(), 2U);
  EXPECT_EQ(transport_.messages()[0], transport_.messages()[1]) << "receivers can see the double";
  EXPECT_TRUE(store_.look().mails.empty());
  EXPECT_EQ(deliverer_.counters().failures, 1U);
}

TEST_F(DeliverDue, GivesUpAfterTheLastAttempt) {
  const auto mail = queue("a@example.com");
  answer(DeliveryOutcome::refused_for_now);
  for (std::uint32_t i = 0; i < core::limits::kMailAttempts + 5; ++i) {
    deliver();
    clock_.advance(hours(7));
  }
  EXPECT_EQ(transport_.recipients().size(), core::limits::kMailAttempts);
  EXPECT_EQ(stored(mail).state, MailState::dead);
  EXPECT_EQ(deliverer_.counters().failures, core::limits::kMailAttempts);
  EXPECT_EQ(deliverer_.counters().dead, 1U);
  EXPECT_EQ(observer_.failed.size(), core::limits::kMailAttempts - 1);
  ASSERT_EQ(observer_.dead.size(), 1U);
  EXPECT_EQ(observer_.dead[0].id, mail.id);
}

TEST_F(DeliverDue, OneRefusalDoesNotHoldUpOthers) {
  const auto bad = queue("bad@example.com", seconds(-1));
  queue("good@example.com");
  transport_.answer = [](const Envelope& envelope) {
    return envelope.to == "bad@example.com"
               ? Delivery{DeliveryOutcome::refused_for_good, "550 no such user"}
               : Delivery{DeliveryOutcome::sent};
  };
  deliver();
  EXPECT_EQ(store_.look().mails.size(), 1U);
  EXPECT_EQ(stored(bad).state, MailState::dead);
  EXPECT_EQ(stored(bad).last_error, "550 no such user");
  EXPECT_EQ(observer_.dead.size(), 1U);
}

TEST_F(DeliverDue, LosesNothingWhenTheTransportThrows) {
  const auto mail = queue("a@example.com");
  queue("b@example.com", seconds(1));
  transport_.answer = [](const Envelope&) -> Delivery { throw std::runtime_error("broken"); };
  clock_.advance(seconds(1));
  deliver();
  EXPECT_EQ(store_.look().mails.size(), 2U);
  EXPECT_EQ(stored(mail).state, MailState::waiting);
  EXPECT_EQ(stored(mail).last_error, "broken");
}

TEST_F(DeliverDue, DropsNoMailOfAnUnknownKind) {
  auto mail = queue("a@example.com");
  mail.kind = "of_the_future";
  store_.put(mail);
  deliver();
  EXPECT_TRUE(transport_.recipients().empty());
  EXPECT_EQ(stored(mail).state, MailState::dead);
  EXPECT_EQ(stored(mail).last_error, "there is no template for of_the_future");
}

TEST_F(DeliverDue, SendsNothingToWhatIsNoAddress) {
  const auto mail = queue("a>@example.com");
  deliver();
  EXPECT_TRUE(transport_.recipients().empty());
  EXPECT_EQ(stored(mail).state, MailState::dead);
}

constexpr auto* kToken = "ssal_0123456789abcdefghijABCDEFGHIJ01234567890a1b2c3d";

TEST_F(DeliverDue, OpensTheTokenOnItsWayOut) {
  const auto mail = queue_reset(sealed(kToken, core::mail_value::kSealedToken));
  const auto content = templates_.render(mail, kToken);
  ASSERT_NE(content->text.find(kToken), std::string::npos);
  deliver();
  EXPECT_EQ(transport_.messages(),
            Strings{compose_message(mail.id, {"", "selfsame@example.com"}, mail.recipient, *content,
                                    mail.created_at)});
}

TEST_F(DeliverDue, SendsNothingWhoseTokenItCannotOpen) {
  auto altered = sealed(kToken, core::mail_value::kSealedToken);
  altered[1] = altered[1] == '0' ? '1' : '0';
  for (const auto& token : {sealed(kToken, "another context"), altered, std::string("no hex"),
                            std::string(), std::string(kToken)}) {
    const auto mail = queue_reset(token);
    deliver();
    EXPECT_TRUE(transport_.recipients().empty());
    EXPECT_EQ(stored(mail).state, MailState::dead);
    EXPECT_EQ(stored(mail).last_error,
              "its token cannot be opened: sealed by another key, or altered");
    EXPECT_EQ(stored(mail).values, mail.values);
    EXPECT_FALSE(store_.look().preferences) << "not the receiver's word";
  }
}

TEST_F(DeliverDue, KeepsNoTokenThatTheReceiverRepeats) {
  const auto mail = queue_reset(sealed(kToken, core::mail_value::kSealedToken));
  answer(DeliveryOutcome::refused_for_now,
         "450 bad link https://example.com/" + std::string(kToken));
  deliver();
  EXPECT_EQ(stored(mail).last_error, "450 bad link https://example.com/ssal_***");
  EXPECT_EQ(stored(mail).values, mail.values);
  ASSERT_EQ(observer_.failed.size(), 1U);
  EXPECT_EQ(observer_.failed[0], stored(mail));
}

TEST_F(DeliverDue, RemembersABounceOfAUser) {
  core::User user;
  user.email = "a@example.com";
  store_.put(user);
  queue("a@example.com");
  answer(DeliveryOutcome::refused_for_good);
  deliver();
  ASSERT_TRUE(store_.look().preferences);
  EXPECT_TRUE(store_.look().preferences->hard_bounce);
  EXPECT_EQ(store_.look().preferences->modified_at, clock_.now());

  clock_.advance(hours(1));
  queue("a@example.com");
  answer(DeliveryOutcome::sent);
  deliver();
  EXPECT_FALSE(store_.look().preferences->hard_bounce);
}

TEST_F(DeliverDue, TakesOnlyTheReceiversWordForABounce) {
  core::User user;
  user.email = "a@example.com";
  store_.put(user);
  auto mail = queue("a@example.com");
  mail.kind = "of_the_future";
  store_.put(mail);
  deliver();
  mail = queue("a@example.com");
  mail.attempts = core::limits::kMailAttempts - 1;
  store_.put(mail);
  answer(DeliveryOutcome::refused_for_now);
  deliver();
  EXPECT_EQ(stored(mail).state, MailState::dead);
  EXPECT_FALSE(store_.look().preferences);
}

TEST_F(DeliverDue, SaysOncePerOutageThatTheStoreIsLost) {
  queue("a@example.com");
  store_.fail_reads = true;
  deliver();
  deliver();
  EXPECT_EQ(observer_.lost, Strings{"gone"});
  store_.fail_reads = false;
  deliver();
  EXPECT_EQ(transport_.recipients().size(), 1U);
  store_.fail_reads = true;
  deliver();
  EXPECT_EQ(observer_.lost.size(), 2U);
}

TEST_F(DeliverDue, SendsNothingAgainThatItCouldNotRecord) {
  queue("a@example.com", seconds(-1));
  queue("b@example.com");
  store_.fail_writes = true;
  deliver();
  deliver();
  deliver();
  EXPECT_EQ(transport_.recipients(), Strings{"a@example.com"});
  EXPECT_EQ(store_.look().mails.size(), 2U);
  store_.fail_writes = false;
  deliver();
  EXPECT_EQ(transport_.recipients(), (Strings{"a@example.com", "b@example.com"}));
  EXPECT_TRUE(store_.look().mails.empty());
}

TEST_F(DeliverDue, RecordsAFailureLaterIfItMust) {
  const auto mail = queue("a@example.com");
  answer(DeliveryOutcome::refused_for_now, "421 later");
  store_.fail_writes = true;
  deliver();
  EXPECT_EQ(stored(mail).attempts, 0U);
  store_.fail_writes = false;
  deliver();
  EXPECT_EQ(stored(mail).attempts, 1U);
  EXPECT_EQ(transport_.recipients().size(), 1U);
}

TEST_F(DeliverDue, EndsBetweenMailsWhenStopping) {
  queue("a@example.com", seconds(-1));
  queue("b@example.com");
  transport_.answer = [this](const Envelope&) {
    stopping_ = true;
    return Delivery{DeliveryOutcome::sent};
  };
  deliver();
  EXPECT_EQ(transport_.recipients(), Strings{"a@example.com"});
  EXPECT_EQ(store_.look().mails.size(), 1U);
}

TEST_F(DeliverDue, DoesNotCountAnAttemptThatWasCutShort) {
  const auto mail = queue("a@example.com");
  transport_.answer = [this](const Envelope&) {
    stopping_ = true;
    return Delivery{DeliveryOutcome::refused_for_now, "cancelled"};
  };
  deliver();
  EXPECT_EQ(stored(mail), mail);
  EXPECT_TRUE(observer_.failed.empty());
}

}  // namespace
}  // namespace selfsame::mail
