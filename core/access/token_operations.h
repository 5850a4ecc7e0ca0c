#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/access/secret.h"
#include "core/access/token.h"
#include "core/access/token_draft.h"
#include "core/listing.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// What can be done with API tokens: those of the principal's own user (`owner` is them), or those
/// of an organization.
/// Errors of every operation here: forbidden/permission_missing, and for an organization those of
/// `authorize_in`; of those that take an id: not_found (unknown, or another owner's: the two look
/// alike on purpose).
namespace selfsame::core {

struct TokenListing {
  PageRequest page;
  Direction direction = Direction::ascending;  ///< oldest first, so that pages stay put
  bool include_expired = false;
};

struct NewSecret {
  Token token;
  PlainSecret secret;  ///< shown in this answer and never again
};

[[nodiscard]] Result<Listed<Token>> list_tokens(ReadTransaction& tx,
                                                const OperationContext& context, const Owner& owner,
                                                const TokenListing& listing);

[[nodiscard]] Result<Token> get_token(ReadTransaction& tx, const OperationContext& context,
                                      const Owner& owner, const TokenId& id);

/// Makes a token and its secret.
/// Errors:  invalid (names each place; also a window that is over already),
///          invalid/grants_more_than_creator (an allow policy names one zone on which the creator's
///          credential lacks the group, or holds every permission and the creator's does not),
///          forbidden/resource_forbidden (another user, or every bucket), limited/quota_exceeded;
///          for an organization also invalid for what lies outside of it: people, other
///          organizations, zones that are not nested in it, `*`.
/// Effects: one audit record.
/// Source:  Cloudflare v4 `POST /user/tokens`, `POST /accounts/{id}/tokens`.
[[nodiscard]] Result<NewSecret> create_token(WriteTransaction& tx, const OperationContext& context,
                                             const Owner& owner, const TokenDraft& draft);

/// Replaces everything that can be set; what the draft leaves out is cleared, but the status stays.
/// The secret keeps working. Errors and effects as for `create_token`, without the quota.
/// Source:  Cloudflare v4 `PUT /user/tokens/{id}`.
[[nodiscard]] Result<Token> update_token(WriteTransaction& tx, const OperationContext& context,
                                         const Owner& owner, const TokenId& id,
                                         const TokenDraft& draft);

/// Source:  Cloudflare v4 `DELETE /user/tokens/{id}`.
[[nodiscard]] Status delete_token(WriteTransaction& tx, const OperationContext& context,
                                  const Owner& owner, const TokenId& id);

/// Replaces the secret; the old one is dead when the answer is out. Also for a disabled or expired
/// token, whose state stays.
/// Source:  Cloudflare v4 `PUT /user/tokens/{id}/value`.
[[nodiscard]] Result<NewSecret> roll_token(WriteTransaction& tx, const OperationContext& context,
                                           const Owner& owner, const TokenId& id);

struct PermissionGroupFilter {
  std::optional<std::string> name;  ///< exact
  std::optional<std::string> scope;
};

/// The groups that tokens of this owner can hold, in the catalogue's order. Pointers are valid as
/// long as the catalogue.
[[nodiscard]] Result<std::vector<const PermissionGroup*>> list_permission_groups(
    ReadTransaction& tx, const OperationContext& context, const Owner& owner,
    const PermissionGroupFilter& filter);

}  // namespace selfsame::core
