#include "core/tenancy/invite.h"

#include <utility>

namespace selfsame::core {

EffectiveInviteStatus Invite::effective_status(Timestamp now) const {
  switch (status) {
    case InviteStatus::accepted:
      return EffectiveInviteStatus::accepted;
    case InviteStatus::rejected:
      return EffectiveInviteStatus::rejected;
    case InviteStatus::pending:
      return now < expires_at ? EffectiveInviteStatus::pending : EffectiveInviteStatus::expired;
  }
  std::unreachable();
}

}  // namespace selfsame::core
