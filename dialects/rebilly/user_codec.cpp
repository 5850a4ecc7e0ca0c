#include "dialects/rebilly/user_codec.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/limits.h"
#include "dialects/rebilly/draft_fields.h"
#include "dialects/rebilly/membership_codec.h"
#include "dialects/rebilly/profile_codec.h"
#include "dialects/rebilly/shown_id.h"
#include "dialects/rebilly/texts.h"
#include "json/object_reader.h"

namespace selfsame::rebilly {
namespace {

void encode_rights(const core::PlaceRecord* place, json::Writer& out) {
  static const core::PlaceRecord nothing;
  encode_place(place != nullptr ? *place : nothing, out);
  encode_texts("computedPermissions", place != nullptr ? place->permissions : nothing.permissions,
               out);
}

/// Bounded before anything looks at it, as every password.
std::optional<core::PlainSecret> decode_password(json::ObjectReader& in) {
  auto text = in.string("password");
  if (!text) return std::nullopt;
  if (text->size() > core::limits::kPasswordBytes) {
    in.refuse("password", "must be at most " + std::to_string(core::limits::kPasswordCharacters) +
                              " characters long");
  }
  return core::PlainSecret(std::move(*text));
}

}  // namespace

core::Timestamp user_modified_at(const core::User& user, const core::PlaceRecord* place) {
  return place != nullptr ? std::max(user.modified_at, place->place.modified_at) : user.modified_at;
}

void encode_user(const UserParts& parts, const LinkBase& links, json::Writer& out) {
  const auto& [user, place, currency] = parts;
  const auto id = shown_id(user);
  out.begin_object()
      .field("id", id)
      .field("email", user.email)
      .field("firstName", user.first_name.value_or(""))
      .field("lastName", user.last_name.value_or(""))
      .optional_field("businessPhone", user.telephone)
      .optional_field("mobilePhone", user.mobile_phone);
  encode_rights(place, out);
  out.field("createdTime", format_time(user.created_at))
      .field("updatedTime", format_time(user_modified_at(user, place)))
      .optional_field("loginTime", optional_time(user.signed_in_at))
      .field("reportingCurrency", user.reporting_currency.value_or(std::string(currency)));
  encode_texts("availableCurrencies", {std::string(currency)}, out);
  out.field("status", status_of(user))
      .optional_field("country", user.country)
      .field("totpRequired", user.two_factor_enabled);
  out.key("preferences");
  user.preferences ? out.raw(*user.preferences) : out.null();
  write_links(std::array{Link{"self", links.href("/users/" + id)}}, out);
  out.end_object();
}

core::Result<DecodedUser> decode_user(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  DecodedUser decoded;
  auto& draft = decoded.draft;
  draft.email = in.required_string("email");
  draft.first_name = in.required_string("firstName");
  draft.last_name = in.required_string("lastName");
  draft.telephone = decode_text(in, "businessPhone");
  draft.mobile_phone = decode_text(in, "mobilePhone");
  draft.country = decode_text(in, "country");
  draft.preferences = decode_preferences(in);
  draft.place = decode_place(in);
  decoded.password = decode_password(in);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return decoded;
}

}  // namespace selfsame::rebilly
