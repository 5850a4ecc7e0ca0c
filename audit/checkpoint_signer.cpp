#include "audit/checkpoint_signer.h"

#include "audit/signer.h"

namespace selfsame::audit {

core::AuditCheckpoint KeySigner::sign(core::WriteTransaction& tx, const core::AuditHead& head,
                                      core::Timestamp now) const {
  return sign_now(tx, key_, head, now);
}

std::string KeySigner::public_key() const { return key_.public_key().pem(); }

}  // namespace selfsame::audit
