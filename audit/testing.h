#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audit/signing_key.h"
#include "core/audit/audit_record.h"

/// Records for the tests of this folder.
namespace selfsame::audit::testing {

/// A record that uses everything a record can have.
core::AuditRecord full_record();

/// The first so many records of the log that it belongs to.
std::vector<core::AuditRecord> chain(std::uint64_t count);

/// Equal numbers make equal keys.
SigningKey make_key(std::uint8_t number = 1);

/// The text with something else in the place of what stands there once.
std::string replaced(std::string text, const std::string& what, const std::string& by);

}  // namespace selfsame::audit::testing
