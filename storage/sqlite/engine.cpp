#include "storage/sqlite/engine.h"

#include <fmt/format.h>

#include "storage/sqlite/handover.h"
#include "storage/sqlite/migrations.h"
#include "storage/sqlite/seal_old_records.h"
#include "storage/sqlite/session.h"

namespace selfsame::storage::sqlite {
namespace {

constexpr std::chrono::seconds kProbePatience{5};
/// With less, the log may still have room when the file has not.
constexpr std::uint64_t kFreeBytesMin = std::uint64_t{1} << 20;

/// Asks for pages and gives them back, so that it fails where a real write would, and leaves the
/// file no larger than that.
constexpr const char* kProbe =
    "UPDATE write_probe SET beats = beats + 1, filler = zeroblob(8192);"
    "UPDATE write_probe SET filler = x'';";

}  // namespace

Engine::Engine(SqliteOptions options)
    : options_(std::move(options)), lock_(lock_file()), connection_(options_.path, Role::writer) {
  refuse_foreign_file(connection_);
  connection_.make_durable();
  migrate(connection_, program_migrations(),
          [this](std::string_view name) { log("info", "store.migrated", name); });
  const sql::AuditOptions audit{options_.sealer, options_.queues_audit_deliveries};
  seal_old_records(connection_, audit);
  if (!is_in_memory()) {
    warn_of_network();
    side_reader_.emplace(options_.path);
  }
  writer_.emplace(connection_, changes_, audit, options_.writes_per_group_max,
                  [this](std::string_view level, std::string_view event, std::string_view detail) {
                    log(level, event, detail);
                  });
}

std::unique_ptr<FileLock> Engine::lock_file() const {
  if (is_in_memory()) return nullptr;
  auto lock = std::make_unique<FileLock>(options_.path);
  create_private_file(options_.path);
  return lock;
}

void Engine::warn_of_network() const {
  const auto name = network_file_system(options_.path);
  if (!name) return;
  log("warning", "store.network_file_system",
      fmt::format("{} lies on {}, where durability and locking cannot be relied on", options_.path,
                  *name));
}

void Engine::log(std::string_view level, std::string_view event, std::string_view detail) const {
  if (options_.log) options_.log(level, event, detail);
}

std::unique_ptr<core::StoreSession> Engine::open_session(core::Post post) {
  std::unique_ptr<Reader> reader;
  if (!is_in_memory()) {
    reader.reset(new Reader{Connection(options_.path, Role::reader),
                            SessionCache(changes_, options_.cache_entries_per_session), changes_});
    const std::scoped_lock lock(counters_mutex_);
    counters_.push_back(reader->cache.counters());
  }
  auto* const side_reader = side_reader_ ? &*side_reader_ : nullptr;
  return std::make_unique<Session>(*writer_, side_reader, std::move(post), std::move(reader));
}

void Engine::close() {
  if (side_reader_) side_reader_->close();
  writer_->close();
}

void Engine::wait_for_write(core::WriteBody body, std::optional<std::chrono::seconds> patience) {
  // Shared: if patience ends first, the completion finds its place still there.
  auto handover = std::make_shared<Handover>();
  writer_->write(nullptr, std::move(body),
                 [handover](std::exception_ptr error) { handover->finish(std::move(error)); });
  if (patience && !handover->wait_for(*patience)) {
    throw core::StoreUnavailable("the writer does not answer");
  }
  handover->get();
}

void Engine::write_and_wait(core::WriteBody body) { wait_for_write(std::move(body), std::nullopt); }

void Engine::read_and_wait(core::ReadBody body) {
  if (!is_in_memory()) {
    read_on_own_connection(body);
    return;
  }
  Handover handover;
  writer_->read(nullptr, std::move(body),
                [&handover](std::exception_ptr error) { handover.finish(std::move(error)); });
  handover.get();
}

void Engine::read_on_own_connection(core::ReadBody& body) {
  const std::scoped_lock lock(reader_mutex_);
  if (!reader_) reader_.emplace(options_.path, Role::reader);
  struct End {
    Connection& connection;
    ~End() { connection.end_read(); }
  };
  reader_->run(Control::begin);
  const End end{*reader_};
  std::vector<core::IdBytes> changed_owners;
  sql::SqlTransaction transaction(*reader_, changed_owners);
  body(transaction);
}

void Engine::check() {
  if (!is_in_memory() && free_bytes(options_.path).value_or(kFreeBytesMin) < kFreeBytesMin) {
    throw core::StoreUnavailable("the disk is full");
  }
  read_and_wait([](core::ReadTransaction& read) { read.has_users(); });
  wait_for_write(
      [this](core::WriteTransaction&) {
        connection_.run_script(kProbe);
        return true;
      },
      kProbePatience);
}

core::Store::Statistics Engine::statistics() const {
  Statistics statistics;
  writer_->add_to(statistics);
  const std::scoped_lock lock(counters_mutex_);
  for (const auto& counters : counters_) {
    statistics.cache_hits += counters->hits.load(std::memory_order_relaxed);
    statistics.cache_misses += counters->misses.load(std::memory_order_relaxed);
  }
  return statistics;
}

}  // namespace selfsame::storage::sqlite
