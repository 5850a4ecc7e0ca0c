#include "storage/contract/test_loop.h"

#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>
#include <utility>

namespace selfsame::storage::contract {

core::Post TestLoop::post() {
  return [this](std::move_only_function<void()> function) {
    const std::scoped_lock lock(mutex_);
    queue_.push_back(std::move(function));
    ++posted_;
    wake_.notify_one();
  };
}

void TestLoop::run_until(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!done()) {
    std::unique_lock lock(mutex_);
    if (!wake_.wait_until(lock, deadline, [this] { return !queue_.empty(); })) {
      throw std::runtime_error("nothing was posted for a minute");
    }
    auto function = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    function();
  }
}

std::size_t TestLoop::posted() {
  const std::scoped_lock lock(mutex_);
  return posted_;
}

void Client::write(core::WriteBody body) {
  bool done = false;
  std::exception_ptr error;
  session_->write(std::move(body), [&](std::exception_ptr result) {
    error = std::move(result);
    done = true;
  });
  loop_.run_until([&] { return done; });
  if (error) std::rethrow_exception(error);
}

void Client::read(const std::function<void(core::ReadTransaction&)>& body) {
  if (session_->read_here(body)) return;
  bool done = false;
  std::exception_ptr error;
  session_->read(body, [&](std::exception_ptr result) {
    error = std::move(result);
    done = true;
  });
  loop_.run_until([&] { return done; });
  if (error) std::rethrow_exception(error);
}

}  // namespace selfsame::storage::contract
