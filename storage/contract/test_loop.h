#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "core/store.h"

namespace selfsame::storage::contract {

/// A session's thread in a test: functions that are posted run where `run_until` is called.
class TestLoop {
 public:
  core::Post post();
  /// Runs what is posted until `done` says so. Fails the test after a minute.
  void run_until(const std::function<bool()>& done);
  /// How many functions were posted so far.
  std::size_t posted();

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::move_only_function<void()>> queue_;
  std::size_t posted_ = 0;
};

/// A session with its loop, for tests that speak like an event loop.
class Client {
 public:
  explicit Client(core::Store& store) : session_(store.open_session(loop_.post())) {}

  /// Writes and waits for the completion. Throws what it was told.
  void write(core::WriteBody body);
  /// Reads where the engine reads and waits for the answer.
  void read(const std::function<void(core::ReadTransaction&)>& body);

  /// Reads one thing.
  template <class Read>
  auto get(Read read_one) {
    decltype(read_one(std::declval<core::ReadTransaction&>())) result{};
    read([&](core::ReadTransaction& tx) { result = read_one(tx); });
    return result;
  }

  TestLoop& loop() { return loop_; }
  core::StoreSession& session() { return *session_; }

 private:
  TestLoop loop_;
  std::unique_ptr<core::StoreSession> session_;
};

}  // namespace selfsame::storage::contract
