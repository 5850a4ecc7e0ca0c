#pragma once

#include "audit/signing_key.h"
#include "core/audit/checkpoint_signer.h"

namespace selfsame::audit {

/// Signs with a key that outlives it.
class KeySigner final : public core::CheckpointSigner {
 public:
  explicit KeySigner(const SigningKey& key) : key_(key) {}

  core::AuditCheckpoint sign(core::WriteTransaction& tx, const core::AuditHead& head,
                             core::Timestamp now) const override;
  [[nodiscard]] std::string public_key() const override;

 private:
  const SigningKey& key_;
};

}  // namespace selfsame::audit
