#pragma once

#include <optional>
#include <string_view>

#include "core/tenancy/place_draft.h"
#include "core/tenancy/place_records.h"

/// Accepted places by organization and user: one's own anywhere, and those of an organization that one
/// handles. A user's id is taken in any spelling, or as a client chose it.
/// Errors of every operation: not_found (the organization, the user, or no place of theirs there),
/// forbidden/…, as of organization_operations.h.
namespace selfsame::core {

/// The caller's own places in other organizations, and all of `organization` if they may list its
/// members (else their own there); each part newest first. Without a window all, to be filtered or
/// sorted.
/// Errors:  forbidden/permission_missing (neither part is theirs to see), limited/quota_exceeded
///          (without a window, more than `limits::kFilteredRecordsMax`).
/// Source:  Rebilly `GetMembershipCollection`.
[[nodiscard]] Result<Records<PlaceRecord>> list_place_records(
    ReadTransaction& tx, const OperationContext& context,
    const std::optional<OrganizationId>& organization, const std::optional<RecordWindow>& window);

/// Source:  Rebilly `GetMembership`.
[[nodiscard]] Result<PlaceRecord> get_place_record(ReadTransaction& tx,
                                                   const OperationContext& context,
                                                   const OrganizationId& organization,
                                                   std::string_view user);

/// Changes a place; or, by an owner, gives one to a user who has none there, at once. What was offered
/// to them is taken back.
/// Errors:  invalid (as of `apply_place_draft`), forbidden/permission_missing (more than the caller
///          holds; an owner, or a new place, by who is none), conflict/last_owner.
/// Effects: one audit record, none if nothing changed; a mail (`member_added` or `member_changed`).
/// Source:  Rebilly `PutMembership`.
[[nodiscard]] Result<PlacePut> put_place(WriteTransaction& tx, const OperationContext& context,
                                         const OrganizationId& organization, std::string_view user,
                                         const PlaceDraft& draft, IsPermission is_permission);

/// Takes a place away; one's own with the right to leave. The user's oldest remaining place becomes
/// their default one if it was that.
/// Errors:  forbidden/permission_missing (an owner, by who is none), conflict/last_owner, conflict
///          (the user's only place: their account would be nobody's; the user is to be removed).
/// Effects: one audit record, and one in the user's log if their default changed; a mail
///          (`member_removed`).
/// Source:  Rebilly `DeleteMembership`; reference 4.2.
[[nodiscard]] Status delete_place(WriteTransaction& tx, const OperationContext& context,
                                  const OrganizationId& organization, std::string_view user);

}  // namespace selfsame::core
