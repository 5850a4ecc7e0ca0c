#include <utility>

#include "core/administration/administration.h"
#include "core/audit/record_change.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

/// Whose log the operator's handling of mail belongs to: the installation's.
const AuditOwner kInstallation;

Result<Mail> find_mail(ReadTransaction& tx, const OperationContext& context,
                       OperationId operation_id, const MailId& id) {
  if (auto status = authorize_on_store(tx, context, operation_id); !status) {
    return std::unexpected(std::move(status.error()));
  }
  auto mail = tx.find_mail(id);
  if (!mail) return fail(ErrorCode::not_found, Reason::none, "Mail not found.");
  return std::move(*mail);
}

}  // namespace

Result<std::vector<Mail>> list_mail(ReadTransaction& tx, const OperationContext& context,
                                    MailState state, const AfterRequest<MailId>& request) {
  if (auto status = authorize_on_store(tx, context, OperationId::store_mail_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return tx.list_mail(state, request.after, request.clamped_limit());
}

Result<Mail> retry_mail(WriteTransaction& tx, const OperationContext& context, const MailId& id) {
  constexpr auto kRetry = OperationId::store_mail_retry;
  auto mail = find_mail(tx, context, kRetry, id);
  if (!mail) return mail;
  mail->state = MailState::waiting;
  mail->attempts = 0;
  mail->next_attempt_at = context.now;
  tx.update_mail(*mail);
  record_change(tx, context, kRetry, kInstallation, "mail", id.hex(),
                {{"recipient", mail->recipient, mail->recipient}});
  return mail;
}

Status drop_mail(WriteTransaction& tx, const OperationContext& context, const MailId& id) {
  constexpr auto kDrop = OperationId::store_mail_drop;
  const auto mail = find_mail(tx, context, kDrop, id);
  if (!mail) return std::unexpected(mail.error());
  tx.delete_mail(id);
  record_change(tx, context, kDrop, kInstallation, "mail", id.hex(),
                {{"recipient", mail->recipient, std::nullopt}});
  return {};
}

}  // namespace selfsame::core
