#include <utility>

#include "core/access/authorize.h"
#include "core/access/token_operations.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/query_reader.h"
#include "dialects/cloudflare/token_codec.h"
#include "http/query.h"
#include "json/writer.h"

namespace selfsame::cloudflare {
namespace {

/// Whose tokens the route speaks of: the organization's in the path, else the caller's.
/// Errors: forbidden/permission_missing (the caller is no person).
core::Result<core::Owner> owner_of(const PathIds& ids, const core::OperationContext& context) {
  if (ids.organization) return core::Owner(*ids.organization);
  if (context.principal.user == nullptr) return core::permission_missing();
  return core::Owner(context.principal.user->id);
}

core::Result<core::TokenListing> decode_listing(std::string_view query) {
  std::vector<core::FieldError> errors;
  QueryReader in(query, errors);
  core::TokenListing listing;
  listing.page = in.page();
  listing.direction = in.direction().value_or(core::Direction::ascending);
  listing.include_expired = in.boolean("include_expired").value_or(false);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return listing;
}

std::unexpected<core::Error> refused(core::Error error) {
  return std::unexpected(with_wire_pointers(std::move(error)));
}

/// Writes a token as of now, without its secret.
auto encoder(const core::OperationContext& context) {
  return [&context](const core::Token& token, json::Writer& out) {
    encode_token(token, context.catalogue, context.now, std::nullopt, out);
  };
}

void encode_group(const core::PermissionGroup* group, json::Writer& out) {
  out.begin_object().field("id", group->id).field("name", group->name).key("scopes").begin_array();
  for (const auto& scope : group->scopes) out.string(scope);
  out.end_array();
  if (!group->category.empty()) out.field("category", group->category);
  out.field("is_selectable", true).end_object();
}

}  // namespace

core::Status list_tokens(core::ReadTransaction& tx, const core::OperationContext& context,
                         const Input& input, Reply& reply) {
  const auto owner = owner_of(input.ids, context);
  if (!owner) return std::unexpected(owner.error());
  const auto listing = decode_listing(input.query);
  if (!listing) return std::unexpected(listing.error());
  return answer_page(core::list_tokens(tx, context, *owner, *listing), reply, encoder(context));
}

core::Status get_token(core::ReadTransaction& tx, const core::OperationContext& context,
                       const Input& input, Reply& reply) {
  const auto owner = owner_of(input.ids, context);
  if (!owner) return std::unexpected(owner.error());
  return answer(core::get_token(tx, context, *owner, item_id<core::TokenId>(input)), reply,
                encoder(context));
}

core::Result<WriteAction> create_token(const Input& input, const boost::json::value& body) {
  auto draft = decode_token(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return [ids = input.ids, draft = std::move(*draft)](core::WriteTransaction& tx,
                                                      const core::OperationContext& context,
                                                      Reply& reply) -> core::Status {
    const auto owner = owner_of(ids, context);
    if (!owner) return std::unexpected(owner.error());
    const auto made = core::create_token(tx, context, *owner, draft);
    if (!made) return refused(made.error());
    json::Writer out(reply.result());
    encode_token(made->token, context.catalogue, context.now, made->secret.reveal(), out);
    return {};
  };
}

core::Result<WriteAction> update_token(const Input& input, const boost::json::value& body) {
  auto draft = decode_token(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return [ids = input.ids, draft = std::move(*draft)](core::WriteTransaction& tx,
                                                      const core::OperationContext& context,
                                                      Reply& reply) -> core::Status {
    const auto owner = owner_of(ids, context);
    if (!owner) return std::unexpected(owner.error());
    const auto token = core::update_token(tx, context, *owner, core::TokenId{ids.item}, draft);
    if (!token) return refused(token.error());
    return answer(token, reply, encoder(context));
  };
}

core::Result<WriteAction> delete_token(const Input& input, const boost::json::value& /*body*/) {
  return [ids = input.ids](core::WriteTransaction& tx, const core::OperationContext& context,
                           Reply& reply) -> core::Status {
    const core::TokenId id{ids.item};
    const auto owner = owner_of(ids, context);
    if (!owner) return std::unexpected(owner.error());
    return answer_id(core::delete_token(tx, context, *owner, id), reply, id);
  };
}

core::Result<WriteAction> roll_token(const Input& input, const boost::json::value& /*body*/) {
  return [ids = input.ids](core::WriteTransaction& tx, const core::OperationContext& context,
                           Reply& reply) -> core::Status {
    const auto owner = owner_of(ids, context);
    if (!owner) return std::unexpected(owner.error());
    return answer(core::roll_token(tx, context, *owner, core::TokenId{ids.item}), reply,
                  [](const core::NewSecret& rolled, json::Writer& out) {
                    out.string(rolled.secret.reveal());
                  });
  };
}

core::Status verify_token(core::ReadTransaction& /*tx*/, const core::OperationContext& context,
                          const Input& input, Reply& reply) {
  const core::Token& token = *context.principal.token;
  // Clients tell the two kinds of tokens apart by which of the two routes knows theirs.
  if (token.owner.organization() != input.ids.organization) {
    return core::fail(core::ErrorCode::unauthenticated, core::Reason::credential_unknown,
                      "The token is not one of this owner.");
  }
  json::Writer out(reply.result());
  encode_verification(token, context.now, out);
  if (token.effective_status(context.now) == core::EffectiveTokenStatus::active) {
    reply.set_messages(
        R"({"code":10000,"message":"This API Token is valid and active","type":null})");
  }
  return {};
}

core::Status list_permission_groups(core::ReadTransaction& tx,
                                    const core::OperationContext& context, const Input& input,
                                    Reply& reply) {
  const auto owner = owner_of(input.ids, context);
  if (!owner) return std::unexpected(owner.error());
  std::vector<core::FieldError> errors;
  QueryReader in(input.query, errors);
  core::PermissionGroupFilter filter{in.text("name"), in.text("scope")};
  auto groups = core::list_permission_groups(tx, context, *owner, filter);
  // The documentation asks for an encoded value, so it may arrive encoded twice.
  if (groups && groups->empty() && filter.name) {
    filter.name = http::percent_decode(*filter.name);
    groups = core::list_permission_groups(tx, context, *owner, filter);
  }
  return answer_all(groups, reply, encode_group);
}

}  // namespace selfsame::cloudflare
