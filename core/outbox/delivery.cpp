#include "core/outbox/delivery.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/limits.h"

namespace selfsame::core {
namespace {

constexpr std::chrono::seconds kFirstWait = std::chrono::minutes(1);
constexpr std::chrono::seconds kLongestWait = std::chrono::hours(6);
constexpr double kJitterShare = 0.25;

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

/// The text as one line of bounded length: it comes from whoever answered.
std::string in_one_line(std::string text) {
  std::ranges::replace_if(text, is_control, ' ');
  std::size_t characters = 0;
  const auto end = std::ranges::find_if(text, [&](char c) {
    return starts_character(c) && ++characters > limits::kMailErrorCharacters;
  });
  text.erase(end, text.end());
  return text;
}

}  // namespace

std::chrono::seconds mail_backoff(std::uint32_t attempts, double jitter) {
  auto wait = kFirstWait;
  for (std::uint32_t i = 1; i < attempts && wait < kLongestWait; ++i) wait *= 2;
  wait = std::min(wait, kLongestWait);
  const auto off = std::clamp(jitter, 0.0, 1.0) * kJitterShare * static_cast<double>(wait.count());
  return wait - std::chrono::seconds(static_cast<std::int64_t>(off));
}

Mail after_failure(Mail mail, DeliveryOutcome outcome, std::string error, Timestamp now,
                   double jitter) {
  ++mail.attempts;
  mail.last_error = in_one_line(std::move(error));
  if (outcome == DeliveryOutcome::refused_for_good || mail.attempts >= limits::kMailAttempts) {
    mail.state = MailState::dead;
  } else {
    mail.next_attempt_at = now + mail_backoff(mail.attempts, jitter);
  }
  return mail;
}

}  // namespace selfsame::core
