#include "core/access/token.h"

namespace selfsame::core {

EffectiveTokenStatus Token::effective_status(Timestamp now) const {
  if (expires_at && *expires_at <= now) return EffectiveTokenStatus::expired;
  return status == TokenStatus::active ? EffectiveTokenStatus::active
                                       : EffectiveTokenStatus::disabled;
}

}  // namespace selfsame::core
