#include "core/tenancy/organization_user_operations.h"

#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/administration/add_entity.h"
#include "core/audit/record_change.h"
#include "core/identity/mailed_links.h"
#include "core/limits.h"
#include "core/outbox/queue_mail.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/organization_user_rules.h"
#include "core/tenancy/own_role_operations.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_user() {
  return fail(ErrorCode::not_found, Reason::none, "User not found.");
}

std::unexpected<Error> address_taken() {
  return fail_field("/email", "belongs to an account already");
}

Result<PlaceRecord> show(ReadTransaction& tx, const OperationContext& context, Membership place) {
  auto record = record_of(tx, context.roles, std::move(place));
  if (!record) return no_such_user();
  return std::move(*record);
}

/// Whose address is in the draft that is applied next.
User make_managed_user(const OperationContext& context, const OrganizationId& organization,
                       const std::optional<std::string>& password_hash,
                       std::string_view chosen_id) {
  User user = make_user(context, {});
  user.chosen_id = chosen_id;
  user.managed_by = organization;
  user.email_verified = password_hash.has_value();
  user.address_vouched = password_hash.has_value();
  user.password_hash = password_hash;
  return user;
}

Result<PlaceRecord> make_account(WriteTransaction& tx, const OperationContext& context,
                                 const Identity& identity, const Standing& standing,
                                 OperationId operation, const OrganizationUserDraft& draft,
                                 const std::optional<std::string>& password_hash,
                                 IsPermission is_permission, std::string_view chosen_id) {
  const auto& organization = standing.organization->id;
  User user = make_managed_user(context, organization, password_hash, chosen_id);
  auto status = apply_user_draft(draft, nullptr, user);
  if (status) status = validate_user(user);
  if (status && tx.find_user_by_email(user.email) != nullptr) status = address_taken();
  Membership place;
  place.id = MembershipId::make(context.now, context.entropy);
  place.organization = organization;
  place.user = user.id;
  place.email = user.email;
  place.status = MembershipStatus::accepted;
  place.is_default = true;
  place.created_at = context.now;
  place.modified_at = context.now;
  if (status) status = apply_place_draft(tx, context, draft.place, is_permission, place);
  if (status) status = check_place_change(tx, context, standing, nullptr, place);
  if (!status) return std::unexpected(std::move(status.error()));

  clear_offers(tx, organization, std::nullopt, user.email);
  add_user(tx, context, operation, user);
  add_membership(tx, context, operation, place);
  if (!password_hash) mail_link(tx, context, identity, user, LinkPurpose::password_reset);
  return show(tx, context, std::move(place));
}

/// A new address is nobody's until it is proved, and links to the old one open nothing.
void move_address(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
                  User& user, Membership& place) {
  user.email_verified = false;
  user.address_vouched = false;
  place.email = user.email;
  clear_offers(tx, place.organization, std::nullopt, user.email);
  tx.delete_action_link(user.id, LinkPurpose::password_reset);
  tx.delete_action_link(user.id, LinkPurpose::activation);
  mail_link(tx, context, identity, user,
            user.password_hash ? LinkPurpose::activation : LinkPurpose::password_reset);
}

Status check_new_address(ReadTransaction& tx, const OperationContext& context,
                         const FoundUser& found, const std::string& email) {
  const auto holder = tx.find_user_by_email(email);
  if (holder != nullptr && holder->id != found.user->id) return address_taken();
  auto status = check_may_change_credentials(tx, context, found);
  if (!status || !found.self) return status;
  const auto places = tx.memberships_of(found.user->id);
  if (std::ranges::count(*places, MembershipStatus::accepted, &Membership::status) == 1) return {};
  return fail(ErrorCode::forbidden, Reason::permission_missing,
              "You belong to other organizations, which know you by this address.");
}

Result<PlaceRecord> change_account(WriteTransaction& tx, const OperationContext& context,
                                   const Identity& identity, const FoundUser& found,
                                   const OrganizationUserDraft& draft, IsPermission is_permission) {
  constexpr auto kUpdate = OperationId::organization_user_update;
  User user = *found.user;
  Membership place = found.place;
  auto status = check_not_above(context, found);
  if (status) status = apply_user_draft(draft, found.user.get(), user);
  if (status) status = apply_place_draft(tx, context, draft.place, is_permission, place);
  const bool moved = user.email != found.user->email;
  if (status && moved) status = check_new_address(tx, context, found, user.email);
  const bool other_rights = place != found.place;
  if (status && other_rights) {
    status = check_place_change(tx, context, found.standing, &found.place, place);
  }
  if (!status) return std::unexpected(std::move(status.error()));

  auto changes = changes_between(describe_account(*found.user), describe_account(user));
  if (moved) move_address(tx, context, identity, user, place);
  if (!changes.empty()) {
    user.modified_at = context.now;
    tx.update_user(user);
    if (moved) {
      record_credential(tx, context, kUpdate, found, changes);
    } else {
      record_change(tx, context, kUpdate, place.organization, resource_kind::kUser, user.id.hex(),
                    std::move(changes));
    }
  }
  if (other_rights || moved) {
    place.modified_at = context.now;
    tx.update_membership(place);
    record_change(tx, context, kUpdate, place.organization, "member", place.id.hex(),
                  describe_difference(found.place, place), "change_role");
  }
  return show(tx, context, std::move(place));
}

/// Of an account that nobody has a use for any more.
void suspend_account(WriteTransaction& tx, const OperationContext& context, const UserId& id) {
  User user = *tx.find_user(id);
  if (user.suspended) return;
  user.suspended = true;
  user.modified_at = context.now;
  tx.update_user(user);
  end_access(tx, id);
  record_change(tx, context, OperationId::organization_user_remove, id, resource_kind::kUser,
                id.hex(), {{"suspended", "false", "true"}}, "suspend");
}

}  // namespace

AccountStatus account_status(const User& user) {
  if (user.suspended) return AccountStatus::inactive;
  return user.email_verified ? AccountStatus::active : AccountStatus::pending_confirmation;
}

Result<Records<PlaceRecord>> list_organization_users(ReadTransaction& tx,
                                                     const OperationContext& context,
                                                     const OrganizationId& organization,
                                                     const std::optional<RecordWindow>& window) {
  const auto standing =
      authorize_in(tx, context, OperationId::organization_user_list, organization);
  if (!standing) return std::unexpected(standing.error());
  return member_records(tx, context.roles, organization, window);
}

Result<PlaceRecord> get_organization_user(ReadTransaction& tx, const OperationContext& context,
                                          const OrganizationId& organization, std::string_view id) {
  auto found =
      find_organization_user(tx, context, OperationId::organization_user_get, organization, id);
  if (!found) return std::unexpected(std::move(found.error()));
  return show(tx, context, std::move(found->place));
}

Result<PlaceRecord> create_organization_user(WriteTransaction& tx, const OperationContext& context,
                                             const Identity& identity,
                                             const OrganizationId& organization,
                                             const OrganizationUserDraft& draft,
                                             const std::optional<std::string>& password_hash,
                                             IsPermission is_permission) {
  constexpr auto kCreate = OperationId::organization_user_create;
  const auto standing = authorize_in(tx, context, kCreate, organization);
  if (!standing) return std::unexpected(standing.error());
  return make_account(tx, context, identity, *standing, kCreate, draft, password_hash,
                      is_permission, {});
}

Result<PlacePut> put_organization_user(WriteTransaction& tx, const OperationContext& context,
                                       const Identity& identity, const OrganizationId& organization,
                                       std::string_view id, const OrganizationUserDraft& draft,
                                       const std::optional<std::string>& password_hash,
                                       IsPermission is_permission) {
  constexpr auto kUpdate = OperationId::organization_user_update;
  const auto standing = authorize_in(tx, context, kUpdate, organization);
  if (!standing) return std::unexpected(standing.error());
  const auto found = find_organization_user(tx, context, kUpdate, organization, id);
  if (!found && !is_chosen_id(id)) return fail_field("/id", "is no id");
  if (!found && find_user_by_text(tx, id) != nullptr) return fail_field("/id", "is taken");
  auto record = found ? change_account(tx, context, identity, *found, draft, is_permission)
                      : make_account(tx, context, identity, *standing, kUpdate, draft,
                                     password_hash, is_permission, id);
  if (!record) return std::unexpected(std::move(record.error()));
  return PlacePut{std::move(*record), !found};
}

Result<FactorView> get_organization_user_factor(ReadTransaction& tx,
                                                const OperationContext& context,
                                                const OrganizationId& organization,
                                                std::string_view id) {
  const auto found = find_organization_user(tx, context, OperationId::organization_user_factor_get,
                                            organization, id);
  if (!found) return std::unexpected(found.error());
  return view_second_factor(tx, found->user->id);
}

Status remove_organization_user(WriteTransaction& tx, const OperationContext& context,
                                const OrganizationId& organization, std::string_view id) {
  constexpr auto kRemove = OperationId::organization_user_remove;
  const auto found = find_organization_user(tx, context, kRemove, organization, id);
  if (!found) return std::unexpected(found.error());
  auto status = check_not_above(context, *found);
  if (status && !found->self) {
    status = check_handing_out(tx, context, found->standing, &found->place, found->place);
  }
  if (status && found->place.owner) status = check_not_last_owner(tx, organization);
  if (!status) return status;
  const bool orphaned = is_theirs_alone(tx, *found);
  take_place(tx, context, kRemove, found->place);
  record_change(tx, context, kRemove, organization, "member", found->place.id.hex(),
                describe_gone(found->place));
  if (orphaned) suspend_account(tx, context, found->user->id);
  queue_mail(tx, context, found->user->email, mail_kind::kMemberRemoved,
             {{"organization", found->standing.organization->name}});
  return {};
}

Status change_organization_user_password(WriteTransaction& tx, const OperationContext& context,
                                         const OrganizationId& organization, std::string_view id,
                                         const std::string& new_hash,
                                         const std::optional<PasswordProof>& own) {
  constexpr auto kChange = OperationId::organization_user_password_change;
  const auto found = find_organization_user(tx, context, kChange, organization, id);
  if (!found) return std::unexpected(found.error());
  auto status = check_not_above(context, *found);
  if (status) status = check_may_change_credentials(tx, context, *found);
  if (!status) return status;
  const User& user = *found->user;
  if (found->self && (!own || !own->matches || user.password_hash != own->compared_with)) {
    return fail_field("/current_password", "is not your password");
  }
  const auto& session = context.principal.session;
  const bool keeps = found->self && session != nullptr;
  set_password(tx, context, user, new_hash, keeps ? std::optional(session->id) : std::nullopt);
  record_credential(tx, context, kChange, *found, {{"password", std::nullopt, "changed"}});
  return {};
}

Status reset_organization_user_factor(WriteTransaction& tx, const OperationContext& context,
                                      const Identity& identity, const OrganizationId& organization,
                                      std::string_view id) {
  constexpr auto kReset = OperationId::organization_user_factor_reset;
  const auto found = find_organization_user(tx, context, kReset, organization, id);
  if (!found) return std::unexpected(found.error());
  auto status = check_not_above(context, *found);
  if (status) status = check_may_change_credentials(tx, context, *found);
  if (!status) return status;
  const bool was_active = view_second_factor(tx, found->user->id).active;
  end_second_factor(tx, context, identity, found->user->id);
  record_credential(tx, context, kReset, *found,
                    {{"second_factor", was_active ? "active" : "inactive", "inactive"}});
  return {};
}

}  // namespace selfsame::core
