#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/access/secret.h"
#include "core/access/token.h"
#include "core/access/token_draft.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// What can be done with the API tokens of the principal's own user.
/// Errors of every operation here: forbidden/permission_missing; of those that take an id:
/// not_found (unknown, or another user's: the two look alike on purpose).
namespace selfsame::core {

struct TokenListing {
  std::uint64_t page = 1;                      ///< from 1
  std::optional<std::uint64_t> per_page;       ///< clamped to the limits; absent: the default
  Direction direction = Direction::ascending;  ///< oldest first, so that pages stay put
  bool include_expired = false;
};

struct TokenPage {
  Page<Token> tokens;
  std::uint64_t page = 1;
  std::uint32_t per_page = 0;  ///< as clamped
};

struct NewSecret {
  Token token;
  PlainSecret secret;  ///< shown in this answer and never again
};

[[nodiscard]] Result<TokenPage> list_tokens(ReadTransaction& tx, const OperationContext& context,
                                            const TokenListing& listing);

[[nodiscard]] Result<Token> get_token(ReadTransaction& tx, const OperationContext& context,
                                      const TokenId& id);

/// Makes a token and its secret.
/// Errors:  invalid (names each place; also a window that is over already),
///          invalid/grants_more_than_creator (an allow policy names one zone on which the creator's
///          credential lacks the group, or holds every permission and the creator's does not),
///          forbidden/resource_forbidden (another user, or every bucket), limited/quota_exceeded.
/// Effects: one audit record.
/// Source:  Cloudflare v4 `POST /user/tokens`.
[[nodiscard]] Result<NewSecret> create_token(WriteTransaction& tx, const OperationContext& context,
                                             const TokenDraft& draft);

/// Replaces everything that can be set; what the draft leaves out is cleared, but the status stays.
/// The secret keeps working. Errors and effects as for `create_token`, without the quota.
/// Source:  Cloudflare v4 `PUT /user/tokens/{id}`.
[[nodiscard]] Result<Token> update_token(WriteTransaction& tx, const OperationContext& context,
                                         const TokenId& id, const TokenDraft& draft);

/// Source:  Cloudflare v4 `DELETE /user/tokens/{id}`.
[[nodiscard]] Status delete_token(WriteTransaction& tx, const OperationContext& context,
                                  const TokenId& id);

/// Replaces the secret; the old one is dead when the answer is out. Also for a disabled or expired
/// token, whose state stays.
/// Source:  Cloudflare v4 `PUT /user/tokens/{id}/value`.
[[nodiscard]] Result<NewSecret> roll_token(WriteTransaction& tx, const OperationContext& context,
                                           const TokenId& id);

struct PermissionGroupFilter {
  std::optional<std::string> name;  ///< exact
  std::optional<std::string> scope;
};

/// The catalogue, in its own order. Pointers are valid as long as the catalogue.
[[nodiscard]] Result<std::vector<const PermissionGroup*>> list_permission_groups(
    const OperationContext& context, const PermissionGroupFilter& filter);

}  // namespace selfsame::core
