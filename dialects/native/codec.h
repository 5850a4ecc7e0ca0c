#pragma once

#include <algorithm>
#include <boost/json/value.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/administration/administration.h"
#include "core/limits.h"
#include "core/result.h"
#include "dialects/common/query_reader.h"
#include "json/writer.h"

/// How what `/v1` speaks of is read and written; docs/native.md describes it.
namespace selfsame::native {

void encode_user(const core::User& user, json::Writer& out);
/// The answer that makes a user, the only one with their global key.
void encode_new_user(const core::UserWithKey& made, json::Writer& out);
void encode_organization(const core::Organization& organization, json::Writer& out);
void encode_zone(const core::Zone& zone, json::Writer& out);
/// Without the values of its template: they may hold links that only the recipient should have.
void encode_mail(const core::Mail& mail, json::Writer& out);

std::string_view mail_state_name(core::MailState state);

// All errors: invalid, naming each field.
core::Result<core::NewUser> decode_new_user(const boost::json::value& body);
core::Result<core::NewOrganization> decode_new_organization(const boost::json::value& body);
core::Result<core::TenantEdit> decode_tenant_edit(const boost::json::value& body);
core::Result<std::string> decode_zone_name(const boost::json::value& body);

template <class Id>
core::AfterRequest<Id> decode_after(dialect::QueryReader& in) {
  core::AfterRequest<Id> request;
  request.after = in.id<Id>("after");
  request.limit = in.number("limit");
  return request;
}

/// `limit`, where a list goes on after something else than an id.
inline std::uint32_t decode_limit(dialect::QueryReader& in) {
  const auto wanted = in.number("limit").value_or(core::limits::kNativePageDefault);
  return static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(wanted, 1, core::limits::kNativePageMax));
}

inline constexpr auto kNoLimit = std::numeric_limits<std::uint64_t>::max();

/// Writes a list. `next` is JSON: what to send as `after` for what follows.
template <class Items, class Encode>
void encode_list(const Items& items, std::string_view next, Encode encode, std::string& body) {
  json::Writer out(body);
  out.begin_object().key("items").begin_array();
  for (const auto& item : items) encode(item, out);
  out.end_array().key("next").raw(next).end_object();
}

/// What to send as `after` for what follows the items, if `limit` cut them off: JSON.
template <class Item>
std::string next_after(const std::vector<Item>& items, std::uint64_t limit) {
  const bool more = !items.empty() && items.size() >= limit;
  return more ? '"' + items.back().id.hex() + '"' : "null";
}

/// Writes a list in the order of ids, with where to go on if `limit` cut it off.
template <class Item>
void encode_list(const std::vector<Item>& items, std::uint64_t limit,
                 void (*encode)(const Item&, json::Writer&), std::string& body) {
  encode_list(items, next_after(items, limit), encode, body);
}

}  // namespace selfsame::native
