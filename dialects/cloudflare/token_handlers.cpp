#include <utility>

#include "core/access/authorize.h"
#include "core/access/token_operations.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/query_reader.h"
#include "dialects/cloudflare/token_codec.h"
#include "http/query.h"
#include "json/writer.h"

namespace selfsame::cloudflare {
namespace {

core::Result<core::TokenListing> decode_listing(std::string_view query) {
  std::vector<core::FieldError> errors;
  QueryReader in(query, errors);
  core::TokenListing listing;
  listing.page = in.page();
  listing.per_page = in.number("per_page");
  listing.direction = in.direction().value_or(core::Direction::ascending);
  listing.include_expired = in.boolean("include_expired").value_or(false);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return listing;
}

std::unexpected<core::Error> refused(core::Error error) {
  return std::unexpected(with_wire_pointers(std::move(error)));
}

core::TokenId token_id(const Call& call) { return core::TokenId{call.path_id}; }

void encode_group(const core::PermissionGroup& group, json::Writer& out) {
  out.begin_object().field("id", group.id).field("name", group.name).key("scopes").begin_array();
  for (const auto& scope : group.scopes) out.string(scope);
  out.end_array();
  if (!group.category.empty()) out.field("category", group.category);
  out.field("is_selectable", true).end_object();
}

}  // namespace

core::Status list_tokens(core::ReadTransaction& tx, const core::OperationContext& context,
                         const Call& call, Reply& reply) {
  // Whoever may not list at all is told so before anything about their query.
  if (auto may = core::authorize_on_user(context, core::OperationId::token_list); !may) return may;
  const auto listing = decode_listing(call.query);
  if (!listing) return std::unexpected(listing.error());
  const auto page = core::list_tokens(tx, context, *listing);
  if (!page) return std::unexpected(page.error());

  std::string& out = reply.result();
  out += '[';
  for (const auto& token : page->tokens.items) {
    if (out.back() != '[') out += ',';
    encode_token(token, context.catalogue, context.now, std::nullopt, out);
  }
  out += ']';
  reply.set_page_info(
      {page->page, page->per_page, page->tokens.items.size(), page->tokens.total_count});
  return {};
}

core::Status get_token(core::ReadTransaction& tx, const core::OperationContext& context,
                       const Call& call, Reply& reply) {
  const auto token = core::get_token(tx, context, token_id(call));
  if (!token) return std::unexpected(token.error());
  encode_token(*token, context.catalogue, context.now, std::nullopt, reply.result());
  return {};
}

core::Result<WriteAction> create_token(const Call& /*call*/, const boost::json::value& body) {
  auto draft = decode_token(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return
      [draft = std::move(*draft)](core::WriteTransaction& tx, const core::OperationContext& context,
                                  Reply& reply) -> core::Status {
        const auto made = core::create_token(tx, context, draft);
        if (!made) return refused(made.error());
        encode_token(made->token, context.catalogue, context.now, made->secret.reveal(),
                     reply.result());
        return {};
      };
}

core::Result<WriteAction> update_token(const Call& call, const boost::json::value& body) {
  auto draft = decode_token(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return [id = token_id(call), draft = std::move(*draft)](core::WriteTransaction& tx,
                                                          const core::OperationContext& context,
                                                          Reply& reply) -> core::Status {
    const auto token = core::update_token(tx, context, id, draft);
    if (!token) return refused(token.error());
    encode_token(*token, context.catalogue, context.now, std::nullopt, reply.result());
    return {};
  };
}

core::Result<WriteAction> delete_token(const Call& call, const boost::json::value& /*body*/) {
  return [id = token_id(call)](core::WriteTransaction& tx, const core::OperationContext& context,
                               Reply& reply) -> core::Status {
    if (auto status = core::delete_token(tx, context, id); !status) return status;
    json::Writer(reply.result()).begin_object().field("id", id.hex()).end_object();
    return {};
  };
}

core::Result<WriteAction> roll_token(const Call& call, const boost::json::value& /*body*/) {
  return [id = token_id(call)](core::WriteTransaction& tx, const core::OperationContext& context,
                               Reply& reply) -> core::Status {
    const auto rolled = core::roll_token(tx, context, id);
    if (!rolled) return std::unexpected(rolled.error());
    json::Writer(reply.result()).string(rolled->secret.reveal());
    return {};
  };
}

core::Status verify_token(core::ReadTransaction& /*tx*/, const core::OperationContext& context,
                          const Call& /*call*/, Reply& reply) {
  const core::Token& token = *context.principal.token;
  encode_verification(token, context.now, reply.result());
  if (token.effective_status(context.now) == core::EffectiveTokenStatus::active) {
    reply.set_messages(
        R"({"code":10000,"message":"This API Token is valid and active","type":null})");
  }
  return {};
}

core::Status list_permission_groups(core::ReadTransaction& /*tx*/,
                                    const core::OperationContext& context, const Call& call,
                                    Reply& reply) {
  std::vector<core::FieldError> errors;
  QueryReader in(call.query, errors);
  core::PermissionGroupFilter filter{in.text("name"), in.text("scope")};
  auto groups = core::list_permission_groups(context, filter);
  // The documentation asks for an encoded value, so it may arrive encoded twice.
  if (groups && groups->empty() && filter.name) {
    filter.name = http::percent_decode(*filter.name);
    groups = core::list_permission_groups(context, filter);
  }
  if (!groups) return std::unexpected(groups.error());

  json::Writer out(reply.result());
  out.begin_array();
  for (const auto* group : *groups) encode_group(*group, out);
  out.end_array();
  reply.set_page_info({1, groups->size(), groups->size(), groups->size()});
  return {};
}

}  // namespace selfsame::cloudflare
