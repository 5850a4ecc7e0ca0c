#include <array>
#include <utility>

#include "core/identity/profile_operations.h"
#include "core/tenancy/place_administration.h"
#include "dialects/rebilly/handlers.h"
#include "dialects/rebilly/ids.h"
#include "dialects/rebilly/list_query.h"
#include "dialects/rebilly/membership_codec.h"
#include "dialects/rebilly/page.h"
#include "dialects/rebilly/permissions.h"
#include "dialects/rebilly/profile_codec.h"
#include "dialects/rebilly/select_records.h"
#include "dialects/rebilly/shown_id.h"
#include "dialects/rebilly/target.h"

namespace selfsame::rebilly {
namespace {

constexpr std::array<std::string_view, 8> kSortFields{
    "createdTime", "updatedTime", "organization.name", "organization.createdTime",
    "user.name",   "user.email",  "isOwner",           "isDefault"};
constexpr std::array kFields{
    Field{"organizationId", FieldType::id, IdKind::organization},
    Field{"organization.id", FieldType::id, IdKind::organization},
    Field{"organization.name", FieldType::string},
    Field{"organization.createdTime", FieldType::timestamp},
    Field{"organization.updatedTime", FieldType::timestamp},
    Field{"userId", FieldType::id_list, IdKind::user},
    Field{"user.id", FieldType::id_list, IdKind::user},
    Field{"user.name", FieldType::string},
    Field{"user.email", FieldType::string},
    Field{"permissions", FieldType::string_list},
    Field{"roleIds", FieldType::id_list, IdKind::role},
    Field{"isOwner", FieldType::boolean},
    Field{"isDefault", FieldType::boolean},
    Field{"createdTime", FieldType::timestamp},
    Field{"updatedTime", FieldType::timestamp},
};

Value read_field(const core::PlaceRecord& record, std::string_view field, const FilteredIds& ids) {
  const core::Organization& organization = *record.organization;
  if (field == "organizationId" || field == "organization.id") return organization.id.bytes;
  if (field == "organization.name") return organization.name;
  if (field == "organization.createdTime") return organization.created_at;
  if (field == "organization.updatedTime") return organization.modified_at;
  if (field == "userId" || field == "user.id") return ids.of(*record.user);
  if (field == "user.name") return full_name(*record.user);
  if (field == "user.email") return record.user->email;
  if (field == "permissions") return shown_permissions(record.place);
  if (field == "roleIds") return ids.of(record.roles);
  if (field == "isOwner") return record.place.owner;
  if (field == "isDefault") return record.place.is_default;
  if (field == "createdTime") return record.place.created_at;
  if (field == "updatedTime") return record.place.modified_at;
  return {};  // `id`: they have none
}

std::unexpected<core::Error> no_such_membership() {
  return core::fail(core::ErrorCode::not_found, core::Reason::none, "Membership not found.");
}

/// An organization that is named like a record is answered for like one.
std::unexpected<core::Error> refusal(const core::Error& error) {
  if (error.reason == core::Reason::not_a_member) return no_such_membership();
  return std::unexpected(error);
}

/// Which place a path names.
struct Place {
  core::OrganizationId organization;
  std::string user;
};

std::optional<Place> place_of(const Input& input) {
  const auto organization = wire_id(input.id);
  auto user = wire_id(input.item);
  if (!organization || !user) return std::nullopt;
  const auto bytes = read_id(*organization, IdKind::organization, {}, input.services->hasher);
  if (!bytes) return std::nullopt;
  return Place{core::OrganizationId{*bytes}, std::move(*user)};
}

core::Status write_all(const core::Records<core::PlaceRecord>& records,
                       std::span<const core::PlaceRecord> page, const ListQuery& query,
                       const Input& input, Reply& reply) {
  write_page(
      {records.total_count, query.limit, query.offset}, page,
      [&](const core::PlaceRecord& record, json::Writer& out) {
        encode_membership(record, query.expand, input.links, out);
      },
      reply.response());
  return {};
}

}  // namespace

core::Status list_memberships(core::ReadTransaction& tx, const core::OperationContext& context,
                              const Input& input, Reply& reply) {
  const auto query = read_list_query(input.query, kSortFields);
  if (!query) return std::unexpected(query.error());
  const auto where = core::organization_of(tx, context.principal, input.organization);
  const FilteredIds ids{where.value_or(core::OrganizationId{}), input.services->hasher};
  const auto filter = parse_filter(query->filter, kFields, ids.context, ids.hasher);
  if (!filter) return std::unexpected(filter.error());
  auto records = core::list_place_records(tx, context, where, window_of(*query));
  if (!records) return std::unexpected(std::move(records.error()));
  if (window_of(*query)) return write_all(*records, records->items, *query, input, reply);
  select_records(
      records->items, *query, *filter,
      [&](const core::PlaceRecord& record, std::string_view field) {
        return read_field(record, field, ids);
      },
      [](const core::PlaceRecord& record) {
        return std::vector{record.organization->name, full_name(*record.user), record.user->email};
      });
  records->total_count = records->items.size();
  const std::span<const core::PlaceRecord> all(records->items);
  return write_all(*records, slice(all, query->limit, query->offset), *query, input, reply);
}

core::Status get_membership(core::ReadTransaction& tx, const core::OperationContext& context,
                            const Input& input, Reply& reply) {
  const auto place = place_of(input);
  if (!place) return no_such_membership();
  const auto record = core::get_place_record(tx, context, place->organization, place->user);
  if (!record) return refusal(record.error());
  json::Writer out(reply.body());
  encode_membership(*record, read_expand(input.query), input.links, out);
  return {};
}

core::Result<Plan> put_membership(const Input& input, const core::Principal& /*caller*/,
                                  const boost::json::value& body) {
  auto place = place_of(input);
  if (!place) return no_such_membership();
  auto draft = decode_membership(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return Plan{[input, place = std::move(*place), draft = std::move(*draft)](
                  core::WriteTransaction& tx, const core::OperationContext& context,
                  Reply& reply) -> core::Status {
    const auto put =
        core::put_place(tx, context, place.organization, place.user, draft, kIsPermission);
    if (!put) return refusal(put.error());
    json::Writer out(reply.body());
    encode_membership(put->record, {}, input.links, out);
    if (put->created) {
      reply.set_status(201);
      reply.set_location(input.links.href(membership_path(put->record)));
    }
    return {};
  }};
}

core::Result<Plan> delete_membership(const Input& input, const core::Principal& /*caller*/,
                                     const boost::json::value& /*body*/) {
  auto place = place_of(input);
  if (!place) return no_such_membership();
  return Plan{[place = std::move(*place)](core::WriteTransaction& tx,
                                          const core::OperationContext& context,
                                          Reply&) -> core::Status {
    const auto status = core::delete_place(tx, context, place.organization, place.user);
    return status ? core::Status() : core::Status(refusal(status.error()));
  }};
}

}  // namespace selfsame::rebilly
