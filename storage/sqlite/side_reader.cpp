#include "storage/sqlite/side_reader.h"

#include <utility>
#include <vector>

#include "storage/sql/sql_transaction.h"

namespace selfsame::storage::sqlite {

void SideReader::read(std::shared_ptr<Mailbox> mailbox, core::ReadBody body,
                      core::Completion done) {
  {
    const std::scoped_lock lock(mutex_);
    if (!closing_) {
      queue_.push_back({std::move(mailbox), std::move(body), std::move(done)});
      if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
      wake_.notify_one();
      return;
    }
  }
  mailbox->send_one(std::move(done),
                    std::make_exception_ptr(core::StoreUnavailable("the store is closed")));
}

void SideReader::close() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void SideReader::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return closing_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    auto error = run_body(job.body);
    job.body = nullptr;  // ends before anybody hears of it
    job.mailbox->send_one(std::move(job.done), std::move(error));
    lock.lock();
  }
}

std::exception_ptr SideReader::run_body(core::ReadBody& body) {
  std::exception_ptr error;
  try {
    if (!connection_) connection_.emplace(path_, Role::reader);
    connection_->run(Control::begin);
    std::vector<core::IdBytes> changed_owners;
    sql::SqlTransaction transaction(*connection_, changed_owners);
    body(transaction);
  } catch (...) {
    error = std::current_exception();
  }
  if (connection_) connection_->end_read();
  return error;
}

}  // namespace selfsame::storage::sqlite
