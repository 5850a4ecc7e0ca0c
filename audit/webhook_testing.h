#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "audit/webhook.h"
#include "core/store.h"
#include "tests/support/stub_transaction.h"

/// Stand-ins for what is around the webhook's worker, for its tests.
namespace selfsame::audit::testing {

/// Logs, and which of them wait, in memory.
struct WebhookLogs {
  std::map<core::IdBytes, std::vector<core::AuditRecord>> records;
  std::map<core::IdBytes, core::AuditDelivery> deliveries;
  core::IdBytes unreadable{};  ///< the owner whose records cannot be read
};

class WebhookTransaction final : public selfsame::testing::StubTransaction {
 public:
  explicit WebhookTransaction(WebhookLogs& logs) : logs_(logs) {}

  std::vector<core::AuditDelivery> due_audit_deliveries(core::Timestamp now,
                                                        std::uint32_t limit) override {
    std::vector<core::AuditDelivery> due;
    for (const auto& [owner, delivery] : logs_.deliveries) {
      if (delivery.next_attempt_at <= now) due.push_back(delivery);
    }
    std::ranges::sort(due, {}, [](const core::AuditDelivery& delivery) {
      return std::pair(delivery.next_attempt_at, delivery.owner);
    });
    if (due.size() > limit) due.resize(limit);
    return due;
  }
  std::uint64_t count_audit_deliveries() override { return logs_.deliveries.size(); }
  std::vector<core::AuditEntry> read_audit_log(const core::AuditLog& log, std::uint64_t from,
                                               core::Direction, std::uint32_t limit) override {
    if (log.id == logs_.unreadable) throw std::runtime_error("no such outcome");
    std::vector<core::AuditEntry> entries;
    for (const auto& record : logs_.records[log.id]) {
      if (record.sequence >= from && entries.size() < limit) {
        entries.push_back({record.sequence, record});
      }
    }
    return entries;
  }
  bool update_audit_delivery(const core::AuditDelivery& delivery) override {
    const auto found = logs_.deliveries.find(delivery.owner);
    if (found == logs_.deliveries.end()) return false;
    found->second = delivery;
    return true;
  }
  bool end_audit_delivery(const core::AuditDelivery& delivery) override {
    const auto& records = logs_.records[delivery.owner];
    if (records.empty() || records.back().sequence != delivery.delivered_sequence) return false;
    return logs_.deliveries.erase(delivery.owner) > 0;
  }

 private:
  WebhookLogs& logs_;
};

/// A store that can be told to fail.
class WebhookStore final : public core::Store {
 public:
  std::unique_ptr<core::StoreSession> open_session(core::Post) override {
    throw std::logic_error("the test did not expect this");
  }
  void write_and_wait(core::WriteBody body) override {
    const std::scoped_lock lock(mutex_);
    if (fail_writes) throw core::StoreUnavailable("disk full");
    WebhookTransaction tx(logs_);
    body(tx);
  }
  void read_and_wait(core::ReadBody body) override {
    const std::scoped_lock lock(mutex_);
    ++reads;
    if (fail_reads) throw core::StoreUnavailable("gone");
    WebhookTransaction tx(logs_);
    body(tx);
  }
  void check() override {}
  void close() override {}
  [[nodiscard]] Statistics statistics() const override { return {}; }

  /// What is stored, at a moment when nothing is changing it.
  WebhookLogs look() {
    const std::scoped_lock lock(mutex_);
    return logs_;
  }
  /// Appends records to an owner's log as the real store does.
  void append(std::uint8_t owner, core::Timestamp now, int count = 1,
              const std::string& path = "/") {
    const std::scoped_lock lock(mutex_);
    const core::IdBytes id{owner};
    auto& records = logs_.records[id];
    logs_.deliveries.try_emplace(id, core::AuditDelivery{id, records.size(), 0, now, {}});
    for (int i = 0; i < count; ++i) {
      core::AuditRecord record;
      record.owner = core::OrganizationId{id};
      record.sequence = records.size() + 1;
      record.occurred_at = now;
      record.path = path;
      records.push_back(std::move(record));
    }
  }
  void change(const std::function<void(WebhookLogs&)>& how) {
    const std::scoped_lock lock(mutex_);
    how(logs_);
  }

  std::atomic<bool> fail_reads = false;
  std::atomic<bool> fail_writes = false;
  std::atomic<int> reads = 0;

 private:
  std::mutex mutex_;
  WebhookLogs logs_;
};

/// Answers what the test says, else 200, and remembers what it was given.
class FakeWebhook final : public WebhookTransport {
 public:
  WebhookAnswer post(const WebhookRequest& request) override {
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back(request);
    }
    return answer ? answer(request) : WebhookAnswer{200};
  }
  void rest() override { ++rests; }
  void cancel() override { cancelled = true; }

  std::vector<WebhookRequest> requests() {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  /// What was posted, without what the ids of all owners have in common: `1:1-100` is the first
  /// hundred records of owner 1.
  std::vector<std::string> posted() {
    std::vector<std::string> made;
    for (const auto& request : requests()) {
      const auto dash = request.id.find('-');
      made.push_back(std::to_string(std::stoi(request.id.substr(0, 2), nullptr, 16)) + ':' +
                     request.id.substr(dash + 1));
    }
    return made;
  }

  std::function<WebhookAnswer(const WebhookRequest&)> answer;
  std::atomic<int> rests = 0;
  std::atomic<bool> cancelled = false;

 private:
  std::mutex mutex_;
  std::vector<WebhookRequest> requests_;
};

class RecordingWebhookObserver final : public WebhookObserver {
 public:
  void webhook_failed(const core::AuditDelivery& delivery) override { failed.push_back(delivery); }
  void webhook_lost_store(std::string_view detail) override { lost.emplace_back(detail); }

  std::vector<core::AuditDelivery> failed;
  std::vector<std::string> lost;
};

/// The secret of the specification's own example.
inline crypto::WebhookSecret example_secret() {
  return *crypto::WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
}

}  // namespace selfsame::audit::testing
