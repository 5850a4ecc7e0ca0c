#include "dialects/rebilly/membership_codec.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dialects/rebilly/acl_codec.h"
#include "dialects/rebilly/draft_fields.h"
#include "dialects/rebilly/ids.h"
#include "dialects/rebilly/networks.h"
#include "dialects/rebilly/profile_codec.h"
#include "dialects/rebilly/role_codec.h"
#include "dialects/rebilly/shown_id.h"
#include "dialects/rebilly/texts.h"

namespace selfsame::rebilly {
namespace {

void encode_organization(const core::Organization& organization, json::Writer& out) {
  out.key("organization").begin_object();
  out.field("id", spell_id(organization.id.bytes, IdKind::organization))
      .field("name", organization.name)
      .field("createdTime", format_time(organization.created_at))
      .field("updatedTime", format_time(organization.modified_at))
      .end_object();
}

void encode_person(const core::User& user, json::Writer& out) {
  out.key("user").begin_object();
  out.field("id", shown_id(user)).field("name", full_name(user)).field("email", user.email);
  out.end_object();
}

}  // namespace

const std::vector<std::string>& shown_permissions(const core::Membership& place) {
  static const std::vector<std::string> everything{"*"};
  return place.owner ? everything : place.permissions;
}

std::string membership_path(const core::PlaceRecord& record) {
  return "/memberships/" + spell_id(record.organization->id.bytes, IdKind::organization) + '/' +
         shown_id(*record.user);
}

void encode_place(const core::PlaceRecord& record, json::Writer& out) {
  encode_texts("permissions", shown_permissions(record.place), out);
  out.key("roleIds").begin_array();
  for (const auto& role : record.roles) out.string(shown_id(role));
  out.end_array();
  encode_networks(record.place.allowed_networks, out);
}

void encode_membership(const core::PlaceRecord& record, const std::vector<std::string>& expand,
                       const LinkBase& links, json::Writer& out) {
  out.begin_object();
  encode_organization(*record.organization, out);
  encode_person(*record.user, out);
  encode_place(record, out);
  out.field("isOwner", record.place.owner).field("isDefault", record.place.is_default);
  encode_acl_everywhere(record.permissions, out.key("acl"));
  write_links(std::array{Link{"self", links.href(membership_path(record))}}, out);
  if (std::ranges::find(expand, "roles") != expand.end()) {
    out.key("_embedded").begin_object().key("roles").begin_array();
    for (const auto& role : record.roles) encode_role_inside(role, links, out);
    out.end_array().end_object();
  }
  out.end_object();
}

core::PlaceDraft decode_place(json::ObjectReader& in) {
  core::PlaceDraft draft;
  draft.permissions = decode_texts(in, "permissions");
  draft.role_ids = decode_texts(in, "roleIds");
  draft.allowed_networks = decode_texts(in, "allowedIps");
  return draft;
}

core::Result<core::PlaceDraft> decode_membership(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  auto draft = decode_place(in);
  draft.owner = in.boolean("isOwner");
  if (!errors.empty()) return core::invalid(std::move(errors));
  return draft;
}

}  // namespace selfsame::rebilly
