#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.h"
#include "audit/signing_key.h"
#include "core/store.h"

namespace selfsame::audit {

/// That one record is in a log, for somebody who has no other record of it.
struct Proof {
  std::string record;        ///< its canonical text
  core::AuditHash before{};  ///< hash of the record before it; all zero if it is the first
  std::vector<core::AuditHash> bodies;  ///< of the records after it, up to the checkpoint's
  core::AuditCheckpoint checkpoint;

  bool operator==(const Proof&) const = default;
};

/// No value if the checkpoint is not on the record or on one of the next
/// `kRecordsPerCheckpointMax` in its log, or what is needed is no longer in the store.
std::optional<Proof> make_proof(core::ReadTransaction& tx, const core::AuditRecord& record,
                                const core::AuditCheckpoint& checkpoint);

/// Errors: what does not fit, in one line.
std::expected<void, std::string> verify_proof(const Proof& proof,
                                              const std::vector<PublicKey>& trusted_keys);

/// One JSON object in one line, without the line's end.
std::string proof_json(const Proof& proof);
/// Errors: what is wrong, in one line. Does not check the proof.
std::expected<Proof, std::string> parse_proof(std::string_view json);

}  // namespace selfsame::audit
