#include "server/existing_store.h"

#include <filesystem>
#include <stdexcept>

#include "server/open_store.h"
#include "storage/sqlite/sqlite_store.h"

namespace selfsame::server {

std::optional<std::string> file_of(const std::string& store) {
  const auto path = storage::sqlite::parse_sqlite_url(store);
  return path && *path != ":memory:" ? path : std::nullopt;
}

ExistingStore::ExistingStore(const std::string& url) {
  if (const auto path = file_of(url); path && !std::filesystem::exists(*path)) {
    throw std::runtime_error("there is no store at " + *path);
  }
  store_ = open_store(url, log_);
}

ExistingStore::~ExistingStore() { store_->close(); }

}  // namespace selfsame::server
