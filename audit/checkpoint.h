#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "audit/signing_key.h"
#include "core/audit/audit_log.h"
#include "core/time.h"

namespace selfsame::audit {

/// Checkpoints of one log are at most so many records apart.
inline constexpr std::uint64_t kRecordsPerCheckpointMax = 1024;

/// The bytes that are signed; docs/audit.md describes them for those who check.
std::string checkpoint_statement(const core::AuditCheckpoint& checkpoint);

/// The key's word that the log's record `sequence` has this hash.
core::AuditCheckpoint make_checkpoint(const SigningKey& key, const core::AuditOwner& owner,
                                      std::uint64_t sequence, const core::AuditHash& hash,
                                      core::Timestamp now);
/// The same of the newest record.
core::AuditCheckpoint make_checkpoint(const SigningKey& key, const core::AuditHead& head,
                                      core::Timestamp now);

/// Whether the key has signed everything in it.
bool is_genuine(const core::AuditCheckpoint& checkpoint, const PublicKey& key);

/// One JSON object in one line, without the line's end.
std::string checkpoint_json(const core::AuditCheckpoint& checkpoint);
/// Errors: what is wrong, in one line. Does not check the signature.
std::expected<core::AuditCheckpoint, std::string> parse_checkpoint(std::string_view json);

}  // namespace selfsame::audit
