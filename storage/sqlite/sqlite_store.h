#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/store.h"

namespace selfsame::storage::sqlite {

struct SqliteOptions {
  std::string path;  ///< of the file, made if it is not there; `:memory:` keeps nothing
  /// Told what an operator should know. Called from any thread; may be empty.
  std::function<void(std::string_view level, std::string_view event, std::string_view detail)> log;
  /// Seals audit records; outlives the store.
  const core::AuditSealer* sealer = nullptr;
  bool queues_audit_deliveries = false;  ///< new audit records are to be sent to the webhook
  std::size_t writes_per_group_max = 64;
  std::size_t cache_entries_per_session = 20'000;
};

/// The path in a store URL: `sqlite:PATH` or `sqlite::memory:`. No value if it is neither.
std::optional<std::string> parse_sqlite_url(std::string_view url);

/// Opens the store and brings its schema up to date. Throws core::StoreUnavailable with one clear
/// line if it cannot: the file is in use by another process, newer than the program, damaged,
/// read-only, not ours.
/// Threads:  reads run on the calling session's thread, writes on one thread of the store's own.
/// For
///           `:memory:`, reads run there too, and `read_here` does nothing.
/// Lifetime: a session ends before the store; its Post can be called until `close` has returned.
/// Effects:  keeps PATH.lock, PATH-wal and PATH-shm beside the file.
std::unique_ptr<core::Store> open_sqlite_store(SqliteOptions options);

}  // namespace selfsame::storage::sqlite
