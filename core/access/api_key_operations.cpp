#include "core/access/api_key_operations.h"

#include <utility>

#include "core/access/api_key_rules.h"
#include "core/access/authorize.h"
#include "core/access/secret_format.h"
#include "core/audit/record_change.h"
#include "core/limits.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_key() {
  return fail(ErrorCode::not_found, Reason::none, "API key not found.");
}

Status authorize_on_keys(ReadTransaction& tx, const OperationContext& context,
                         OperationId operation, const OrganizationId& organization) {
  const auto standing = authorize_in(tx, context, operation, organization);
  return standing ? Status() : std::unexpected(standing.error());
}

std::optional<ApiKey> find_key(ReadTransaction& tx, const OrganizationId& organization,
                               std::string_view id) {
  if (const auto own = ApiKeyId::parse(id)) {
    if (auto key = tx.find_api_key(organization, *own)) return key;
  }
  return tx.find_api_key_by_chosen_id(organization, id);
}

/// Finds the key after the authorization, so that a refusal tells nothing about it.
Result<ApiKey> find_key_for(ReadTransaction& tx, const OperationContext& context,
                            OperationId operation, const OrganizationId& organization,
                            std::string_view id) {
  if (auto status = authorize_on_keys(tx, context, operation, organization); !status) {
    return std::unexpected(std::move(status.error()));
  }
  auto key = find_key(tx, organization, id);
  if (!key) return no_such_key();
  return std::move(*key);
}

ApiKeyView view_of(ReadTransaction& tx, ApiKey key) {
  const auto user = tx.find_user(key.user);
  return {std::move(key), user == nullptr ? std::string() : user->email};
}

Status apply_draft(const ApiKeyDraft& draft, ApiKey& key) {
  if (draft.acl && *draft.acl && (*draft.acl)->empty()) {
    return fail_field("/acl", "must have at least one entry, or be left out");
  }
  if (draft.name) key.name = *draft.name;
  if (draft.acl) key.acl = draft.acl->value_or(std::vector<AclEntry>());
  if (draft.allowed_networks) {
    key.allowed_networks = draft.allowed_networks->value_or(std::vector<Cidr>());
  }
  return validate_api_key(key);
}

Status check_quota(ReadTransaction& tx, const OrganizationId& organization) {
  if (tx.count_api_keys(organization) < limits::kApiKeysPerOrganization) return {};
  return fail(ErrorCode::limited, Reason::quota_exceeded,
              "An organization can have at most " +
                  std::to_string(limits::kApiKeysPerOrganization) + " API keys. Delete one first.");
}

void record_key_change(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                       const ApiKey& key, std::vector<AuditChange> changes,
                       std::string_view action = {}) {
  record_change(tx, context, operation, *key.organization, "api_key", key.id.hex(),
                std::move(changes), action);
}

/// Makes a key, after the authorization.
Result<SavedApiKey> add_key(WriteTransaction& tx, const OperationContext& context,
                            OperationId operation, const OrganizationId& organization,
                            const ApiKeyDraft& draft, std::string chosen_id) {
  if (context.principal.user == nullptr) return permission_missing();  // for whom would it act?
  ApiKey key;
  key.id = ApiKeyId::make(context.now, context.entropy);
  key.kind = draft.kind.value_or(ApiKeyKind::organization);
  key.user = context.principal.user->id;
  key.organization = organization;
  key.chosen_id = std::move(chosen_id);
  key.created_at = context.now;
  key.modified_at = context.now;
  const bool global = key.kind == ApiKeyKind::global;
  auto status = global ? fail_field("/kind", "is not of a key that belongs to an organization")
                       : apply_draft(draft, key);
  if (status) status = check_handing_out(tx, context, nullptr, key);
  if (status) status = check_quota(tx, organization);
  if (!status) return std::unexpected(std::move(status.error()));

  const bool publishable = key.kind == ApiKeyKind::publishable;
  auto secret = make_secret(
      publishable ? SecretKind::publishable_key : SecretKind::organization_key, context.entropy);
  key.shown_secret = shown_part(key.kind, secret);
  tx.insert_api_key(key, context.hasher.hash(secret.reveal()));
  record_key_change(tx, context, operation, key, describe_new(key), "create");
  return SavedApiKey{view_of(tx, std::move(key)), std::move(secret)};
}

/// Changes a key, after the authorization.
Result<ApiKeyView> change_key(WriteTransaction& tx, const OperationContext& context,
                              OperationId operation, const ApiKey& before,
                              const ApiKeyDraft& draft) {
  if (draft.kind && *draft.kind != before.kind) return fail_field("/kind", "cannot be changed");
  ApiKey after = before;
  auto status = apply_draft(draft, after);
  if (status) status = check_handing_out(tx, context, &before, after);
  if (!status) return std::unexpected(std::move(status.error()));
  if (after == before) return view_of(tx, std::move(after));

  after.modified_at = context.now;
  if (!tx.update_api_key(after)) return no_such_key();
  record_key_change(tx, context, operation, after, describe_difference(before, after));
  return view_of(tx, std::move(after));
}

}  // namespace

Result<std::vector<ApiKeyView>> list_api_keys(ReadTransaction& tx, const OperationContext& context,
                                              const OrganizationId& organization) {
  auto status = authorize_on_keys(tx, context, OperationId::key_list, organization);
  if (!status) return std::unexpected(std::move(status.error()));
  std::vector<ApiKeyView> views;
  for (auto& key : tx.api_keys_of(organization)) views.push_back(view_of(tx, std::move(key)));
  return views;
}

Result<ApiKeyView> get_api_key(ReadTransaction& tx, const OperationContext& context,
                               const OrganizationId& organization, std::string_view id) {
  auto key = find_key_for(tx, context, OperationId::key_get, organization, id);
  if (!key) return std::unexpected(std::move(key.error()));
  return view_of(tx, std::move(*key));
}

Result<SavedApiKey> create_api_key(WriteTransaction& tx, const OperationContext& context,
                                   const OrganizationId& organization, const ApiKeyDraft& draft) {
  constexpr auto kCreate = OperationId::key_create;
  if (auto status = authorize_on_keys(tx, context, kCreate, organization); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return add_key(tx, context, kCreate, organization, draft, {});
}

Result<ApiKeyView> update_api_key(WriteTransaction& tx, const OperationContext& context,
                                  const OrganizationId& organization, std::string_view id,
                                  const ApiKeyDraft& draft) {
  constexpr auto kUpdate = OperationId::key_update;
  const auto before = find_key_for(tx, context, kUpdate, organization, id);
  if (!before) return std::unexpected(before.error());
  return change_key(tx, context, kUpdate, *before, draft);
}

Result<SavedApiKey> put_api_key(WriteTransaction& tx, const OperationContext& context,
                                const OrganizationId& organization, std::string_view id,
                                const ApiKeyDraft& draft) {
  constexpr auto kPut = OperationId::key_update;
  if (auto status = authorize_on_keys(tx, context, kPut, organization); !status) {
    return std::unexpected(std::move(status.error()));
  }
  const auto before = find_key(tx, organization, id);
  if (!before) return add_key(tx, context, kPut, organization, draft, std::string(id));
  auto changed = change_key(tx, context, kPut, *before, draft);
  if (!changed) return std::unexpected(std::move(changed.error()));
  return SavedApiKey{std::move(*changed), std::nullopt};
}

Status delete_api_key(WriteTransaction& tx, const OperationContext& context,
                      const OrganizationId& organization, std::string_view id) {
  constexpr auto kDelete = OperationId::key_delete;
  const auto key = find_key_for(tx, context, kDelete, organization, id);
  if (!key) return std::unexpected(key.error());
  if (!tx.delete_api_key(key->user, key->id)) return no_such_key();
  record_key_change(tx, context, kDelete, *key, describe_gone(*key));
  return {};
}

}  // namespace selfsame::core
