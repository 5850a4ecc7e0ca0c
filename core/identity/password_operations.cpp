#include "core/identity/password_operations.h"

#include <array>
#include <utility>

#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/identity/mailed_links.h"
#include "core/identity/second_factor_operations.h"
#include "core/outbox/queue_mail.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

void record_account(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                    const User& user, std::vector<AuditChange> changes) {
  record_change(tx, context, operation, user.id, resource_kind::kUser, user.id.hex(),
                std::move(changes));
}

/// What there is; empty if there is nothing.
std::string_view view_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

}  // namespace

void set_password(WriteTransaction& tx, const OperationContext& context, User user,
                  const std::string& new_hash, const std::optional<SessionId>& kept) {
  user.password_hash = new_hash;
  user.modified_at = context.now;
  tx.update_user(user);
  tx.delete_sessions_of(user.id, kept);
  tx.delete_action_link(user.id, LinkPurpose::password_reset);
  queue_mail(tx, context, user.email, mail_kind::kPasswordChanged,
             {{"changed", format_minutes(context.now)}});
}

PlainSecret comparable_password(const Identity& identity, std::string_view password) {
  auto normalized = identity.passwords.normalize(password);
  return PlainSecret(normalized ? std::move(*normalized) : std::string(password));
}

Result<PlainSecret> check_new_password(const Identity& identity, std::string_view password,
                                       const User& user, const std::string& pointer) {
  auto normalized = identity.passwords.normalize(password);
  if (!normalized) return fail_field(pointer, "must be text without control characters");
  const std::array<std::string_view, 4> context{user.email, view_of(user.first_name),
                                                view_of(user.last_name), identity.issuer};
  const auto problem =
      password_problem(identity.passwords, *normalized, context, user.two_factor_enabled);
  if (problem) return fail_field(pointer, *problem);
  return PlainSecret(std::move(*normalized));
}

Status change_password(WriteTransaction& tx, const OperationContext& context,
                       const PasswordProof& current, const std::string& new_hash) {
  constexpr auto kChange = OperationId::password_change;
  auto status = authorize_on_user(context, kChange);
  if (!status) return status;
  const User& user = *context.principal.user;
  if (!current.matches || user.password_hash != current.compared_with) {
    return fail_field("/current_password", "is not your password");
  }
  if (status = check_recent_proof(tx, context, user); !status) return status;
  const auto& session = context.principal.session;
  set_password(tx, context, user, new_hash,
               session != nullptr ? std::optional(session->id) : std::nullopt);
  record_account(tx, context, kChange, user, {{"password", std::nullopt, "changed"}});
  return {};
}

Status forget_password(WriteTransaction& tx, const OperationContext& context,
                       const Identity& identity, std::string_view email) {
  const auto user = tx.find_user_by_email(email);
  if (user == nullptr || user->suspended) return {};
  mail_link(tx, context, identity, *user, LinkPurpose::password_reset);
  record_account(tx, context, OperationId::password_forget, *user,
                 {{"password", std::nullopt, "link mailed"}});
  return {};
}

Result<OpenLink> get_password_link(ReadTransaction& tx, const OperationContext& context,
                                   std::string_view secret) {
  return find_open_link(tx, context.hasher, context.now, secret, LinkPurpose::password_reset);
}

Result<std::shared_ptr<const User>> reset_password(WriteTransaction& tx,
                                                   const OperationContext& context,
                                                   std::string_view secret,
                                                   const std::string& new_hash) {
  const auto found =
      find_open_link(tx, context.hasher, context.now, secret, LinkPurpose::password_reset);
  if (!found) return std::unexpected(found.error());
  const auto principal = holder_of(context, *found);
  const auto as_user = context.acting_as(principal);
  User user = *found->user;
  user.email_verified = true;
  user.address_vouched = false;
  set_password(tx, as_user, user, new_hash, std::nullopt);
  record_account(tx, as_user, OperationId::password_reset, user,
                 {{"password", std::nullopt, "set by a mailed link"}});
  return tx.find_user(user.id);
}

}  // namespace selfsame::core
