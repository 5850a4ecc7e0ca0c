#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/acl.h"
#include "core/access/secret.h"
#include "core/access/token.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// Keys of an organization. Each acts for the person who made it, in that organization alone, with no
/// more than they may and its access list says. Whoever may list them sees those of everybody.
/// Where an id is wanted it is a text: the key's own id in any spelling, or the one a client chose.
/// Errors of every operation: as of `authorize_in`; not_found for an unknown key.
/// Source: Rebilly `ApiKey`; reference 6.8, 7.
namespace selfsame::core {

/// A key and whom it acts for.
struct ApiKeyView {
  ApiKey key;
  std::string user_email;
};

/// Absent: stays as it is, or as it is by default. An inner absent one clears a restriction.
struct ApiKeyDraft {
  std::optional<std::string> name{};  ///< a new key needs one
  std::optional<ApiKeyKind> kind{};   ///< never changes; of a new key `organization`
  /// No empty list: it is refused, because nobody could tell everything from nothing.
  std::optional<std::optional<std::vector<AclEntry>>> acl{};
  std::optional<std::optional<std::vector<Cidr>>> allowed_networks{};  ///< empty: from anywhere
};

/// A key, with its secret if it was made just now: it is never shown again.
struct SavedApiKey {
  ApiKeyView view;
  std::optional<PlainSecret> secret;
};

/// Oldest first; all of them: there are at most `limits::kApiKeysPerOrganization`.
/// Source:  `GetApiKeyCollection`.
[[nodiscard]] Result<std::vector<ApiKeyView>> list_api_keys(ReadTransaction& tx,
                                                            const OperationContext& context,
                                                            const OrganizationId& organization);

/// Source:  `GetApiKey`.
[[nodiscard]] Result<ApiKeyView> get_api_key(ReadTransaction& tx, const OperationContext& context,
                                             const OrganizationId& organization,
                                             std::string_view id);

/// Makes a key that acts for the caller. Without an access list it may do whatever they may.
/// Errors:  invalid, limited/quota_exceeded; forbidden/permission_missing (also: it would allow more
///          than the caller's credential does, or be usable from where the caller's own key is not;
///          the caller is no person).
/// Effects: one audit record in the organization's log.
/// Source:  `PostApiKey`.
[[nodiscard]] Result<SavedApiKey> create_api_key(WriteTransaction& tx,
                                                 const OperationContext& context,
                                                 const OrganizationId& organization,
                                                 const ApiKeyDraft& draft);

/// Changes a key; the next request with it is judged by what it is then.
/// Errors:  invalid (also `/kind`: another one), forbidden/permission_missing (also: it would allow
///          what neither the caller holds nor the key did before).
/// Effects: one audit record; none if nothing changed.
/// Source:  `PutApiKey`.
[[nodiscard]] Result<ApiKeyView> update_api_key(WriteTransaction& tx,
                                                const OperationContext& context,
                                                const OrganizationId& organization,
                                                std::string_view id, const ApiKeyDraft& draft);

/// Changes the key with this id (not empty), or makes one that has it.
/// Errors:  those of `create_api_key` and `update_api_key`, but not_found.
/// Source:  `PutApiKey`.
[[nodiscard]] Result<SavedApiKey> put_api_key(WriteTransaction& tx, const OperationContext& context,
                                              const OrganizationId& organization,
                                              std::string_view id, const ApiKeyDraft& draft);

/// For good; also the one that the request is made with.
/// Effects: one audit record.
/// Source:  `DeleteApiKey`.
[[nodiscard]] Status delete_api_key(WriteTransaction& tx, const OperationContext& context,
                                    const OrganizationId& organization, std::string_view id);

}  // namespace selfsame::core
