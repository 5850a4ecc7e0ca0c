#include <array>
#include <utility>

#include "core/tenancy/own_role_operations.h"
#include "dialects/rebilly/context.h"
#include "dialects/rebilly/handlers.h"
#include "dialects/rebilly/list_query.h"
#include "dialects/rebilly/page.h"
#include "dialects/rebilly/permissions.h"
#include "dialects/rebilly/role_codec.h"
#include "dialects/rebilly/select_records.h"
#include "dialects/rebilly/shown_id.h"
#include "dialects/rebilly/target.h"

namespace selfsame::rebilly {
namespace {

constexpr std::array<std::string_view, 5> kSortFields{"createdTime", "updatedTime", "id", "name",
                                                      "description"};
constexpr std::array kFields{
    Field{"id", FieldType::id_list, IdKind::role},
    Field{"name", FieldType::string},
    Field{"description", FieldType::string},
    Field{"seniorIds", FieldType::id_list, IdKind::role},
    Field{"juniorIds", FieldType::id_list, IdKind::role},
    Field{"usersCount", FieldType::integer},
    Field{"createdTime", FieldType::timestamp},
    Field{"updatedTime", FieldType::timestamp},
};

Value read_field(const core::RoleView& view, std::string_view field, const FilteredIds& ids) {
  const core::Role& role = view.role;
  if (field == "id") return ids.of(role);
  if (field == "name") return role.name;
  if (field == "description") return role.description.empty() ? Value() : role.description;
  if (field == "seniorIds") return ids.of(view.seniors);
  if (field == "juniorIds") return ids.of(view.juniors);
  if (field == "usersCount") return static_cast<std::int64_t>(view.users_count);
  if (field == "createdTime") return role.created_at;
  return role.modified_at;
}

std::unexpected<core::Error> no_such_role() {
  return core::fail(core::ErrorCode::not_found, core::Reason::none, "Role not found.");
}

void write_role(const Input& input, const core::RoleView& view,
                const std::vector<std::string>& expand, Reply& reply) {
  json::Writer out(reply.body());
  encode_role(view, expand, input.links, out);
}

void write_created(const Input& input, const core::RoleView& view, Reply& reply) {
  write_role(input, view, {}, reply);
  reply.set_status(201);
  reply.set_location(input.links.href("/roles/" + shown_id(view.role)));
}

}  // namespace

core::Status list_roles(core::ReadTransaction& tx, const core::OperationContext& context,
                        const Input& input, Reply& reply) {
  const auto query = read_list_query(input.query, kSortFields);
  if (!query) return std::unexpected(query.error());
  const auto where = context_of(tx, context.principal, input);
  if (!where) return std::unexpected(where.error());
  auto roles = core::list_own_roles(tx, context, *where);
  if (!roles) return std::unexpected(std::move(roles.error()));
  const auto filter = parse_filter(query->filter, kFields, *where, input.services->hasher);
  if (!filter) return std::unexpected(filter.error());
  const FilteredIds ids{*where, input.services->hasher};
  select_records(
      *roles, *query, *filter,
      [&](const core::RoleView& view, std::string_view field) {
        return read_field(view, field, ids);
      },
      [](const core::RoleView& view) {
        return std::vector{view.role.name, view.role.description};
      });
  write_page(
      {roles->size(), query->limit, query->offset},
      slice(std::span(*roles), query->limit, query->offset),
      [&](const core::RoleView& view, json::Writer& out) {
        encode_role(view, query->expand, input.links, out);
      },
      reply.response());
  return {};
}

core::Status get_role(core::ReadTransaction& tx, const core::OperationContext& context,
                      const Input& input, Reply& reply) {
  const auto id = wire_id(input.id);
  if (!id) return no_such_role();
  const auto where = context_of(tx, context.principal, input);
  if (!where) return std::unexpected(where.error());
  const auto view = core::get_own_role(tx, context, *where, *id);
  if (!view) return std::unexpected(view.error());
  write_role(input, *view, read_expand(input.query), reply);
  return {};
}

core::Result<Plan> post_role(const Input& input, const core::Principal& /*caller*/,
                             const boost::json::value& body) {
  auto draft = decode_role(body, input.services->hasher);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return Plan{[input, draft = std::move(*draft)](core::WriteTransaction& tx,
                                                 const core::OperationContext& context,
                                                 Reply& reply) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    const auto view = core::create_role(tx, context, *where, draft, kIsPermission);
    if (!view) return std::unexpected(view.error());
    write_created(input, *view, reply);
    return {};
  }};
}

core::Result<Plan> put_role(const Input& input, const core::Principal& /*caller*/,
                            const boost::json::value& body) {
  const auto id = wire_id(input.id);
  if (!id) return no_such_role();
  auto draft = decode_role(body, input.services->hasher);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return Plan{[input, id = *id, draft = std::move(*draft)](core::WriteTransaction& tx,
                                                           const core::OperationContext& context,
                                                           Reply& reply) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    const auto put = core::put_role(tx, context, *where, id, draft, kIsPermission);
    if (!put) return std::unexpected(put.error());
    put->created ? write_created(input, put->view, reply) : write_role(input, put->view, {}, reply);
    return {};
  }};
}

core::Result<Plan> delete_role(const Input& input, const core::Principal& /*caller*/,
                               const boost::json::value& /*body*/) {
  const auto id = wire_id(input.id);
  if (!id) return no_such_role();
  return Plan{[input, id = *id](core::WriteTransaction& tx, const core::OperationContext& context,
                                Reply&) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    return core::delete_role(tx, context, *where, id);
  }};
}

}  // namespace selfsame::rebilly
