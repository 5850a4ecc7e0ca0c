#include "core/access/token.h"

#include <utility>

namespace selfsame::core {

EffectiveTokenStatus Token::effective_status(Timestamp now) const {
  if (expires_at && *expires_at <= now) return EffectiveTokenStatus::expired;
  return status == TokenStatus::active ? EffectiveTokenStatus::active
                                       : EffectiveTokenStatus::disabled;
}

std::string_view api_key_kind_name(ApiKeyKind kind) {
  switch (kind) {
    case ApiKeyKind::global:
      return "global";
    case ApiKeyKind::organization:
      return "organization";
    case ApiKeyKind::publishable:
      return "publishable";
  }
  std::unreachable();
}

}  // namespace selfsame::core
