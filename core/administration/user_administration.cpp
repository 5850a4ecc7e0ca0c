#include <utility>

#include "core/access/secret_format.h"
#include "core/administration/add_entity.h"
#include "core/administration/administration.h"
#include "core/audit/record_change.h"
#include "core/identity/mailed_links.h"
#include "core/identity/preference_operations.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_user() {
  return fail(ErrorCode::not_found, Reason::none, "User not found.");
}

Result<std::shared_ptr<const User>> find_user(ReadTransaction& tx, const OperationContext& context,
                                              OperationId operation_id, const UserId& id) {
  if (auto status = authorize_on_store(tx, context, operation_id); !status) {
    return std::unexpected(std::move(status.error()));
  }
  auto user = tx.find_user(id);
  if (user == nullptr) return no_such_user();
  return user;
}

Result<std::shared_ptr<const User>> set_suspended(WriteTransaction& tx,
                                                  const OperationContext& context,
                                                  OperationId operation_id, const UserId& id,
                                                  bool suspended) {
  auto found = find_user(tx, context, operation_id, id);
  if (!found || (*found)->suspended == suspended) return found;
  const auto& caller = context.principal.user;
  if (suspended && caller != nullptr && caller->id == id) {
    return fail(ErrorCode::conflict, Reason::none,
                "You cannot suspend yourself. Let another operator do it.");
  }
  User after = **found;
  after.suspended = suspended;
  after.modified_at = context.now;
  tx.update_user(after);
  if (suspended) end_access(tx, id);
  record_change(tx, context, operation_id, id, resource_kind::kUser, id.hex(),
                {{"suspended", suspended ? "false" : "true", suspended ? "true" : "false"}});
  return tx.find_user(id);
}

}  // namespace

Result<std::vector<User>> list_users(ReadTransaction& tx, const OperationContext& context,
                                     const AfterRequest<UserId>& request) {
  if (auto status = authorize_on_store(tx, context, OperationId::store_user_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return tx.list_users(request.after, request.clamped_limit());
}

Result<std::shared_ptr<const User>> get_user_by_id(ReadTransaction& tx,
                                                   const OperationContext& context,
                                                   const UserId& id) {
  return find_user(tx, context, OperationId::store_user_get, id);
}

Result<UserWithKey> create_user(WriteTransaction& tx, const OperationContext& context,
                                const NewUser& wanted) {
  constexpr auto kCreate = OperationId::store_user_create;
  User user = make_user(context, wanted.email);
  user.first_name = wanted.first_name;
  user.last_name = wanted.last_name;
  user.email_verified = wanted.email_verified;
  auto status = authorize_on_store(tx, context, kCreate);
  if (status) status = validate_user(user);
  if (status && wanted.language && !is_language(*wanted.language)) {
    status = fail_field("/language", "is no language that mail comes in, e.g. en-US");
  }
  if (status && tx.find_user_by_email(user.email) != nullptr) {
    status = fail(ErrorCode::conflict, Reason::mail_address_taken,
                  "There is a user with this mail address already.");
  }
  if (!status) return std::unexpected(std::move(status.error()));

  add_user(tx, context, kCreate, user);
  auto key = make_secret(SecretKind::global_key, context.entropy);
  add_api_key(tx, context, kCreate,
              {ApiKeyId::make(context.now, context.entropy), ApiKeyKind::global, user.id,
               std::nullopt, "Global API key", context.now},
              context.hasher.hash(key.reveal()));
  if (wanted.language) {
    CommunicationPreferences preferences;
    preferences.language = wanted.language;
    preferences.created_at = context.now;
    preferences.modified_at = context.now;
    tx.put_preferences(user.id, preferences);
  }
  return UserWithKey{tx.find_user(user.id), std::move(key)};
}

Result<std::shared_ptr<const User>> suspend_user(WriteTransaction& tx,
                                                 const OperationContext& context,
                                                 const UserId& id) {
  return set_suspended(tx, context, OperationId::store_user_suspend, id, true);
}

Result<std::shared_ptr<const User>> resume_user(WriteTransaction& tx,
                                                const OperationContext& context, const UserId& id) {
  return set_suspended(tx, context, OperationId::store_user_resume, id, false);
}

}  // namespace selfsame::core
