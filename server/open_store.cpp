#include "server/open_store.h"

#include <stdexcept>

#include "audit/sealer.h"
#include "storage/sqlite/sqlite_store.h"

namespace selfsame::server {

std::unique_ptr<core::Store> open_store(const std::string& url, Log& log,
                                        bool queues_audit_deliveries) {
  if (url.starts_with("postgresql:") || url.starts_with("postgres:")) {
    throw std::runtime_error("this version has no PostgreSQL engine yet; use --store sqlite:PATH");
  }
  const auto path = storage::sqlite::parse_sqlite_url(url);
  if (!path) {
    throw std::runtime_error("--store must be sqlite:PATH or sqlite::memory:, not " + url);
  }
  storage::sqlite::SqliteOptions options;
  options.path = *path;
  options.log = [&log](std::string_view level, std::string_view event, std::string_view detail) {
    log.write(parse_log_level(level), event, {{"detail", detail}});
  };
  static const audit::Sha256Sealer sealer;
  options.sealer = &sealer;
  options.queues_audit_deliveries = queues_audit_deliveries;
  return storage::sqlite::open_sqlite_store(std::move(options));
}

}  // namespace selfsame::server
