#include <array>
#include <memory>
#include <utility>

#include "core/access/authorize.h"
#include "core/identity/password_operations.h"
#include "core/tenancy/organization_user_operations.h"
#include "dialects/rebilly/context.h"
#include "dialects/rebilly/handlers.h"
#include "dialects/rebilly/list_query.h"
#include "dialects/rebilly/membership_codec.h"
#include "dialects/rebilly/page.h"
#include "dialects/rebilly/password_codec.h"
#include "dialects/rebilly/permissions.h"
#include "dialects/rebilly/profile_codec.h"
#include "dialects/rebilly/select_records.h"
#include "dialects/rebilly/shown_id.h"
#include "dialects/rebilly/target.h"
#include "dialects/rebilly/texts.h"
#include "dialects/rebilly/user_codec.h"

namespace selfsame::rebilly {
namespace {

constexpr std::array<std::string_view, 9> kSortFields{"createdTime", "updatedTime", "loginTime",
                                                      "id",          "email",       "firstName",
                                                      "lastName",    "status",      "country"};
constexpr std::array kFields{
    Field{"id", FieldType::id_list, IdKind::user},
    Field{"email", FieldType::string},
    Field{"firstName", FieldType::string},
    Field{"lastName", FieldType::string},
    Field{"businessPhone", FieldType::string},
    Field{"mobilePhone", FieldType::string},
    Field{"country", FieldType::string},
    Field{"status", FieldType::string},
    Field{"reportingCurrency", FieldType::string},
    Field{"permissions", FieldType::string_list},
    Field{"computedPermissions", FieldType::string_list},
    Field{"roleIds", FieldType::id_list, IdKind::role},
    Field{"totpRequired", FieldType::boolean},
    Field{"createdTime", FieldType::timestamp},
    Field{"updatedTime", FieldType::timestamp},
    Field{"loginTime", FieldType::timestamp},
};

Value text_or_null(const std::optional<std::string>& text) { return text ? Value(*text) : Value(); }

Value read_field(const core::PlaceRecord& record, std::string_view field, const FilteredIds& ids) {
  const core::User& user = *record.user;
  if (field == "id") return ids.of(user);
  if (field == "email") return user.email;
  if (field == "firstName") return user.first_name.value_or("");
  if (field == "lastName") return user.last_name.value_or("");
  if (field == "businessPhone") return text_or_null(user.telephone);
  if (field == "mobilePhone") return text_or_null(user.mobile_phone);
  if (field == "country") return text_or_null(user.country);
  if (field == "status") return std::string(status_of(user));
  if (field == "permissions") return shown_permissions(record.place);
  if (field == "computedPermissions") return record.permissions;
  if (field == "roleIds") return ids.of(record.roles);
  if (field == "totpRequired") return user.two_factor_enabled;
  if (field == "createdTime") return user.created_at;
  if (field == "updatedTime") return user_modified_at(user, &record);
  return user.signed_in_at ? Value(*user.signed_in_at) : Value();
}

std::vector<std::string> texts_of(const core::PlaceRecord& record) {
  const core::User& user = *record.user;
  return {user.email, full_name(user), user.telephone.value_or(""), user.mobile_phone.value_or("")};
}

std::unexpected<core::Error> no_such_user() {
  return core::fail(core::ErrorCode::not_found, core::Reason::none, "User not found.");
}

void write_user(core::ReadTransaction& tx, const core::OperationContext& context,
                const Input& input, const core::PlaceRecord& record, Reply& reply) {
  const auto currency = core::report_currency(tx, context, record.place.organization);
  json::Writer out(reply.body());
  encode_user({*record.user, &record, currency}, input.links, out);
}

void write_created(core::ReadTransaction& tx, const core::OperationContext& context,
                   const Input& input, const core::PlaceRecord& record, Reply& reply) {
  write_user(tx, context, input, record, reply);
  reply.set_status(201);
  reply.set_location(input.links.href("/users/" + shown_id(*record.user)));
}

/// Somebody whom the caller has just changed, by whatever right.
core::Status write_changed(core::ReadTransaction& tx, const core::OperationContext& context,
                           const Input& input, const core::OrganizationId& where,
                           std::string_view id, Reply& reply) {
  const auto user = core::find_user_by_text(tx, id);
  auto place = user != nullptr ? core::find_place(tx, user->id, where) : std::nullopt;
  const auto record = place ? core::record_of(tx, context.roles, std::move(*place)) : std::nullopt;
  if (!record) return no_such_user();
  write_created(tx, context, input, *record, reply);
  return {};
}

/// A list on its way out.
struct UserPage {
  const ListQuery& query;
  std::uint64_t total;
  std::span<const core::PlaceRecord> items;
};

void write_users(const UserPage& page, const Input& input, const std::string& currency,
                 Reply& reply) {
  write_page(
      {page.total, page.query.limit, page.query.offset}, page.items,
      [&](const core::PlaceRecord& record, json::Writer& out) {
        encode_user({*record.user, &record, currency}, input.links, out);
      },
      reply.response());
}

/// A person on their way to the store, and what their password becomes.
struct NewUser {
  core::OrganizationUserDraft draft;
  std::optional<core::PlainSecret> password{};
  std::optional<std::string> hash{};
};

core::Result<std::shared_ptr<NewUser>> decode_new_user(const Input& input,
                                                       const boost::json::value& body) {
  auto decoded = decode_user(body);
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  auto made = std::make_shared<NewUser>(NewUser{std::move(decoded->draft)});
  if (!decoded->password) return made;
  core::User user;
  user.email = made->draft.email.value_or("");
  user.first_name = made->draft.first_name;
  user.last_name = made->draft.last_name;
  auto plain = core::check_new_password(input.services->identity, decoded->password->reveal(), user,
                                        "/password");
  if (!plain) return std::unexpected(std::move(plain.error()));
  made->password = std::move(*plain);
  return made;
}

void hash_password(Plan& plan, const std::shared_ptr<NewUser>& user) {
  if (!user->password) return;
  plan.first = dialect::PasswordStep{{}, [user](const core::PasswordHasher& hasher) {
                                       user->hash = hasher.hash(user->password->reveal());
                                     }};
}

/// Somebody's new password on its way, and the proof of the present one if they are the caller.
struct PasswordWork {
  PasswordChange wanted;
  core::Principal caller;
  core::Result<core::PlainSecret> plain = no_such_user();
  std::optional<core::PasswordProof> own{};
  std::string hash{};
};

void look_up(core::ReadTransaction& tx, const Input& input, const std::string& id,
             PasswordWork& work) {
  const auto where = core::organization_of(tx, work.caller, input.organization);
  const auto user = core::find_user_by_text(tx, id);
  // Of whom the organization does not know, nothing is said: not even what their password may be.
  if (!where || user == nullptr || !core::find_place(tx, user->id, *where)) return;
  const core::Identity& identity = input.services->identity;
  work.plain =
      core::check_new_password(identity, work.wanted.new_password.reveal(), *user, "/new_password");
  if (work.caller.user == nullptr || work.caller.user->id != user->id) return;
  work.own = core::PasswordProof{user->password_hash.value_or(identity.decoy_hash), false};
}

void hash_password(const core::PasswordHasher& hasher, const core::Identity& identity,
                   PasswordWork& work) {
  if (!work.plain) return;
  if (work.own) {
    const auto current = core::comparable_password(identity, work.wanted.current_password.reveal());
    work.own->matches = hasher.verify(current.reveal(), work.own->compared_with);
    if (!work.own->matches) return;
  }
  work.hash = hasher.hash(work.plain->reveal());
}

bool is_own_id(const core::Principal& caller, const std::string& id) {
  if (caller.user == nullptr) return false;
  return id == caller.user->chosen_id || core::UserId::parse(id) == caller.user->id;
}

}  // namespace

core::Status list_users(core::ReadTransaction& tx, const core::OperationContext& context,
                        const Input& input, Reply& reply) {
  const auto query = read_list_query(input.query, kSortFields);
  if (!query) return std::unexpected(query.error());
  const auto where = context_of(tx, context.principal, input);
  if (!where) return std::unexpected(where.error());
  const FilteredIds ids{*where, input.services->hasher};
  const auto filter = parse_filter(query->filter, kFields, ids.context, ids.hasher);
  if (!filter) return std::unexpected(filter.error());
  const auto window = window_of(*query);
  auto users = core::list_organization_users(tx, context, *where, window);
  if (!users) return std::unexpected(std::move(users.error()));
  const auto currency = core::report_currency(tx, context, *where);
  if (window) {
    write_users({*query, users->total_count, users->items}, input, currency, reply);
    return {};
  }
  const auto read = [&](const core::PlaceRecord& record, std::string_view field) -> Value {
    if (field == "reportingCurrency") return record.user->reporting_currency.value_or(currency);
    return read_field(record, field, ids);
  };
  select_records(users->items, *query, *filter, read, texts_of);
  const std::span<const core::PlaceRecord> all(users->items);
  write_users({*query, all.size(), slice(all, query->limit, query->offset)}, input, currency,
              reply);
  return {};
}

core::Status get_user(core::ReadTransaction& tx, const core::OperationContext& context,
                      const Input& input, Reply& reply) {
  const auto id = wire_id(input.id);
  if (!id) return no_such_user();
  const auto where = context_of(tx, context.principal, input);
  if (!where) return std::unexpected(where.error());
  const auto record = core::get_organization_user(tx, context, *where, *id);
  if (!record) return std::unexpected(record.error());
  write_user(tx, context, input, *record, reply);
  return {};
}

core::Status get_user_mfa(core::ReadTransaction& tx, const core::OperationContext& context,
                          const Input& input, Reply& reply) {
  const auto id = wire_id(input.id);
  if (!id) return no_such_user();
  const auto where = context_of(tx, context.principal, input);
  if (!where) return std::unexpected(where.error());
  const auto factor = core::get_organization_user_factor(tx, context, *where, *id);
  if (!factor) return std::unexpected(factor.error());
  json::Writer out(reply.body());
  encode_mfa(*factor, input.links.href("/users/" + *id + "/mfa"), {}, out);
  return {};
}

core::Result<Plan> post_user(const Input& input, const core::Principal& /*caller*/,
                             const boost::json::value& body) {
  const auto user = decode_new_user(input, body);
  if (!user) return std::unexpected(user.error());
  Plan plan{[input, user = *user](core::WriteTransaction& tx, const core::OperationContext& context,
                                  Reply& reply) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    const auto record = core::create_organization_user(
        tx, context, input.services->identity, *where, user->draft, user->hash, kIsPermission);
    if (!record) return std::unexpected(record.error());
    write_created(tx, context, input, *record, reply);
    return {};
  }};
  hash_password(plan, *user);
  return plan;
}

core::Result<Plan> put_user(const Input& input, const core::Principal& /*caller*/,
                            const boost::json::value& body) {
  const auto id = wire_id(input.id);
  if (!id) return no_such_user();
  const auto user = decode_new_user(input, body);
  if (!user) return std::unexpected(user.error());
  Plan plan{[input, id = *id, user = *user](core::WriteTransaction& tx,
                                            const core::OperationContext& context,
                                            Reply& reply) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    const auto put = core::put_organization_user(tx, context, input.services->identity, *where, id,
                                                 user->draft, user->hash, kIsPermission);
    if (!put) return std::unexpected(put.error());
    put->created ? write_created(tx, context, input, put->record, reply)
                 : write_user(tx, context, input, put->record, reply);
    return {};
  }};
  hash_password(plan, *user);
  return plan;
}

core::Result<Plan> delete_user(const Input& input, const core::Principal& /*caller*/,
                               const boost::json::value& /*body*/) {
  const auto id = wire_id(input.id);
  if (!id) return no_such_user();
  return Plan{[input, id = *id](core::WriteTransaction& tx, const core::OperationContext& context,
                                Reply&) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    return core::remove_organization_user(tx, context, *where, id);
  }};
}

core::Result<Plan> change_user_password(const Input& input, const core::Principal& caller,
                                        const boost::json::value& body) {
  const auto id = wire_id(input.id);
  if (!id) return no_such_user();
  auto wanted = decode_password_change(body);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  const auto work = std::make_shared<PasswordWork>(PasswordWork{std::move(*wanted), caller});
  Plan plan;
  if (is_own_id(caller, *id)) plan.attempt_on = caller.user->email;
  plan.first = dialect::PasswordStep{
      [work, input, id = *id](core::ReadTransaction& tx) { look_up(tx, input, id, *work); },
      [work, input](const core::PasswordHasher& hasher) {
        hash_password(hasher, input.services->identity, *work);
      }};
  plan.action = [work, input, id = *id](core::WriteTransaction& tx,
                                        const core::OperationContext& context,
                                        Reply& reply) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    const auto standing = core::authorize_in(
        tx, context, core::OperationId::organization_user_password_change, *where);
    if (!standing) return std::unexpected(standing.error());
    if (!work->plain) return std::unexpected(work->plain.error());
    const auto status =
        core::change_organization_user_password(tx, context, *where, id, work->hash, work->own);
    return status ? write_changed(tx, context, input, *where, id, reply) : status;
  };
  return plan;
}

core::Result<Plan> renew_user_totp(const Input& input, const core::Principal& /*caller*/,
                                   const boost::json::value& /*body*/) {
  const auto id = wire_id(input.id);
  if (!id) return no_such_user();
  return Plan{[input, id = *id](core::WriteTransaction& tx, const core::OperationContext& context,
                                Reply& reply) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    const auto status =
        core::reset_organization_user_factor(tx, context, input.services->identity, *where, id);
    return status ? write_changed(tx, context, input, *where, id, reply) : status;
  }};
}

}  // namespace selfsame::rebilly
