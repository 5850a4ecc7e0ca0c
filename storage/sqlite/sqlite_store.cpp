#include "storage/sqlite/sqlite_store.h"

#include <fmt/format.h>

#include "storage/sqlite/engine.h"

namespace selfsame::storage::sqlite {

std::optional<std::string> parse_sqlite_url(std::string_view url) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!url.starts_with(kScheme) || url.size() == kScheme.size()) return std::nullopt;
  return std::string(url.substr(kScheme.size()));
}

std::unique_ptr<core::Store> open_sqlite_store(SqliteOptions options) {
  const std::string path = options.path;
  try {
    return std::make_unique<Engine>(std::move(options));
  } catch (const std::runtime_error& problem) {
    throw core::StoreUnavailable(fmt::format("cannot open store {}: {}", path, problem.what()));
  }
}

}  // namespace selfsame::storage::sqlite
