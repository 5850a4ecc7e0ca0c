#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/identity/identity.h"
#include "core/identity/password_operations.h"
#include "core/identity/second_factor_operations.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/place_draft.h"
#include "core/tenancy/place_records.h"

/// The people of an organization as one thing: who has an accepted place in it, with the account and
/// what the place gives. Ids are taken in any spelling, or as a client chose them.
///
/// An organization changes the credentials (mail address, password, second factor) only of accounts
/// that it made and whose holders belong to no other: it takes over none that it shares. Owners are
/// changed by owners. Whoever changes somebody's credentials or rights holds at least as much.
///
/// Errors of every operation: not_found (the organization, or nobody in it), forbidden/…, as of
/// organization_operations.h.
namespace selfsame::core {

enum class AccountStatus {
  active,
  inactive,              ///< suspended
  pending_confirmation,  ///< the mail address is not proved yet
};
AccountStatus account_status(const User& user);

/// In a window, newest first; without one all, to be filtered or sorted.
/// Errors:  limited/quota_exceeded (all of more than `limits::kFilteredRecordsMax`: nothing is left
///          out in silence).
/// Source:  Rebilly `GetUserCollection`.
[[nodiscard]] Result<Records<PlaceRecord>> list_organization_users(
    ReadTransaction& tx, const OperationContext& context, const OrganizationId& organization,
    const std::optional<RecordWindow>& window);

/// Source:  Rebilly `GetUser`.
[[nodiscard]] Result<PlaceRecord> get_organization_user(ReadTransaction& tx,
                                                        const OperationContext& context,
                                                        const OrganizationId& organization,
                                                        std::string_view id);

/// What a client wants a person to be. Outer absent: leave alone; inner absent: clear. A new one needs
/// an address and both names. What is not changed is not judged: it may come from another dialect.
struct OrganizationUserDraft {
  using Field = std::optional<std::optional<std::string>>;
  std::optional<std::string> email{};
  std::optional<std::string> first_name{};
  std::optional<std::string> last_name{};
  Field telephone{};
  Field mobile_phone{};
  Field country{};      ///< ISO 3166 alpha-2
  Field preferences{};  ///< a JSON object
  PlaceDraft place{};
};

/// Makes an account, and its place. With a password it can be used at once: the organization vouches
/// for the address, but what others offer to the address is shown only once its holder has proved it.
/// Without one, a link is mailed that sets a password and proves the address.
/// Errors:  invalid (`/email` also: taken; `/first_name`, …, as of `apply_place_draft`),
///          forbidden/permission_missing (more rights than the caller holds).
/// Effects: audit records of the user and the place; a mail (`password_reset`) without a password.
/// Source:  Rebilly `PostUser`.
[[nodiscard]] Result<PlaceRecord> create_organization_user(
    WriteTransaction& tx, const OperationContext& context, const Identity& identity,
    const OrganizationId& organization, const OrganizationUserDraft& draft,
    const std::optional<std::string>& password_hash, IsPermission is_permission);

/// Changes an account and its place, or makes one with the id that the client chose (`created`), as
/// `create_organization_user` does. A new address must be proved again, by the link mailed to it.
/// `password_hash` counts for a new one only.
/// Errors:  as of `create_organization_user`; forbidden/permission_missing (see above),
///          forbidden/proof_too_old (one's own address), conflict/last_owner, invalid (`/id`: no id,
///          or taken).
/// Effects: an audit record of the account in the organization's log (of an address in the user's,
///          too) and one of the place, none of what did not change; a mail (`activation`) to a new
///          address.
/// Source:  Rebilly `PutUser`.
[[nodiscard]] Result<PlacePut> put_organization_user(
    WriteTransaction& tx, const OperationContext& context, const Identity& identity,
    const OrganizationId& organization, std::string_view id, const OrganizationUserDraft& draft,
    const std::optional<std::string>& password_hash, IsPermission is_permission);

/// Source:  Rebilly `GetUserMfa`.
[[nodiscard]] Result<FactorView> get_organization_user_factor(ReadTransaction& tx,
                                                              const OperationContext& context,
                                                              const OrganizationId& organization,
                                                              std::string_view id);

/// Takes a person out. There is no deletion of users: if the organization made the account and it
/// was the last place, the account is suspended and all sessions end; its address stays taken.
/// Errors:  forbidden/permission_missing, conflict/last_owner.
/// Effects: one audit record, and one in the user's log of a suspension; a mail (`member_removed`).
/// Source:  Rebilly `DeleteUser`; reference 5.
[[nodiscard]] Status remove_organization_user(WriteTransaction& tx, const OperationContext& context,
                                              const OrganizationId& organization,
                                              std::string_view id);

/// Sets somebody's password; all their sessions end. One's own takes a proof of the present one
/// (`own`), and keeps the session that it is done in.
/// Errors:  forbidden/permission_missing, forbidden/proof_too_old, invalid (`/current_password`).
/// Effects: an audit record in the organization's log and one in the user's; a mail
///          (`password_changed`).
/// Source:  Rebilly `PostUserPasswordChange`.
[[nodiscard]] Status change_organization_user_password(
    WriteTransaction& tx, const OperationContext& context, const OrganizationId& organization,
    std::string_view id, const std::string& new_hash, const std::optional<PasswordProof>& own);

/// Ends somebody's second factor: they enroll anew.
/// Errors:  forbidden/permission_missing, forbidden/proof_too_old (one's own).
/// Effects: an audit record in the organization's log and one in the user's.
/// Source:  Rebilly `PostUserTotpReset`.
[[nodiscard]] Status reset_organization_user_factor(WriteTransaction& tx,
                                                    const OperationContext& context,
                                                    const Identity& identity,
                                                    const OrganizationId& organization,
                                                    std::string_view id);

}  // namespace selfsame::core
