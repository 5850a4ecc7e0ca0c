#pragma once

#include <string_view>

#include "core/audit/audit_record.h"

namespace selfsame::audit {

/// SHA-256 of a record's canonical text.
core::AuditHash body_hash(std::string_view canonical);

/// SHA-256 of two hashes, one after the other: a record's hash, from that of the record before it
/// (all zero for the first) and its own body.
core::AuditHash link(const core::AuditHash& previous, const core::AuditHash& body);

/// Ties records together as docs/audit.md says. Thread-safe.
class Sha256Sealer final : public core::AuditSealer {
 public:
  [[nodiscard]] core::AuditHash seal(const core::AuditRecord& record,
                                     const core::AuditHash& previous) const override;
};

}  // namespace selfsame::audit
