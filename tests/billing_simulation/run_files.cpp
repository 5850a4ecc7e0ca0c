#include "tests/billing_simulation/run_files.h"

#include <iostream>

#include "audit/sealer.h"
#include "storage/sqlite/sqlite_store.h"

namespace selfsame::simulation {

std::unique_ptr<core::Store> open_store(const RunFiles& files) {
  static const audit::Sha256Sealer sealer;
  storage::sqlite::SqliteOptions options;
  options.path = files.store();
  options.sealer = &sealer;
  options.log = [](std::string_view level, std::string_view event, std::string_view detail) {
    if (level == "error") std::cerr << event << ": " << detail << '\n';
  };
  return storage::sqlite::open_sqlite_store(std::move(options));
}

}  // namespace selfsame::simulation
