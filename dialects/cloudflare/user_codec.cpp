#include "dialects/cloudflare/user_codec.h"

#include <algorithm>

#include "dialects/cloudflare/grants_codec.h"
#include "json/object_reader.h"

namespace selfsame::cloudflare {
namespace {

void encode_place(const core::UserPlace& place, json::Writer& out) {
  const core::Organization& organization = *place.organization;
  out.begin_object().field("id", organization.id.hex_view()).field("name", organization.name);
  out.field("status", "member").key("permissions");
  encode_permission_names(place.grants, out);
  out.key("roles").begin_array();
  for (const auto& role : place.roles) out.string(role);
  out.end_array().end_object();
}

/// Whether some organization of theirs has a zone with a plan of the level.
bool has_zones_of(const core::UserDetails& details, bool core::ZoneLevels::* level) {
  return std::ranges::any_of(details.places, [level](const core::UserPlace& place) {
    return place.organization->zone_levels.*level;
  });
}

core::ProfileEdit::Field decode_field(json::ObjectReader& in, std::string_view key) {
  if (!in.has(key)) return std::nullopt;
  return in.string(key);
}

}  // namespace

void encode_user(const core::UserDetails& details, json::Writer& out) {
  const core::User& user = *details.user;
  out.begin_object()
      .field("id", user.id.hex_view())
      .field("email", user.email)
      .optional_field("first_name", user.first_name)
      .optional_field("last_name", user.last_name)
      .field("username", user.username)
      .optional_field("telephone", user.telephone)
      .optional_field("country", user.country)
      .optional_field("zipcode", user.zipcode)
      .field("two_factor_authentication_enabled", user.two_factor_enabled)
      .field("two_factor_authentication_locked", details.two_factor_locked)
      .field("created_on", core::format_microseconds(user.created_at))
      .field("modified_on", core::format_microseconds(user.modified_at));
  out.key("organizations").begin_array();
  for (const auto& place : details.places) encode_place(place, out);
  out.end_array()
      .field("has_pro_zones", has_zones_of(details, &core::ZoneLevels::pro))
      .field("has_business_zones", has_zones_of(details, &core::ZoneLevels::business))
      .field("has_enterprise_zones", has_zones_of(details, &core::ZoneLevels::enterprise))
      .field("suspended", user.suspended)
      .key("betas")
      .begin_array()
      .end_array()
      .end_object();
}

core::Result<core::ProfileEdit> decode_profile_edit(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::ProfileEdit edit;
  edit.first_name = decode_field(in, "first_name");
  edit.last_name = decode_field(in, "last_name");
  edit.telephone = decode_field(in, "telephone");
  edit.country = decode_field(in, "country");
  edit.zipcode = decode_field(in, "zipcode");
  if (!errors.empty()) return core::invalid(std::move(errors));
  return edit;
}

}  // namespace selfsame::cloudflare
