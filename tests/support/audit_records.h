#pragma once

#include <cstdint>
#include <vector>

#include "core/store.h"

namespace selfsame::testing {

/// All records in the log of one owner, oldest first.
inline std::vector<core::AuditRecord> records_of(core::ReadTransaction& tx,
                                                 const core::IdBytes& owner) {
  constexpr std::uint32_t kAll = 1'000'000;
  std::vector<core::AuditRecord> records;
  const core::AuditLog log{core::AuditLog::Kind::chain, owner};
  for (auto& entry : tx.read_audit_log(log, 1, core::Direction::ascending, kAll)) {
    records.push_back(std::move(entry.record));
  }
  return records;
}

}  // namespace selfsame::testing
