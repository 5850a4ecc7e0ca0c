#pragma once

#include <string_view>
#include <vector>

#include "core/outbox/queue_mail.h"

namespace selfsame::mail {

/// A kind of mail, and what its templates may show beside `recipient`.
struct Kind {
  std::string_view name;
  std::vector<std::string_view> values;
};

/// Every kind that the core queues. `link` is made when the mail is rendered, of `invite_id` or `token`;
/// `token` is what the mail holds as `sealed_token`, opened.
inline const std::vector<Kind> kKinds{
    {core::mail_kind::kInvite,
     {"organization", "inviter", "roles", "expires", "invite_id", "link"}},
    {core::mail_kind::kInviteAnswered, {"organization", "member", "accepted"}},
    {core::mail_kind::kMemberAdded, {"organization", "inviter", "roles"}},
    {core::mail_kind::kMemberChanged, {"organization", "roles"}},
    {core::mail_kind::kMemberRemoved, {"organization"}},
    {core::mail_kind::kActivation, {"expires", "token", "link"}},
    {core::mail_kind::kAccountExists, {"expires", "token", "link"}},
    {core::mail_kind::kPasswordReset, {"expires", "token", "link"}},
    {core::mail_kind::kPasswordChanged, {"changed"}},
};

}  // namespace selfsame::mail
