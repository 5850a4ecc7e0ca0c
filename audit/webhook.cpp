#include "audit/webhook.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <utility>

namespace selfsame::audit {
namespace {

using std::chrono::seconds;

constexpr std::uint32_t kLogsAtOnce = 50;
constexpr std::uint64_t kRecordsPerMessage = 100;
constexpr std::size_t kErrorBytes = 200;
/// Others put records into logs.
constexpr seconds kCountPeriod{5};

constexpr seconds kFirstWait{1};
constexpr seconds kLongestWait{3600};  // of a log
constexpr seconds kLongestRest{60};    // of the webhook: somebody mends it and wants to see that

/// How long nothing is tried after so many failures, one after the other.
seconds wait_after(std::uint32_t failures, seconds longest) {
  auto wait = kFirstWait;
  for (std::uint32_t i = 1; i < failures && wait < longest; ++i) wait *= 2;
  return std::min(wait, longest);
}

bool is_taken(const WebhookAnswer& answer) { return answer.status / 100 == 2; }

/// Whether the webhook as a whole wants to be left alone, not the records of one log.
bool is_about_all(const WebhookAnswer& answer) {
  constexpr unsigned kBusy[] = {429, 502, 503, 504};
  return answer.status == 0 || std::ranges::find(kBusy, answer.status) != std::end(kBusy);
}

std::string describe(const WebhookAnswer& answer) {
  return answer.status == 0 ? answer.error : "answered " + std::to_string(answer.status);
}

}  // namespace

void WebhookDeliverer::deliver_due(const std::atomic<bool>& stopping) {
  try {
    deliver_batches(stopping);
    store_lost_ = false;
  } catch (const std::exception& error) {
    if (!std::exchange(store_lost_, true)) with_.observer.webhook_lost_store(error.what());
  }
  with_.transport.rest();
}

void WebhookDeliverer::deliver_batches(const std::atomic<bool>& stopping) {
  store_record();
  while (!stopping) {
    const auto due = read_due();
    if (due.empty()) return;
    for (const auto& delivery : due) {
      if (stopping || rests(with_.clock.now())) return;
      deliver(delivery, stopping);
    }
  }
}

std::vector<core::AuditDelivery> WebhookDeliverer::read_due() {
  std::vector<core::AuditDelivery> due;
  with_.store.read_and_wait([&](core::ReadTransaction& tx) {
    const auto now = with_.clock.now();
    count_waiting(tx, now);
    due.clear();
    if (!rests(now)) due = tx.due_audit_deliveries(now, kLogsAtOnce);
  });
  return due;
}

void WebhookDeliverer::count_waiting(core::ReadTransaction& tx, core::Timestamp now) {
  // A clock that was put back does not stop the counting.
  if (counted_at_ && now >= *counted_at_ && now - *counted_at_ < kCountPeriod) return;
  counters_.logs_waiting_now = tx.count_audit_deliveries();
  counted_at_ = now;
}

void WebhookDeliverer::deliver(const core::AuditDelivery& delivery,
                               const std::atomic<bool>& stopping) {
  const auto message = compose(delivery);
  if (!message) return store_record();
  const auto answer = post(*message);
  if (answer.status == 0 && stopping) return;  // was cut short: nobody's fault
  if (is_about_all(answer)) {
    begin_rest();
  } else {
    end_rest();
  }
  if (is_taken(answer)) {
    succeed(delivery, *message);
  } else {
    untaken_[delivery.owner] = message->last_sequence;
    fail(delivery, describe(answer));
  }
  store_record();
}

/// No value if that is a failure of the log.
std::optional<WebhookMessage> WebhookDeliverer::compose(const core::AuditDelivery& delivery) {
  try {
    const auto entries = read_batch(delivery);
    if (!entries.empty()) return make_webhook_message(entries);
    fail(delivery, "records are missing");
  } catch (const core::StoreUnavailable&) {
    throw;
  } catch (const std::exception& error) {  // what lies there is no record: others can be sent
    fail(delivery, std::string("records cannot be read: ") + error.what());
  }
  return std::nullopt;
}

WebhookDeliverer::Entries WebhookDeliverer::read_batch(const core::AuditDelivery& delivery) {
  const auto first = delivery.delivered_sequence + 1;
  auto limit = kRecordsPerMessage;
  const auto untaken = untaken_.find(delivery.owner);
  if (untaken != untaken_.end() && untaken->second >= first) {
    limit = std::min(limit, untaken->second - first + 1);
  }
  Entries entries;
  with_.store.read_and_wait([&](core::ReadTransaction& tx) {
    entries = tx.read_audit_log({core::AuditLog::Kind::chain, delivery.owner}, first,
                                core::Direction::ascending, static_cast<std::uint32_t>(limit));
  });
  return entries;
}

WebhookAnswer WebhookDeliverer::post(const WebhookMessage& message) {
  try {
    return with_.transport.post(sign_webhook(with_.secret, message, with_.clock.now()));
  } catch (const std::exception& error) {
    return {0, error.what()};
  }
}

void WebhookDeliverer::succeed(core::AuditDelivery delivery, const WebhookMessage& message) {
  counters_.delivered += message.records;
  untaken_.erase(delivery.owner);
  delivery.delivered_sequence = message.last_sequence;
  delivery.attempts = 0;
  delivery.next_attempt_at = with_.clock.now();  // behind those that have waited for longer
  delivery.last_error.clear();
  unrecorded_ = std::move(delivery);
}

void WebhookDeliverer::fail(core::AuditDelivery delivery, std::string_view error) {
  ++counters_.failures;
  ++delivery.attempts;
  delivery.next_attempt_at = with_.clock.now() + wait_after(delivery.attempts, kLongestWait);
  delivery.last_error = error.substr(0, kErrorBytes);
  with_.observer.webhook_failed(delivery);
  unrecorded_ = std::move(delivery);
}

void WebhookDeliverer::store_record() {
  if (!unrecorded_) return;
  with_.store.write_and_wait([&](core::WriteTransaction& tx) {
    tx.update_audit_delivery(*unrecorded_);
    tx.end_audit_delivery(*unrecorded_);  // unless there is more to send
    return true;
  });
  unrecorded_.reset();
  counted_at_.reset();
}

bool WebhookDeliverer::rests(core::Timestamp now) const {
  // A clock that was put back does not make the rest longer.
  return rests_until_ && now < *rests_until_ && *rests_until_ - now <= kLongestRest;
}

void WebhookDeliverer::begin_rest() {
  ++failures_in_a_row_;
  rests_until_ = with_.clock.now() + wait_after(failures_in_a_row_, kLongestRest);
}

void WebhookDeliverer::end_rest() {
  failures_in_a_row_ = 0;
  rests_until_.reset();
}

}  // namespace selfsame::audit
