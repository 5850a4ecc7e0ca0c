#include "core/identity/mailed_links.h"

#include <utility>

#include "core/access/secret_format.h"
#include "core/outbox/queue_mail.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_link() {
  return fail(ErrorCode::not_found, Reason::none, "The link is unknown, used, or over.");
}

std::chrono::seconds lifetime_of(LinkPurpose purpose) {
  return purpose == LinkPurpose::activation ? std::chrono::seconds(limits::kActivationLifetime)
                                            : std::chrono::seconds(limits::kPasswordResetLifetime);
}

const char* mail_of(LinkPurpose purpose) {
  return purpose == LinkPurpose::activation ? mail_kind::kActivation : mail_kind::kPasswordReset;
}

}  // namespace

Result<OpenLink> find_open_link(ReadTransaction& tx, const OperationContext& context,
                                std::string_view secret, LinkPurpose purpose) {
  const auto link = tx.find_action_link(context.hasher.hash(secret));
  if (!link || link->purpose != purpose || link->expires_at <= context.now) return no_such_link();
  auto user = tx.find_user(link->user);
  if (user == nullptr || user->suspended) return no_such_link();
  return OpenLink{*link, std::move(user)};
}

Principal holder_of(const OperationContext& context, const OpenLink& link) {
  return {link.user, CredentialKind::none, {}, nullptr, context.principal.address};
}

void mail_link(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
               const User& user, LinkPurpose purpose, const char* kind) {
  const auto secret = make_secret(SecretKind::action_link, context.entropy);
  ActionLink link;
  link.id = ActionLinkId::make(context.now, context.entropy);
  link.user = user.id;
  link.purpose = purpose;
  link.created_at = context.now;
  link.expires_at = context.now + lifetime_of(purpose);
  tx.put_action_link(link, context.hasher.hash(secret.reveal()));
  queue_mail(tx, context, user.email, kind,
             {{"expires", format_minutes(link.expires_at)},
              {std::string(mail_value::kSealedToken),
               bytes_to_hex(identity.sealer.seal(secret.reveal(), mail_value::kSealedToken))}});
}

void mail_link(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
               const User& user, LinkPurpose purpose) {
  mail_link(tx, context, identity, user, purpose, mail_of(purpose));
}

void end_access(WriteTransaction& tx, const UserId& user) {
  tx.delete_sessions_of(user, std::nullopt);
  for (const auto purpose :
       {LinkPurpose::activation, LinkPurpose::password_reset, LinkPurpose::enrollment}) {
    tx.delete_action_link(user, purpose);
  }
}

}  // namespace selfsame::core
