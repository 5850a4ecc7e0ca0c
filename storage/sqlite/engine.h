#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/store.h"
#include "storage/sqlite/cached_read.h"
#include "storage/sqlite/file_guard.h"
#include "storage/sqlite/session_cache.h"
#include "storage/sqlite/side_reader.h"
#include "storage/sqlite/sqlite_store.h"
#include "storage/sqlite/writer.h"

namespace selfsame::storage::sqlite {

/// The store of one file, or of memory.
class Engine final : public core::Store {
 public:
  explicit Engine(SqliteOptions options);
  ~Engine() override { close(); }

  std::unique_ptr<core::StoreSession> open_session(core::Post post) override;
  void write_and_wait(core::WriteBody body) override;
  void read_and_wait(core::ReadBody body) override;
  /// Also finds that the file can no longer grow. Waits for one commit, so not for an event loop.
  void check() override;
  void close() override;
  [[nodiscard]] Statistics statistics() const override;

  /// For tests that make the store fail: used inside of a body, where the writer's connection is
  /// the caller's.
  [[nodiscard]] Connection& writer_connection() { return connection_; }

 private:
  [[nodiscard]] bool is_in_memory() const { return options_.path == kMemoryPath; }
  [[nodiscard]] std::unique_ptr<FileLock> lock_file() const;
  void warn_of_network() const;
  void log(std::string_view level, std::string_view event, std::string_view detail) const;
  void read_on_own_connection(core::ReadBody& body);
  void wait_for_write(core::WriteBody body, std::optional<std::chrono::seconds> patience);

  SqliteOptions options_;
  std::unique_ptr<FileLock> lock_;
  Connection connection_;  ///< the writer's, once it runs
  OwnerChanges changes_;
  std::optional<Writer> writer_;
  std::optional<SideReader> side_reader_;  ///< none in memory

  std::mutex reader_mutex_;
  std::optional<Connection> reader_;  ///< of those who have no session; opened when first needed

  mutable std::mutex counters_mutex_;
  std::vector<std::shared_ptr<CacheCounters>> counters_;  ///< of every session there ever was
};

}  // namespace selfsame::storage::sqlite
