#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/store.h"
#include "mail/deliverer.h"
#include "tests/support/stub_transaction.h"

/// Stand-ins for what is around the worker, for its tests.
namespace selfsame::mail::testing {

/// An outbox and one person's preferences, in memory.
struct Outbox {
  std::map<core::MailId, core::Mail> mails;
  std::shared_ptr<const core::User> user;
  std::optional<core::CommunicationPreferences> preferences;
};

class OutboxTransaction final : public selfsame::testing::StubTransaction {
 public:
  explicit OutboxTransaction(Outbox& outbox) : outbox_(outbox) {}

  std::vector<core::Mail> due_mail(core::Timestamp now, std::uint32_t limit) override {
    std::vector<core::Mail> due;
    for (const auto& [id, mail] : outbox_.mails) {
      if (mail.state == core::MailState::waiting && mail.next_attempt_at <= now) {
        due.push_back(mail);
      }
    }
    std::ranges::sort(
        due, {}, [](const core::Mail& mail) { return std::pair(mail.next_attempt_at, mail.id); });
    if (due.size() > limit) due.resize(limit);
    return due;
  }
  std::uint64_t count_mail(core::MailState state) override {
    return static_cast<std::uint64_t>(std::ranges::count_if(
        outbox_.mails, [&](const auto& entry) { return entry.second.state == state; }));
  }
  bool update_mail(const core::Mail& mail) override {
    const auto found = outbox_.mails.find(mail.id);
    if (found == outbox_.mails.end()) return false;
    found->second = mail;
    return true;
  }
  bool delete_mail(const core::MailId& id) override { return outbox_.mails.erase(id) > 0; }
  std::shared_ptr<const core::User> find_user_by_email(std::string_view email) override {
    return outbox_.user && outbox_.user->email == email ? outbox_.user : nullptr;
  }
  std::optional<core::CommunicationPreferences> find_preferences(const core::UserId&) override {
    return outbox_.preferences;
  }
  void put_preferences(const core::UserId&,
                       const core::CommunicationPreferences& preferences) override {
    outbox_.preferences = preferences;
  }

 private:
  Outbox& outbox_;
};

/// A store that can be told to fail.
class FakeStore final : public core::Store {
 public:
  std::unique_ptr<core::StoreSession> open_session(core::Post) override {
    throw std::logic_error("the test did not expect this");
  }
  void write_and_wait(core::WriteBody body) override {
    const std::scoped_lock lock(mutex_);
    if (fail_writes) throw core::StoreUnavailable("disk full");
    OutboxTransaction tx(outbox_);
    body(tx);
  }
  void read_and_wait(core::ReadBody body) override {
    const std::scoped_lock lock(mutex_);
    ++reads;
    if (fail_reads) throw core::StoreUnavailable("gone");
    OutboxTransaction tx(outbox_);
    body(tx);
  }
  void check() override {}
  void close() override {}
  [[nodiscard]] Statistics statistics() const override { return {}; }

  /// What is stored, at a moment when nothing is changing it.
  Outbox look() {
    const std::scoped_lock lock(mutex_);
    return outbox_;
  }
  void put(const core::Mail& mail) {
    const std::scoped_lock lock(mutex_);
    outbox_.mails[mail.id] = mail;
  }
  void put(const core::User& user) {
    const std::scoped_lock lock(mutex_);
    outbox_.user = std::make_shared<const core::User>(user);
  }

  std::atomic<bool> fail_reads = false;
  std::atomic<bool> fail_writes = false;
  std::atomic<int> reads = 0;

 private:
  std::mutex mutex_;
  Outbox outbox_;
};

/// Does what the test says, and remembers what it was given.
class FakeTransport final : public Transport {
 public:
  Delivery send(const Envelope& envelope, const std::string& message) override {
    const std::scoped_lock lock(mutex_);
    recipients_.push_back(envelope.to);
    messages_.push_back(message);
    return answer ? answer(envelope) : Delivery{core::DeliveryOutcome::sent};
  }
  void rest() override { ++rests; }
  void cancel() override { cancelled = true; }

  std::vector<std::string> recipients() {
    const std::scoped_lock lock(mutex_);
    return recipients_;
  }
  std::vector<std::string> messages() {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }

  std::function<Delivery(const Envelope&)> answer;
  std::atomic<int> rests = 0;
  std::atomic<bool> cancelled = false;

 private:
  std::mutex mutex_;
  std::vector<std::string> recipients_;
  std::vector<std::string> messages_;
};

class RecordingObserver final : public Observer {
 public:
  void mail_failed(const core::Mail& mail) override { failed.push_back(mail); }
  void mail_dead(const core::Mail& mail) override { dead.push_back(mail); }
  void store_lost(std::string_view detail) override { lost.emplace_back(detail); }

  std::vector<core::Mail> failed;
  std::vector<core::Mail> dead;
  std::vector<std::string> lost;
};

}  // namespace selfsame::mail::testing
