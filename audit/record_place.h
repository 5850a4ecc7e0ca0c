#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>

#include "core/audit/audit_record.h"

namespace selfsame::audit {

/// Where the text of a record says that it belongs.
struct RecordPlace {
  core::AuditOwner owner;
  std::uint64_t sequence = 0;
  core::AuditRecordId id;
};

/// No value if it is no record.
std::optional<RecordPlace> read_place(const boost::json::value& record);

}  // namespace selfsame::audit
