#include <optional>
#include <span>
#include <string>
#include <utility>

#include "core/access/api_key_operations.h"
#include "dialects/rebilly/api_key_codec.h"
#include "dialects/rebilly/context.h"
#include "dialects/rebilly/filter.h"
#include "dialects/rebilly/handlers.h"
#include "dialects/rebilly/ids.h"
#include "dialects/rebilly/list_query.h"
#include "dialects/rebilly/page.h"
#include "dialects/rebilly/select_records.h"
#include "dialects/rebilly/target.h"
#include "json/writer.h"

namespace selfsame::rebilly {
namespace {

std::unexpected<core::Error> no_such_key() {
  return core::fail(core::ErrorCode::not_found, core::Reason::none, "API key not found.");
}

/// The id as the operations take it; no value: it can be none of a key.
std::optional<std::string> key_id(const Input& input) {
  auto text = wire_id(input.id);
  const bool possible = text && read_id(*text, IdKind::api_key, {}, input.services->hasher);
  return possible ? std::move(text) : std::nullopt;
}

void write_saved(const core::SavedApiKey& saved, const Input& input, Reply& reply) {
  json::Writer out(reply.body());
  encode_api_key(saved.view, saved.secret ? &*saved.secret : nullptr, input.links, out);
  if (saved.secret) {
    reply.set_location(input.links.href("/api-keys/" + shown_id(saved.view.key)));
  }
}

}  // namespace

core::Status list_api_keys(core::ReadTransaction& tx, const core::OperationContext& context,
                           const Input& input, Reply& reply) {
  const auto query = read_list_query(input.query, api_key_sort_fields());
  if (!query) return std::unexpected(query.error());
  const auto where = context_of(tx, context.principal, input);
  if (!where) return std::unexpected(where.error());
  const auto& hasher = input.services->hasher;
  const auto filter = parse_filter(query->filter, api_key_fields(), *where, hasher);
  if (!filter) return std::unexpected(filter.error());
  auto keys = core::list_api_keys(tx, context, *where);
  if (!keys) return std::unexpected(std::move(keys.error()));
  select_records(
      *keys, *query, *filter,
      [&](const core::ApiKeyView& key, std::string_view field) {
        return api_key_value(key, field, *where, hasher);
      },
      api_key_texts);
  write_page(
      {keys->size(), query->limit, query->offset},
      slice(std::span(*keys), query->limit, query->offset),
      [&](const core::ApiKeyView& key, json::Writer& out) {
        encode_api_key(key, nullptr, input.links, out);
      },
      reply.response());
  return {};
}

core::Status get_api_key(core::ReadTransaction& tx, const core::OperationContext& context,
                         const Input& input, Reply& reply) {
  const auto id = key_id(input);
  if (!id) return no_such_key();
  const auto where = context_of(tx, context.principal, input);
  if (!where) return std::unexpected(where.error());
  const auto key = core::get_api_key(tx, context, *where, *id);
  if (!key) return std::unexpected(key.error());
  json::Writer out(reply.body());
  encode_api_key(*key, nullptr, input.links, out);
  return {};
}

core::Result<Plan> post_api_key(const Input& input, const core::Principal& /*caller*/,
                                const boost::json::value& body) {
  auto draft = decode_api_key(body, input.services->hasher);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return Plan{[input, draft = std::move(*draft)](core::WriteTransaction& tx,
                                                 const core::OperationContext& context,
                                                 Reply& reply) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    const auto saved = core::create_api_key(tx, context, *where, draft);
    if (!saved) return std::unexpected(saved.error());
    write_saved(*saved, input, reply);
    return {};
  }};
}

core::Result<Plan> put_api_key(const Input& input, const core::Principal& /*caller*/,
                               const boost::json::value& body) {
  auto id = key_id(input);
  if (!id) return no_such_key();
  auto draft = decode_api_key(body, input.services->hasher);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return Plan{[input, id = std::move(*id), draft = std::move(*draft)](
                  core::WriteTransaction& tx, const core::OperationContext& context,
                  Reply& reply) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    const auto saved = core::put_api_key(tx, context, *where, id, draft);
    if (!saved) return std::unexpected(saved.error());
    if (saved->secret) reply.set_status(201);
    write_saved(*saved, input, reply);
    return {};
  }};
}

core::Result<Plan> delete_api_key(const Input& input, const core::Principal& /*caller*/,
                                  const boost::json::value& /*body*/) {
  auto id = key_id(input);
  if (!id) return no_such_key();
  return Plan{[input, id = std::move(*id)](core::WriteTransaction& tx,
                                           const core::OperationContext& context,
                                           Reply&) -> core::Status {
    const auto where = context_of(tx, context.principal, input);
    if (!where) return std::unexpected(where.error());
    return core::delete_api_key(tx, context, *where, id);
  }};
}

}  // namespace selfsame::rebilly
