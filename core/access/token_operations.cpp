#include "core/access/token_operations.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "core/access/authorize.h"
#include "core/access/secret_format.h"
#include "core/access/token_rules.h"
#include "core/audit/record_change.h"
#include "core/limits.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_token() {
  return fail(ErrorCode::not_found, Reason::none, "Token not found.");
}

/// Finds the token after the authorization, so that a refusal tells nothing about it.
Result<Token> find_own_token(ReadTransaction& tx, const OperationContext& context, OperationId id,
                             const TokenId& token_id) {
  if (auto status = authorize_on_user(context, id); !status) {
    return std::unexpected(std::move(status.error()));
  }
  auto token = tx.find_token(context.principal.user->id, token_id);
  if (!token) return no_such_token();
  return std::move(*token);
}

void record_token_change(WriteTransaction& tx, const OperationContext& context,
                         OperationId operation_id, const Token& token,
                         std::vector<AuditChange> changes) {
  record_change(tx, context, operation_id, token.user.bytes, "token", token.id.hex(),
                std::move(changes));
}

}  // namespace

Result<TokenPage> list_tokens(ReadTransaction& tx, const OperationContext& context,
                              const TokenListing& listing) {
  if (auto status = authorize_on_user(context, OperationId::token_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  TokenPage page;
  page.page = listing.page;
  page.per_page = static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(listing.per_page.value_or(limits::kTokenPageDefault),
                                limits::kTokenPageMin, limits::kTokenPageMax));
  TokenQuery query;
  query.page = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(listing.page, std::numeric_limits<std::uint32_t>::max()));
  query.per_page = page.per_page;
  query.direction = listing.direction;
  if (!listing.include_expired) query.expired_before = context.now;
  page.tokens = tx.list_tokens(context.principal.user->id, query);
  return page;
}

Result<Token> get_token(ReadTransaction& tx, const OperationContext& context, const TokenId& id) {
  return find_own_token(tx, context, OperationId::token_get, id);
}

Result<NewSecret> create_token(WriteTransaction& tx, const OperationContext& context,
                               const TokenDraft& draft) {
  const UserId& owner = context.principal.user->id;
  Token token;
  token.user = owner;
  auto status = authorize_on_user(context, OperationId::token_create);
  if (status) status = apply_draft(draft, context.catalogue, context.now, context.entropy, token);
  if (status) status = check_window_is_ahead(token, context.now);
  if (status) status = check_resources(token);
  if (status) status = check_grants(token, context.principal, context.catalogue);
  if (!status) return std::unexpected(std::move(status.error()));
  if (tx.count_tokens(owner) >= limits::kTokensPerUser) {
    return fail(ErrorCode::limited, Reason::quota_exceeded,
                "A user can have at most " + std::to_string(limits::kTokensPerUser) +
                    " API tokens. Delete one first.");
  }

  token.id = TokenId::make(context.now, context.entropy);
  token.issued_at = context.now;
  token.modified_at = context.now;
  auto secret = make_secret(SecretKind::user_token, context.entropy);
  tx.insert_token(token, context.hasher.hash(secret.reveal()));
  record_token_change(tx, context, OperationId::token_create, token, describe_new(token));
  return NewSecret{std::move(token), std::move(secret)};
}

Result<Token> update_token(WriteTransaction& tx, const OperationContext& context, const TokenId& id,
                           const TokenDraft& draft) {
  auto before = find_own_token(tx, context, OperationId::token_update, id);
  if (!before) return before;
  Token after = *before;
  auto status = apply_draft(draft, context.catalogue, context.now, context.entropy, after);
  if (status) status = check_resources(after);
  if (status) status = check_grants(after, context.principal, context.catalogue);
  if (!status) return std::unexpected(std::move(status.error()));

  after.modified_at = context.now;
  tx.update_token(after);
  record_token_change(tx, context, OperationId::token_update, after,
                      describe_difference(*before, after));
  return after;
}

Status delete_token(WriteTransaction& tx, const OperationContext& context, const TokenId& id) {
  const auto token = find_own_token(tx, context, OperationId::token_delete, id);
  if (!token) return std::unexpected(token.error());
  tx.delete_token(token->user, id);
  record_token_change(tx, context, OperationId::token_delete, *token, describe_gone(*token));
  return {};
}

Result<NewSecret> roll_token(WriteTransaction& tx, const OperationContext& context,
                             const TokenId& id) {
  auto token = find_own_token(tx, context, OperationId::token_roll, id);
  if (!token) return std::unexpected(std::move(token.error()));
  auto secret = make_secret(SecretKind::user_token, context.entropy);
  token->modified_at = context.now;
  tx.replace_token_secret(token->user, id, context.hasher.hash(secret.reveal()), context.now);
  record_token_change(tx, context, OperationId::token_roll, *token,
                      {{"secret", kRedacted, kRedacted}});
  return NewSecret{std::move(*token), std::move(secret)};
}

Result<std::vector<const PermissionGroup*>> list_permission_groups(
    const OperationContext& context, const PermissionGroupFilter& filter) {
  if (auto status = authorize_on_user(context, OperationId::permission_group_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  std::vector<const PermissionGroup*> found;
  for (const auto& group : context.catalogue.groups()) {
    if (filter.name && group.name != *filter.name) continue;
    if (filter.scope && !group.fits(*filter.scope)) continue;
    found.push_back(&group);
  }
  return found;
}

}  // namespace selfsame::core
