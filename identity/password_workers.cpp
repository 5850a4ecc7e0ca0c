#include "identity/password_workers.h"

#include <algorithm>
#include <utility>

namespace selfsame::identity {

PasswordWorkers::PasswordWorkers(const core::PasswordHasher& hasher, std::size_t threads,
                                 std::size_t waiting_max)
    : hasher_(hasher), waiting_max_(std::max<std::size_t>(waiting_max, 1)) {
  try {
    start(std::max<std::size_t>(threads, 1));
  } catch (...) {
    close();  // those that were started
    throw;
  }
}

void PasswordWorkers::start(std::size_t threads) {
  threads_.reserve(threads);
  while (threads_.size() < threads) {
    threads_.emplace_back([this] { run(); });
  }
}

bool PasswordWorkers::submit(core::PasswordWork work, Done done) {
  {
    const std::scoped_lock lock(mutex_);
    if (is_closing_ || queue_.size() >= waiting_max_) {
      ++counts_.refused;
      return false;
    }
    queue_.push_back({std::move(work), std::move(done)});
    ++counts_.queued;
  }
  wake_.notify_one();
  return true;
}

void PasswordWorkers::close() {
  std::call_once(closed_, [this] {
    {
      const std::scoped_lock lock(mutex_);
      is_closing_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
  });
}

PasswordWorkers::Statistics PasswordWorkers::statistics() const {
  const std::scoped_lock lock(mutex_);
  auto counts = counts_;
  counts.waiting = queue_.size();
  return counts;
}

void PasswordWorkers::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return !queue_.empty() || is_closing_; });
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    run(std::move(job));
    lock.lock();
    ++counts_.done;
  }
}

void PasswordWorkers::run(Job job) const {
  std::exception_ptr error;
  try {
    job.work(hasher_);
  } catch (...) {
    error = std::current_exception();
  }
  job.work = nullptr;  // with the passwords in it, before anybody hears of it
  // Handed over whole: with a share kept here, the last two owners would be held apart by nothing
  // but a count inside the C++ run-time.
  job.done(std::move(error));
}

}  // namespace selfsame::identity
