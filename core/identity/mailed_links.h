#pragma once

#include <memory>
#include <string_view>

#include "core/access/principal.h"
#include "core/identity/action_link.h"
#include "core/identity/identity.h"
#include "core/identity/user.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// Links that do one thing once, for whoever holds them. Nothing here asks for a right.
namespace selfsame::core {

/// A link that was not used yet and is not over, and whose it is.
struct OpenLink {
  ActionLink link;
  std::shared_ptr<const User> user;  ///< not suspended
};

/// Errors: not_found (unknown, used or over: the three look alike).
Result<OpenLink> find_open_link(ReadTransaction& tx, const SecretHasher& hasher, Timestamp now,
                                std::string_view secret, LinkPurpose purpose);

/// A new link, and its secret. It takes the place of the one that they have for the same purpose.
struct NewLink {
  ActionLink link;
  PlainSecret secret;
};
NewLink make_link(WriteTransaction& tx, const OperationContext& context, const UserId& user,
                  LinkPurpose purpose);

/// Whoever holds a link acts as the user that it was made for.
Principal holder_of(const OperationContext& context, const OpenLink& link);

/// Makes somebody a link and mails it, in the transaction of what it belongs to. `kind`: of the mail
/// that says what it does.
void mail_link(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
               const User& user, LinkPurpose purpose, const char* kind);
/// In the mail that is usual for the purpose.
void mail_link(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
               const User& user, LinkPurpose purpose);

/// What a suspension takes from somebody for good: their sessions, and links that are open.
void end_access(WriteTransaction& tx, const UserId& user);

}  // namespace selfsame::core
