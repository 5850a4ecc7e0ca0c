#include "core/tenancy/place_administration.h"

#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/limits.h"
#include "core/outbox/queue_mail.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_place() {
  return fail(ErrorCode::not_found, Reason::none, "Membership not found.");
}

bool is_caller(const OperationContext& context, const User& user) {
  return context.principal.user != nullptr && context.principal.user->id == user.id;
}

/// The caller's accepted places, newest first, but for one organization's.
std::vector<PlaceRecord> own_records(ReadTransaction& tx, const OperationContext& context,
                                     const std::optional<OrganizationId>& except) {
  std::vector<PlaceRecord> records;
  const auto places = tx.memberships_of(context.principal.user->id);
  for (const auto& place : *places) {
    if (place.status != MembershipStatus::accepted || place.organization == except) continue;
    if (auto record = record_of(tx, context.roles, place)) records.push_back(std::move(*record));
  }
  std::ranges::reverse(records);
  return records;
}

/// Adds the part of a list that a window shows, and moves the window behind it.
void add_own(std::vector<PlaceRecord> own, std::optional<RecordWindow>& window,
             Records<PlaceRecord>& records) {
  records.total_count = own.size();
  if (!window) {
    records.items = std::move(own);
    return;
  }
  window->limit = std::min(window->limit, limits::kRecordsPerWindow);
  const auto first = static_cast<std::size_t>(std::min<std::uint64_t>(window->offset, own.size()));
  const std::size_t count = std::min<std::size_t>(window->limit, own.size() - first);
  for (std::size_t i = first; i < first + count; ++i) records.items.push_back(std::move(own[i]));
  window->offset -= first;
  window->limit -= static_cast<std::uint32_t>(count);
}

std::string names_of(const PlaceRecord& record) {
  std::string names;
  for (const auto& role : record.roles) {
    if (!names.empty()) names += ", ";
    names += role.name;
  }
  return names;
}

void tell(WriteTransaction& tx, const OperationContext& context, const char* kind,
          const PlaceRecord& record) {
  std::vector<std::pair<std::string, std::string>> values{
      {"organization", record.organization->name}, {"roles", names_of(record)}};
  if (kind == mail_kind::kMemberAdded) {
    const auto& caller = context.principal.user;
    values.emplace_back("inviter", caller == nullptr ? std::string() : caller->email);
  }
  queue_mail(tx, context, record.user->email, kind, std::move(values));
}

void record_place(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                  const Membership& place, std::vector<AuditChange> changes,
                  std::string_view action = {}) {
  record_change(tx, context, operation, place.organization, "member", place.id.hex(),
                std::move(changes), action);
}

Result<PlacePut> change_place(WriteTransaction& tx, const OperationContext& context,
                              const Standing& standing, const Membership& before,
                              const PlaceDraft& draft, IsPermission is_permission) {
  Membership after = before;
  auto status = apply_place_draft(tx, context, draft, is_permission, after);
  const bool same = after == before;
  if (status && !same) status = check_place_change(tx, context, standing, &before, after);
  if (!status) return std::unexpected(std::move(status.error()));
  if (!same) {
    after.modified_at = context.now;
    tx.update_membership(after);
    record_place(tx, context, OperationId::member_update, after,
                 describe_difference(before, after));
  }
  auto record = record_of(tx, context.roles, std::move(after));
  if (!record) return no_such_place();
  if (!same) tell(tx, context, mail_kind::kMemberChanged, *record);
  return PlacePut{std::move(*record), false};
}

Result<PlacePut> give_place(WriteTransaction& tx, const OperationContext& context,
                            const Standing& standing, const User& user, const PlaceDraft& draft,
                            IsPermission is_permission) {
  if (!standing.owner) return permission_missing();
  Membership place;
  place.id = MembershipId::make(context.now, context.entropy);
  place.organization = standing.organization->id;
  place.user = user.id;
  place.email = user.email;
  place.status = MembershipStatus::accepted;
  place.is_default = is_first_place(tx, user.id);
  place.created_at = context.now;
  place.modified_at = context.now;
  auto status = apply_place_draft(tx, context, draft, is_permission, place);
  if (status) status = check_place_change(tx, context, standing, nullptr, place);
  if (!status) return std::unexpected(std::move(status.error()));
  clear_offers(tx, place.organization, user.id, user.email);
  tx.insert_membership(place);
  record_place(tx, context, OperationId::member_add, place, describe_new(place), "add");
  auto record = record_of(tx, context.roles, std::move(place));
  if (!record) return no_such_place();
  tell(tx, context, mail_kind::kMemberAdded, *record);
  return PlacePut{std::move(*record), true};
}

}  // namespace

Result<Records<PlaceRecord>> list_place_records(ReadTransaction& tx,
                                                const OperationContext& context,
                                                const std::optional<OrganizationId>& organization,
                                                const std::optional<RecordWindow>& window) {
  const auto own = authorize_on_user(context, OperationId::membership_list);
  Status all = organization ? Status() : Status(permission_missing());
  if (organization) {
    const auto standing = authorize_in(tx, context, OperationId::member_list, *organization);
    if (!standing) all = std::unexpected(standing.error());
  }
  if (!own && !all) return std::unexpected(organization ? all.error() : own.error());
  Records<PlaceRecord> records;
  auto left = window;
  if (own) {
    add_own(own_records(tx, context, all ? organization : std::nullopt), left, records);
  }
  if (!all) return records;
  auto members = member_records(tx, context.roles, *organization, left);
  if (!members) return members;
  records.total_count += members->total_count;
  std::ranges::move(members->items, std::back_inserter(records.items));
  return records;
}

Result<PlaceRecord> get_place_record(ReadTransaction& tx, const OperationContext& context,
                                     const OrganizationId& organization, std::string_view id) {
  const auto user = find_user_by_text(tx, id);
  const bool own = user != nullptr && is_caller(context, *user) &&
                   authorize_on_user(context, OperationId::membership_get);
  if (!own) {
    const auto standing = authorize_in(tx, context, OperationId::member_get, organization);
    if (!standing) return std::unexpected(standing.error());
  }
  auto place = user != nullptr ? find_place(tx, user->id, organization) : std::nullopt;
  auto record = place ? record_of(tx, context.roles, std::move(*place)) : std::nullopt;
  if (!record) return no_such_place();
  return std::move(*record);
}

Result<PlacePut> put_place(WriteTransaction& tx, const OperationContext& context,
                           const OrganizationId& organization, std::string_view id,
                           const PlaceDraft& draft, IsPermission is_permission) {
  const auto standing = authorize_in(tx, context, OperationId::member_update, organization);
  if (!standing) return std::unexpected(standing.error());
  const auto user = find_user_by_text(tx, id);
  const auto place = user != nullptr ? find_place(tx, user->id, organization) : std::nullopt;
  if (place) return change_place(tx, context, *standing, *place, draft, is_permission);
  // Whoever may not give a place does not learn who is a user.
  if (!standing->owner) return permission_missing();
  if (user == nullptr) return fail(ErrorCode::not_found, Reason::none, "User not found.");
  return give_place(tx, context, *standing, *user, draft, is_permission);
}

Status delete_place(WriteTransaction& tx, const OperationContext& context,
                    const OrganizationId& organization, std::string_view id) {
  auto operation = OperationId::member_remove;
  const auto user = find_user_by_text(tx, id);
  const bool leaves = user != nullptr && is_caller(context, *user) &&
                      authorize_on_user(context, OperationId::membership_leave);
  bool owner = leaves;
  if (leaves) {
    operation = OperationId::membership_leave;
  } else {
    const auto standing = authorize_in(tx, context, operation, organization);
    if (!standing) return std::unexpected(standing.error());
    owner = standing->owner && !is_restricted(context.principal);
  }
  const auto place = user != nullptr ? find_place(tx, user->id, organization) : std::nullopt;
  const auto record = place ? record_of(tx, context.roles, *place) : std::nullopt;
  if (!record) return no_such_place();
  if (place->owner && !owner) return permission_missing();
  if (place->owner) {
    if (auto status = check_not_last_owner(tx, organization); !status) return status;
  }
  const auto places = tx.memberships_of(user->id);
  if (std::ranges::count(*places, MembershipStatus::accepted, &Membership::status) == 1) {
    return fail(ErrorCode::conflict, Reason::none,
                "It is the only membership of the user. Remove the user instead.");
  }
  take_place(tx, context, operation, *place);
  record_place(tx, context, operation, *place, describe_gone(*place));
  if (!leaves) {
    queue_mail(tx, context, user->email, mail_kind::kMemberRemoved,
               {{"organization", record->organization->name}});
  }
  return {};
}

}  // namespace selfsame::core
