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
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_token() {
  return fail(ErrorCode::not_found, Reason::none, "Token not found.");
}

/// The same thing done to a person's tokens and to an organization's are two operations.
struct TokenOperation {
  OperationId of_user;
  OperationId of_organization;

  [[nodiscard]] OperationId of(const Owner& owner) const {
    return owner.kind == OwnerKind::user ? of_user : of_organization;
  }
};

constexpr TokenOperation kList{OperationId::token_list, OperationId::account_token_list};
constexpr TokenOperation kCreate{OperationId::token_create, OperationId::account_token_create};
constexpr TokenOperation kGet{OperationId::token_get, OperationId::account_token_get};
constexpr TokenOperation kUpdate{OperationId::token_update, OperationId::account_token_update};
constexpr TokenOperation kDelete{OperationId::token_delete, OperationId::account_token_delete};
constexpr TokenOperation kRoll{OperationId::token_roll, OperationId::account_token_roll};
constexpr TokenOperation kListGroups{OperationId::permission_group_list,
                                     OperationId::account_permission_group_list};

Status authorize_on_tokens(ReadTransaction& tx, const OperationContext& context, OperationId id,
                           const Owner& owner) {
  if (const auto organization = owner.organization()) {
    const auto standing = authorize_in(tx, context, id, *organization);
    if (!standing) return std::unexpected(standing.error());
    // A token of the organization may be given everything in it, so that whoever makes (or rolls)
    // one hands that out.
    if (operation(id).changes_state && !standing->owner) return permission_missing();
    return {};
  }
  // Nobody handles another person's tokens.
  if (context.principal.user == nullptr || owner != Owner(context.principal.user->id)) {
    return permission_missing();
  }
  return authorize_on_user(context, id);
}

/// Finds the token after the authorization, so that a refusal tells nothing about it.
Result<Token> find_token_of(ReadTransaction& tx, const OperationContext& context,
                            const TokenOperation& wanted, const Owner& owner,
                            const TokenId& token_id) {
  if (auto status = authorize_on_tokens(tx, context, wanted.of(owner), owner); !status) {
    return std::unexpected(std::move(status.error()));
  }
  auto token = tx.find_token(owner, token_id);
  if (!token) return no_such_token();
  return std::move(*token);
}

/// What a token's own rules say of it, beyond the form of its draft.
Status check_token(const Token& token, const OperationContext& context) {
  auto status = check_resources(token);
  if (status) status = check_grants(token, context.principal, context.catalogue);
  return status;
}

Status check_quota(ReadTransaction& tx, const Owner& owner) {
  const bool of_user = owner.kind == OwnerKind::user;
  const auto tokens_max = of_user ? limits::kTokensPerUser : limits::kTokensPerOrganization;
  if (tx.count_tokens(owner) < tokens_max) return {};
  return fail(ErrorCode::limited, Reason::quota_exceeded,
              std::string(of_user ? "A user" : "An account") + " can have at most " +
                  std::to_string(tokens_max) + " API tokens. Delete one first.");
}

SecretKind secret_kind(const Owner& owner) {
  return owner.kind == OwnerKind::user ? SecretKind::user_token : SecretKind::account_token;
}

void record_token_change(WriteTransaction& tx, const OperationContext& context,
                         const TokenOperation& done, const Token& token,
                         std::vector<AuditChange> changes) {
  record_change(tx, context, done.of(token.owner), token.owner, "token", token.id.hex(),
                std::move(changes));
}

}  // namespace

Result<Listed<Token>> list_tokens(ReadTransaction& tx, const OperationContext& context,
                                  const Owner& owner, const TokenListing& listing) {
  if (auto status = authorize_on_tokens(tx, context, kList.of(owner), owner); !status) {
    return std::unexpected(std::move(status.error()));
  }
  TokenQuery query;
  query.page = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(listing.page.page, std::numeric_limits<std::uint32_t>::max()));
  query.per_page = listing.page.clamped_per_page();
  query.direction = listing.direction;
  if (!listing.include_expired) query.expired_before = context.now;
  auto page = tx.list_tokens(owner, query);
  return Listed<Token>{std::move(page.items), page.total_count, listing.page.page, query.per_page};
}

Result<Token> get_token(ReadTransaction& tx, const OperationContext& context, const Owner& owner,
                        const TokenId& id) {
  return find_token_of(tx, context, kGet, owner, id);
}

Result<NewSecret> create_token(WriteTransaction& tx, const OperationContext& context,
                               const Owner& owner, const TokenDraft& draft) {
  Token token;
  token.owner = owner;
  auto status = authorize_on_tokens(tx, context, kCreate.of(owner), owner);
  if (status) status = apply_draft(draft, context.catalogue, context.now, context.entropy, token);
  if (status) status = check_window_is_ahead(token, context.now);
  if (status) status = check_token(token, context);
  if (status) status = check_quota(tx, owner);
  if (!status) return std::unexpected(std::move(status.error()));

  token.id = TokenId::make(context.now, context.entropy);
  token.issued_at = context.now;
  token.modified_at = context.now;
  if (owner.kind == OwnerKind::organization && context.principal.user != nullptr) {
    token.creator_email = context.principal.user->email;
  }
  auto secret = make_secret(secret_kind(owner), context.entropy);
  tx.insert_token(token, context.hasher.hash(secret.reveal()));
  record_token_change(tx, context, kCreate, token, describe_new(token));
  return NewSecret{std::move(token), std::move(secret)};
}

Result<Token> update_token(WriteTransaction& tx, const OperationContext& context,
                           const Owner& owner, const TokenId& id, const TokenDraft& draft) {
  auto before = find_token_of(tx, context, kUpdate, owner, id);
  if (!before) return before;
  Token after = *before;
  auto status = apply_draft(draft, context.catalogue, context.now, context.entropy, after);
  if (status) status = check_token(after, context);
  if (!status) return std::unexpected(std::move(status.error()));

  after.modified_at = context.now;
  tx.update_token(after);
  record_token_change(tx, context, kUpdate, after, describe_difference(*before, after));
  return after;
}

Status delete_token(WriteTransaction& tx, const OperationContext& context, const Owner& owner,
                    const TokenId& id) {
  const auto token = find_token_of(tx, context, kDelete, owner, id);
  if (!token) return std::unexpected(token.error());
  tx.delete_token(owner, id);
  record_token_change(tx, context, kDelete, *token, describe_gone(*token));
  return {};
}

Result<NewSecret> roll_token(WriteTransaction& tx, const OperationContext& context,
                             const Owner& owner, const TokenId& id) {
  auto token = find_token_of(tx, context, kRoll, owner, id);
  if (!token) return std::unexpected(std::move(token.error()));
  auto secret = make_secret(secret_kind(owner), context.entropy);
  token->modified_at = context.now;
  tx.replace_token_secret(owner, id, context.hasher.hash(secret.reveal()), context.now);
  record_token_change(tx, context, kRoll, *token, {{"secret", kRedacted, kRedacted}});
  return NewSecret{std::move(*token), std::move(secret)};
}

Result<std::vector<const PermissionGroup*>> list_permission_groups(
    ReadTransaction& tx, const OperationContext& context, const Owner& owner,
    const PermissionGroupFilter& filter) {
  if (auto status = authorize_on_tokens(tx, context, kListGroups.of(owner), owner); !status) {
    return std::unexpected(std::move(status.error()));
  }
  std::vector<const PermissionGroup*> found;
  for (const auto& group : context.catalogue.groups()) {
    if (filter.name && group.name != *filter.name) continue;
    if (filter.scope && !group.fits(*filter.scope)) continue;
    if (owner.kind == OwnerKind::organization && !fits_organization(group)) continue;
    // The groups of the installation are for its operators: shown to whoever asks for them.
    if (group.fits(resource_kind::kStore) && filter.scope != resource_kind::kStore) continue;
    found.push_back(&group);
  }
  return found;
}

}  // namespace selfsame::core
