#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include "core/store.h"
#include "storage/sql/sql_transaction.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/owner_changes.h"

namespace selfsame::storage::sqlite {

/// Where the completions of one session go, a group's worth at a time.
class Mailbox {
 public:
  explicit Mailbox(core::Post post) : post_(std::move(post)) {}

  void add(core::Completion done, std::exception_ptr error);
  [[nodiscard]] bool empty() const { return finished_.empty(); }
  /// Posts what was added, in order, as one function.
  void send();
  /// Posts one completion by itself.
  void send_one(core::Completion done, std::exception_ptr error) const;

 private:
  struct Finished {
    core::Completion done;
    std::exception_ptr error;
  };
  static void call_all(std::vector<Finished>& finished);

  core::Post post_;
  std::vector<Finished> finished_;  ///< touched by the writer's thread alone
};

/// The one thread that changes the store. Takes all that waits, up to a maximum, into one
/// transaction; nobody waits for a group to fill. What does not commit is not acknowledged.
class Writer {
 public:
  using Log =
      std::function<void(std::string_view level, std::string_view event, std::string_view detail)>;

  Writer(Connection& connection, OwnerChanges& changes, const sql::AuditOptions& audit,
         std::size_t group_max, Log log);
  ~Writer() { close(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Queues a body. Its completion goes to `mailbox`, or if that is null is called on the writer's
  /// thread. Safe to call from any thread, also after `close`, when it fails with StoreUnavailable.
  void write(std::shared_ptr<Mailbox> mailbox, core::WriteBody body, core::Completion done);
  /// The same for a read on the writer's connection, in a transaction of its own.
  void read(std::shared_ptr<Mailbox> mailbox, core::ReadBody body, core::Completion done);

  /// Finishes what is queued and stops the thread.
  void close();

  void add_to(core::Store::Statistics& statistics) const;

 private:
  struct Refused {};
  struct Job {
    std::shared_ptr<Mailbox> mailbox;
    std::variant<core::WriteBody, core::ReadBody, Refused> body;
    core::Completion done;
    std::exception_ptr error;
  };

  void push(Job job);
  static void refuse(Job job);
  void run();
  /// Waits for jobs and takes the first ones that are of one sort; none when the writer is to stop.
  std::vector<Job> take_group();

  void run_writes(std::span<Job> group);
  /// Runs the bodies in one transaction. False if it was lost, by whatever fault, and every body
  /// has its error.
  bool commit_group(std::span<Job> group);
  void run_body(Job& job);
  void run_read(Job& job);
  /// Gives every body the error that is being handled, and logs it.
  void lose(std::span<Job> group);
  static void deliver(std::vector<Job> group);

  Connection& connection_;
  OwnerChanges& changes_;
  const sql::AuditOptions audit_;
  const std::size_t group_max_;
  const Log log_;
  std::vector<core::IdBytes> changed_owners_;  ///< by the group that runs

  std::atomic<std::uint64_t> write_transactions_ = 0;
  std::atomic<std::uint64_t> commits_ = 0;
  std::atomic<std::uint64_t> write_failures_ = 0;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool is_waiting_ = false;
  bool is_closing_ = false;
  bool has_stopped_ = false;
  std::once_flag closed_;
  std::thread thread_;
};

}  // namespace selfsame::storage::sqlite
