#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/store.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/writer.h"

namespace selfsame::storage::sqlite {

/// The one thread for reads that take long: neither event loops nor the writer wait for it. Opens
/// its connection, and starts, when it is first needed.
class SideReader {
 public:
  explicit SideReader(std::string path) : path_(std::move(path)) {}
  ~SideReader() { close(); }
  SideReader(const SideReader&) = delete;
  SideReader& operator=(const SideReader&) = delete;

  /// Runs `body` in a transaction of its own, in the order of the calls, then posts `done` to the
  /// mailbox. Safe from every thread, also after `close`, when it fails with StoreUnavailable.
  void read(std::shared_ptr<Mailbox> mailbox, core::ReadBody body, core::Completion done);
  /// Finishes what is queued and stops the thread.
  void close();

 private:
  struct Job {
    std::shared_ptr<Mailbox> mailbox;
    core::ReadBody body;
    core::Completion done;
  };
  void run();
  std::exception_ptr run_body(core::ReadBody& body);

  const std::string path_;
  std::optional<Connection> connection_;  ///< of the thread
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace selfsame::storage::sqlite
