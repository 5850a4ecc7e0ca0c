#pragma once

#include <optional>
#include <string>

#include "core/access/secret.h"
#include "core/access/token_draft.h"
#include "core/identity/user.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/organization.h"

/// What only the operator does, at the command line: fill an empty store, bring entities in.
/// Every operation here needs a principal of kind `system` (else forbidden/permission_missing) and
/// leaves one audit record per entity.
namespace selfsame::core {

struct FirstUser {
  std::string email;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::string organization;
  std::string password_hash;  ///< PHC string
};

/// The first user's ids and credentials: shown once.
struct FirstCredentials {
  UserId user;
  OrganizationId organization;
  PlainSecret api_token;
  PlainSecret global_api_key;
  PlainSecret secret_api_key;
};

/// Refuses a password that breaks the rules: `limits::kPasswordCharactersMin` and
/// `limits::kPasswordCharacters`. No composition rules.
Status check_password(std::string_view password);

/// Makes the first user, the organization that they own and their credentials.
/// Errors: conflict/store_in_use (there is a user already), invalid.
[[nodiscard]] Result<FirstCredentials> initialize_store(WriteTransaction& tx,
                                                        const OperationContext& context,
                                                        const FirstUser& first);

/// Brings a user in. `id`, `email` are wanted; an empty username becomes the id's.
/// Errors: invalid, conflict/id_taken, conflict/mail_address_taken.
[[nodiscard]] Status import_user(WriteTransaction& tx, const OperationContext& context, User user);

struct ImportedToken {
  TokenId id;
  UserId user;
  SecretHash secret;
  TokenDraft draft;
  std::optional<Timestamp> issued_at;  ///< absent: now
};

/// Brings a token in, with the hash of its secret. The rules of `create_token` hold, except those
/// that ask what its creator may do, and that its window may be over.
/// Errors: invalid, forbidden/resource_forbidden, not_found (the user), conflict/id_taken (also the
///         secret), limited/quota_exceeded.
[[nodiscard]] Status import_token(WriteTransaction& tx, const OperationContext& context,
                                  const ImportedToken& imported);

/// Brings a key in, with the hash of its secret.
/// Errors: not_found (the user or the organization), conflict/id_taken.
[[nodiscard]] Status import_api_key(WriteTransaction& tx, const OperationContext& context,
                                    ApiKey key, const SecretHash& secret);

/// Errors: invalid, conflict/id_taken.
[[nodiscard]] Status import_organization(WriteTransaction& tx, const OperationContext& context,
                                         const Organization& organization);

/// Errors: not_found (the user or the organization), conflict/id_taken (is a member already).
[[nodiscard]] Status import_membership(WriteTransaction& tx, const OperationContext& context,
                                       Membership membership);

}  // namespace selfsame::core
