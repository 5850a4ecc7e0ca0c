#include "core/outbox/delivery.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Timestamp kNow{hours(500'000)};

Mail waiting(std::uint32_t attempts = 0) {
  Mail mail;
  mail.recipient = "a@example.com";
  mail.kind = "invite";
  mail.attempts = attempts;
  mail.created_at = kNow - hours(1);
  mail.next_attempt_at = kNow;
  return mail;
}

Mail fail(std::uint32_t attempts, DeliveryOutcome outcome = DeliveryOutcome::refused_for_now,
          std::string error = "no route", double jitter = 0) {
  return after_failure(waiting(attempts), outcome, std::move(error), kNow, jitter);
}

TEST(MailBackoff, DoublesFromAMinuteToSixHours) {
  EXPECT_EQ(mail_backoff(1, 0), minutes(1));
  EXPECT_EQ(mail_backoff(2, 0), minutes(2));
  EXPECT_EQ(mail_backoff(3, 0), minutes(4));
  EXPECT_EQ(mail_backoff(9, 0), minutes(256));
  EXPECT_EQ(mail_backoff(10, 0), hours(6));
  EXPECT_EQ(mail_backoff(11, 0), hours(6));
  EXPECT_EQ(mail_backoff(4'000'000'000, 0), hours(6));
}

TEST(MailBackoff, LosesUpToAQuarterByJitter) {
  EXPECT_EQ(mail_backoff(1, 1), seconds(45));
  EXPECT_EQ(mail_backoff(1, 0.5), seconds(53));
  EXPECT_EQ(mail_backoff(10, 1), minutes(270));
  EXPECT_EQ(mail_backoff(1, 7), seconds(45)) << "never more than a quarter";
  EXPECT_EQ(mail_backoff(1, -7), minutes(1));
}

TEST(MailBackoff, TriesForAboutTwoDays) {
  seconds total(0);
  for (std::uint32_t i = 1; i < limits::kMailAttempts; ++i) total += mail_backoff(i, 0);
  EXPECT_GT(total, hours(36));
  EXPECT_LT(total, hours(50));
}

TEST(AfterFailure, WaitsForTheNextAttempt) {
  const auto mail = fail(0);
  EXPECT_EQ(mail.state, MailState::waiting);
  EXPECT_EQ(mail.attempts, 1U);
  EXPECT_EQ(mail.next_attempt_at, kNow + minutes(1));
  EXPECT_EQ(mail.last_error, "no route");
  EXPECT_EQ(fail(1).next_attempt_at, kNow + minutes(2));
  EXPECT_EQ(fail(1, DeliveryOutcome::refused_for_now, "", 1).next_attempt_at, kNow + seconds(90));
}

TEST(AfterFailure, KeepsWhatTheMailIs) {
  auto mail = fail(3);
  const auto earlier = waiting(3);
  mail.attempts = earlier.attempts;
  mail.next_attempt_at = earlier.next_attempt_at;
  mail.last_error.clear();
  EXPECT_EQ(mail, earlier);
}

TEST(AfterFailure, IsDeadAfterTheLastAttempt) {
  EXPECT_EQ(fail(limits::kMailAttempts - 2).state, MailState::waiting);
  const auto dead = fail(limits::kMailAttempts - 1);
  EXPECT_EQ(dead.state, MailState::dead);
  EXPECT_EQ(dead.attempts, limits::kMailAttempts);
  EXPECT_EQ(dead.next_attempt_at, kNow) << "nothing is planned";
}

TEST(AfterFailure, IsDeadAtOnceWhenRefusedForGood) {
  const auto dead = fail(0, DeliveryOutcome::refused_for_good, "550 no such user");
  EXPECT_EQ(dead.state, MailState::dead);
  EXPECT_EQ(dead.attempts, 1U);
  EXPECT_EQ(dead.last_error, "550 no such user");
}

TEST(AfterFailure, CutsTheErrorBetweenCharacters) {
  const auto error_of = [](std::string text) {
    return fail(0, DeliveryOutcome::refused_for_now, std::move(text)).last_error;
  };
  const std::string longest(limits::kMailErrorCharacters, 'x');
  EXPECT_EQ(error_of(longest), longest);
  EXPECT_EQ(error_of(longest + 'y'), longest);
  std::string umlauts;
  for (std::size_t i = 0; i < limits::kMailErrorCharacters; ++i) umlauts += "ü";
  EXPECT_EQ(error_of(umlauts), umlauts);
  EXPECT_EQ(error_of(umlauts + "ü"), umlauts);
}

TEST(AfterFailure, KeepsControlCharactersOutOfTheError) {
  const std::string text("a\r\nb\tc\0d\x7F", 9);
  EXPECT_EQ(fail(0, DeliveryOutcome::refused_for_now, text).last_error, "a  b c d ");
}

}  // namespace
}  // namespace selfsame::core
