#include "mail/deliverer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include "core/access/secret_format.h"
#include "core/outbox/delivery.h"
#include "core/outbox/queue_mail.h"
#include "core/text.h"
#include "mail/message.h"

namespace selfsame::mail {
namespace {

using core::DeliveryOutcome;

constexpr std::uint32_t kBatch = 50;
/// Others put mail into the outbox, and send dead mail again.
constexpr std::chrono::seconds kCountPeriod{5};

/// Remembers whether the last mail to the address was refused for good, if it is a user's.
void record_bounce(core::WriteTransaction& tx, const std::string& email, bool bounced,
                   core::Timestamp now) {
  const auto user = tx.find_user_by_email(email);
  if (user == nullptr) return;
  auto preferences = tx.find_preferences(user->id);
  if (bounced == (preferences && preferences->hard_bounce)) return;
  if (!preferences) {
    preferences.emplace();
    preferences->created_at = now;
  }
  preferences->hard_bounce = bounced;
  preferences->modified_at = now;
  tx.put_preferences(user->id, *preferences);
}

const std::string* find_value(const core::Mail& mail, std::string_view name) {
  const auto found = std::ranges::find(
      mail.values, name, [](const auto& value) -> const auto& { return value.first; });
  return found == mail.values.end() ? nullptr : &found->second;
}

}  // namespace

void Deliverer::deliver_due(const std::atomic<bool>& stopping) {
  try {
    deliver_batches(stopping);
    store_lost_ = false;
  } catch (const std::exception& error) {
    if (!std::exchange(store_lost_, true)) with_.observer.store_lost(error.what());
  }
  with_.transport.rest();
}

void Deliverer::deliver_batches(const std::atomic<bool>& stopping) {
  store_records();
  while (!stopping) {
    const auto due = read_due();
    if (due.empty()) return;
    for (const auto& mail : due) {
      if (stopping) return;
      deliver(mail, stopping);
    }
  }
}

std::vector<core::Mail> Deliverer::read_due() {
  std::vector<core::Mail> due;
  with_.store.read_and_wait([&](core::ReadTransaction& tx) {
    const auto now = with_.clock.now();
    due = tx.due_mail(now, kBatch);
    count_outbox(tx, now);
  });
  return due;
}

void Deliverer::count_outbox(core::ReadTransaction& tx, core::Timestamp now) {
  // A clock that was put back does not stop the counting.
  if (counted_at_ && now >= *counted_at_ && now - *counted_at_ < kCountPeriod) return;
  counters_.waiting_now = tx.count_mail(core::MailState::waiting);
  counters_.dead_now = tx.count_mail(core::MailState::dead);
  counted_at_ = now;
}

void Deliverer::deliver(const core::Mail& mail, const std::atomic<bool>& stopping) {
  auto attempted = attempt(mail);
  if (attempted.delivery.outcome == DeliveryOutcome::sent) {
    ++counters_.sent;
    unrecorded_[mail.id] = {mail, std::nullopt, false};
  } else if (stopping && attempted.delivery.outcome == DeliveryOutcome::refused_for_now) {
    return;  // was cut short: not the mail's fault
  } else {
    fail(mail, std::move(attempted));
  }
  store_records();
}

Deliverer::Attempt Deliverer::attempt(const core::Mail& mail) const {
  const auto refuse = [](std::string error) {
    return Attempt{{DeliveryOutcome::refused_for_good, std::move(error)}, false};
  };
  try {
    if (!is_sendable(mail.recipient)) return refuse("not an address that mail can be sent to");
    std::optional<core::PlainSecret> token;
    if (const auto* sealed = find_value(mail, core::mail_value::kSealedToken)) {
      token = open_token(*sealed);
      if (!token) return refuse("its token cannot be opened: sealed by another key, or altered");
    }
    const auto content = with_.templates.render(mail, token ? token->reveal() : std::string_view());
    if (!content) return refuse("there is no template for " + mail.kind);
    const auto message =
        compose_message(mail.id, with_.from, mail.recipient, *content, mail.created_at);
    auto delivery = with_.transport.send({mail.id, with_.from.address, mail.recipient}, message);
    // Who refuses a mail may repeat the link that they took offence at.
    delivery.error = core::hide_secrets(delivery.error);
    return {std::move(delivery), true};
  } catch (const std::exception& error) {
    return {{DeliveryOutcome::refused_for_now, error.what()}, false};
  }
}

std::optional<core::PlainSecret> Deliverer::open_token(const std::string& sealed) const {
  const auto bytes = core::hex_to_bytes(sealed);
  return bytes ? with_.sealer.open(*bytes, core::mail_value::kSealedToken) : std::nullopt;
}

void Deliverer::fail(const core::Mail& mail, Attempt attempted) {
  const auto outcome = attempted.delivery.outcome;
  auto after = core::after_failure(mail, outcome, std::move(attempted.delivery.error),
                                   with_.clock.now(), jitter());
  ++counters_.failures;
  if (after.state == core::MailState::dead) {
    ++counters_.dead;
    with_.observer.mail_dead(after);
  } else {
    with_.observer.mail_failed(after);
  }
  const bool bounced = attempted.by_transport && outcome == DeliveryOutcome::refused_for_good;
  unrecorded_[mail.id] = {mail, std::move(after), bounced};
}

void Deliverer::store_records() {
  while (!unrecorded_.empty()) {
    const auto& record = unrecorded_.begin()->second;
    with_.store.write_and_wait([&](core::WriteTransaction& tx) {
      const auto now = with_.clock.now();
      if (!record.after) {
        tx.delete_mail(record.before.id);
        record_bounce(tx, record.before.recipient, false, now);
      } else {
        tx.update_mail(*record.after);
        if (record.bounced) record_bounce(tx, record.before.recipient, true, now);
      }
      return true;
    });
    unrecorded_.erase(unrecorded_.begin());
    counted_at_.reset();
  }
}

double Deliverer::jitter() {
  std::array<std::uint8_t, 1> byte{};
  with_.entropy.fill(byte);
  return static_cast<double>(byte.front()) / 255.0;
}

}  // namespace selfsame::mail
