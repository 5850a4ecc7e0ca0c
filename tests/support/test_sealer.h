#pragma once

#include <cstdint>
#include <string>

#include "core/audit/audit_record.h"
#include "core/audit/checkpoint_signer.h"

namespace selfsame::testing {

/// Ties records together without cryptography: enough where nobody verifies.
class TestSealer final : public core::AuditSealer {
 public:
  [[nodiscard]] core::AuditHash seal(const core::AuditRecord& record,
                                     const core::AuditHash& previous) const override {
    core::AuditHash hash = previous;
    for (std::size_t i = 0; i < record.id.bytes.size(); ++i) hash[i] ^= record.id.bytes[i];
    hash[31] = static_cast<std::uint8_t>(record.sequence);
    return hash;
  }
};

inline const TestSealer kTestSealer;

/// Likewise.
class TestSigner final : public core::CheckpointSigner {
 public:
  core::AuditCheckpoint sign(core::WriteTransaction& tx, const core::AuditHead& head,
                             core::Timestamp now) const override {
    const core::AuditCheckpoint checkpoint{head.owner, head.sequence, head.hash,
                                           now,        "test",        std::string(64, 's')};
    tx.insert_audit_checkpoint(checkpoint);
    return checkpoint;
  }
  [[nodiscard]] std::string public_key() const override { return "test"; }
};

}  // namespace selfsame::testing
