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
  switch (purpose) {
    case LinkPurpose::activation:
      return limits::kActivationLifetime;
    case LinkPurpose::password_reset:
      return limits::kPasswordResetLifetime;
    case LinkPurpose::enrollment:
      return limits::kEnrollmentLifetime;
  }
  std::unreachable();
}

const char* mail_of(LinkPurpose purpose) {
  return purpose == LinkPurpose::activation ? mail_kind::kActivation : mail_kind::kPasswordReset;
}

}  // namespace

Result<OpenLink> find_open_link(ReadTransaction& tx, const SecretHasher& hasher, Timestamp now,
                                std::string_view secret, LinkPurpose purpose) {
  const auto link = tx.find_action_link(hasher.hash(secret));
  if (!link || link->purpose != purpose || link->expires_at <= now) return no_such_link();
  auto user = tx.find_user(link->user);
  if (user == nullptr || user->suspended) return no_such_link();
  return OpenLink{*link, std::move(user)};
}

NewLink make_link(WriteTransaction& tx, const OperationContext& context, const UserId& user,
                  LinkPurpose purpose) {
  NewLink made{{}, make_secret(SecretKind::action_link, context.entropy)};
  made.link.id = ActionLinkId::make(context.now, context.entropy);
  made.link.user = user;
  made.link.purpose = purpose;
  made.link.created_at = context.now;
  made.link.expires_at = context.now + lifetime_of(purpose);
  tx.put_action_link(made.link, context.hasher.hash(made.secret.reveal()));
  return made;
}

Principal holder_of(const OperationContext& context, const OpenLink& link) {
  return {link.user, CredentialKind::none, {}, nullptr, context.principal.address};
}

void mail_link(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
               const User& user, LinkPurpose purpose, const char* kind) {
  const auto [link, secret] = make_link(tx, context, user.id, purpose);
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
