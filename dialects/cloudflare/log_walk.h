#pragma once

#include <cstdint>

#include "core/audit/audit_operations.h"
#include "core/function_ref.h"

/// Looking through a log in steps.
namespace selfsame::cloudflare {

/// How many records one step of a long read examines, so that none holds up the others for long.
inline constexpr std::uint32_t kRecordsPerStep = 2000;

/// The last position that a walk has passed, in its direction: where core::AuditRange goes on from.
std::uint64_t passed(const core::AuditWalk& walk);

/// Examines the next records of a walk, at most `most`. `take` says whether to go on after the entry
/// that it is given; if not, the walk is put there.
void examine(core::ReadTransaction& tx, core::AuditWalk& walk, std::uint32_t most,
             core::FunctionRef<bool(const core::AuditEntry&)> take);

}  // namespace selfsame::cloudflare
