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
  Owner owner;
  SecretHash secret;
  TokenDraft draft;
  std::optional<Timestamp> issued_at{};  ///< absent: now
  std::string creator_email{};           ///< of an organization's token
};

/// Brings a token in, with the hash of its secret. The rules of `create_token` hold, except those
/// that ask what its creator may do, and that its window may be over.
/// Errors: invalid, forbidden/resource_forbidden, not_found (the owner), conflict/id_taken (also the
///         secret), limited/quota_exceeded.
[[nodiscard]] Status import_token(WriteTransaction& tx, const OperationContext& context,
                                  const ImportedToken& imported);

/// Brings a key in, with the hash of its secret.
/// Errors: not_found (the user or the organization), conflict/id_taken.
[[nodiscard]] Status import_api_key(WriteTransaction& tx, const OperationContext& context,
                                    ApiKey key, const SecretHash& secret);

/// Errors: invalid (also a parent that is no tenant, or too deep), not_found (the parent),
///         conflict/id_taken.
[[nodiscard]] Status import_organization(WriteTransaction& tx, const OperationContext& context,
                                         const Organization& organization);

/// Brings a place in: a user's (`user`; the address is theirs), or one offered to `email`. The
/// policy that says the same as its roles is made; an owner gets the Super Administrator's role.
/// Errors: invalid (a role that the organization does not have, an address that is none), not_found
///         (the user or the organization), conflict/id_taken (has a place already).
[[nodiscard]] Status import_membership(WriteTransaction& tx, const OperationContext& context,
                                       Membership membership);

/// Errors: invalid (the address), not_found (the organization), conflict/id_taken.
[[nodiscard]] Status import_invite(WriteTransaction& tx, const OperationContext& context,
                                   const Invite& invite);

/// One of an organization's own roles.
/// Errors: invalid, not_found (the organization), conflict/id_taken (also a built-in role),
///         limited/quota_exceeded.
[[nodiscard]] Status import_role(WriteTransaction& tx, const OperationContext& context,
                                 const Role& role);

/// Errors: invalid (the name), not_found (the organization), conflict/id_taken (also the name).
[[nodiscard]] Status import_zone(WriteTransaction& tx, const OperationContext& context,
                                 const Zone& zone);

/// Errors: invalid (the name), not_found (the organization, one of the zones), conflict/id_taken.
[[nodiscard]] Status import_resource_group(WriteTransaction& tx, const OperationContext& context,
                                           const ResourceGroup& group);

/// Brings a record in that another system has kept. Logs only grow at their new end: what is older
/// than the newest record of the log is refused.
/// Errors: invalid (`/occurred_on`, or a text too long), conflict/id_taken.
[[nodiscard]] Status import_audit_record(WriteTransaction& tx, const OperationContext& context,
                                         AuditRecord record);

}  // namespace selfsame::core
