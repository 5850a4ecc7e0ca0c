#include "core/outbox/queue_mail.h"

namespace selfsame::core {

void queue_mail(WriteTransaction& tx, const OperationContext& context, const std::string& recipient,
                const char* kind, std::vector<std::pair<std::string, std::string>> values) {
  Mail mail;
  mail.id = MailId::make(context.now, context.entropy);
  mail.recipient = recipient;
  mail.kind = kind;
  if (const auto user = tx.find_user_by_email(recipient); user != nullptr) {
    const auto preferences = tx.find_preferences(user->id);
    if (preferences) mail.language = preferences->language.value_or("");
  }
  mail.values = std::move(values);
  mail.created_at = context.now;
  mail.next_attempt_at = context.now;
  tx.insert_mail(mail);
}

}  // namespace selfsame::core
