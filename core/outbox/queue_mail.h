#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/operation_context.h"
#include "core/store.h"

namespace selfsame::core {

/// What the templates in `share/mail` are called.
namespace mail_kind {
inline constexpr const char* kInvite = "invite";
inline constexpr const char* kInviteAnswered = "invite_answered";
inline constexpr const char* kMemberAdded = "member_added";
inline constexpr const char* kMemberChanged = "member_changed";
inline constexpr const char* kMemberRemoved = "member_removed";
inline constexpr const char* kActivation = "activation";
inline constexpr const char* kAccountExists = "account_exists";
inline constexpr const char* kPasswordReset = "password_reset";
inline constexpr const char* kPasswordChanged = "password_changed";
}  // namespace mail_kind

namespace mail_value {
/// The secret of a link, sealed with this name as context, in hex: opened when the mail is sent, so
/// that the outbox holds none.
inline constexpr std::string_view kSealedToken = "sealed_token";
}  // namespace mail_value

/// Puts a mail into the outbox, in the transaction of what it tells of: it leaves after the commit,
/// or never. In the language that the recipient chose, if they are a user.
void queue_mail(WriteTransaction& tx, const OperationContext& context, const std::string& recipient,
                const char* kind, std::vector<std::pair<std::string, std::string>> values);

}  // namespace selfsame::core
