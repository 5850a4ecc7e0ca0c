#include "storage/sqlite/writer.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "storage/sql/sql_transaction.h"
#include "storage/sqlite/body_scope.h"

namespace selfsame::storage::sqlite {
namespace {

std::exception_ptr closed_error() {
  return std::make_exception_ptr(core::StoreUnavailable("the store is closed"));
}

}  // namespace

void Mailbox::add(core::Completion done, std::exception_ptr error) {
  finished_.push_back({std::move(done), std::move(error)});
}

void Mailbox::send() {
  post_([finished = std::exchange(finished_, {})]() mutable { call_all(finished); });
}

void Mailbox::send_one(core::Completion done, std::exception_ptr error) const {
  post_([done = std::move(done), error = std::move(error)]() mutable { done(std::move(error)); });
}

void Mailbox::call_all(std::vector<Finished>& finished) {
  // One that throws must not cost the others their answer.
  std::exception_ptr thrown;
  for (Finished& entry : finished) {
    try {
      entry.done(std::move(entry.error));
    } catch (...) {
      if (!thrown) thrown = std::current_exception();
    }
  }
  if (thrown) std::rethrow_exception(thrown);
}

Writer::Writer(Connection& connection, OwnerChanges& changes, const sql::AuditOptions& audit,
               std::size_t group_max, Log log)
    : connection_(connection),
      changes_(changes),
      audit_(audit),
      group_max_(std::max<std::size_t>(group_max, 1)),
      log_(std::move(log)),
      thread_([this] { run(); }) {}

void Writer::write(std::shared_ptr<Mailbox> mailbox, core::WriteBody body, core::Completion done) {
  push({std::move(mailbox), std::move(body), std::move(done), nullptr});
}

void Writer::read(std::shared_ptr<Mailbox> mailbox, core::ReadBody body, core::Completion done) {
  push({std::move(mailbox), std::move(body), std::move(done), nullptr});
}

void Writer::push(Job job) {
  std::unique_lock lock(mutex_);
  if (has_stopped_) {
    lock.unlock();
    refuse(std::move(job));
    return;
  }
  // Refusals queue too while the thread lives, so that a session's completions stay in order.
  if (is_closing_) job.body = Refused{};
  queue_.push_back(std::move(job));
  const bool must_wake = std::exchange(is_waiting_, false);
  lock.unlock();
  if (must_wake) wake_.notify_one();
}

void Writer::refuse(Job job) {
  if (job.mailbox) {
    job.mailbox->send_one(std::move(job.done), closed_error());
  } else {
    job.done(closed_error());
  }
}

void Writer::close() {
  std::call_once(closed_, [this] {
    {
      const std::scoped_lock lock(mutex_);
      is_closing_ = true;
    }
    wake_.notify_one();
    thread_.join();
  });
}

void Writer::run() {
  for (;;) {
    std::vector<Job> group = take_group();
    if (group.empty()) return;
    if (std::holds_alternative<core::WriteBody>(group.front().body)) {
      run_writes(group);
    } else {
      for (Job& job : group) run_read(job);
    }
    deliver(std::move(group));
  }
}

std::vector<Writer::Job> Writer::take_group() {
  std::vector<Job> group;
  std::unique_lock lock(mutex_);
  is_waiting_ = queue_.empty();
  wake_.wait(lock, [this] { return !queue_.empty() || is_closing_; });
  is_waiting_ = false;
  has_stopped_ = queue_.empty();
  while (!queue_.empty() && group.size() < group_max_ &&
         (group.empty() || queue_.front().body.index() == group.front().body.index())) {
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

void Writer::run_writes(std::span<Job> group) {
  // A body that brings the transaction down (say, one too large for what is left of the disk) is
  // found by giving each its own.
  if (!commit_group(group) && group.size() > 1) {
    for (Job& job : group) commit_group({&job, 1});
  }
  const auto failed = std::ranges::count_if(group, [](const Job& job) { return !!job.error; });
  write_transactions_.fetch_add(group.size(), std::memory_order_relaxed);
  write_failures_.fetch_add(static_cast<std::uint64_t>(failed), std::memory_order_relaxed);
}

bool Writer::commit_group(std::span<Job> group) {
  changed_owners_.clear();
  try {
    connection_.run(Control::begin_immediate);
  } catch (...) {
    lose(group);
    return true;  // it is not one body's fault
  }
  bool committed = false;
  try {
    for (Job& job : group) run_body(job);
    changes_.announce_commit(changed_owners_);
    connection_.run(Control::commit);
    committed = true;
    commits_.fetch_add(1, std::memory_order_relaxed);
  } catch (...) {
    connection_.abandon_transaction();
    lose(group);
  }
  changes_.end_commit();
  return committed;
}

void Writer::run_body(Job& job) {
  job.error = nullptr;
  BodyScope scope(connection_);
  sql::SqlTransaction transaction(scope, changed_owners_, audit_);
  bool keep = false;
  try {
    keep = std::get<core::WriteBody>(job.body)(transaction);
  } catch (...) {
    job.error = std::current_exception();
  }
  if (scope.failure()) {
    job.error = scope.failure();
    keep = false;
  }
  scope.finish(keep && !job.error);
}

void Writer::lose(std::span<Job> group) {
  std::string detail;
  bool is_unavailable = false;
  try {
    throw;
  } catch (const core::StoreUnavailable& problem) {
    is_unavailable = true;
    detail = problem.what();
  } catch (const std::exception& problem) {
    detail = problem.what();
  } catch (...) {
    detail = "unknown";
  }
  // Each gets an error of its own: they end on different threads.
  for (Job& job : group) {
    job.error = is_unavailable ? std::make_exception_ptr(core::StoreUnavailable(detail))
                               : std::make_exception_ptr(std::runtime_error(detail));
  }
  log_("error", "store.commit_failed", detail);
}

void Writer::run_read(Job& job) {
  auto* body = std::get_if<core::ReadBody>(&job.body);
  if (body == nullptr) {
    job.error = closed_error();
    return;
  }
  try {
    connection_.run(Control::begin);
    std::vector<core::IdBytes> changed_owners;
    sql::SqlTransaction transaction(connection_, changed_owners);
    (*body)(transaction);
  } catch (...) {
    job.error = std::current_exception();
  }
  connection_.end_read();
}

void Writer::deliver(std::vector<Job> group) {
  std::vector<std::shared_ptr<Mailbox>> mailboxes;
  std::vector<Job> direct;
  for (Job& job : group) {
    if (!job.mailbox) {
      direct.push_back(std::move(job));
      continue;
    }
    if (job.mailbox->empty()) mailboxes.push_back(job.mailbox);
    job.mailbox->add(std::move(job.done), std::move(job.error));
  }
  group.clear();  // the bodies end before anybody hears of them
  for (const auto& mailbox : mailboxes) mailbox->send();
  for (Job& job : direct) {
    job.body = Refused{};
    job.done(std::move(job.error));
  }
}

void Writer::add_to(core::Store::Statistics& statistics) const {
  statistics.write_transactions += write_transactions_.load(std::memory_order_relaxed);
  statistics.commits += commits_.load(std::memory_order_relaxed);
  statistics.write_failures += write_failures_.load(std::memory_order_relaxed);
}

}  // namespace selfsame::storage::sqlite
