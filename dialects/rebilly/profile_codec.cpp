#include "dialects/rebilly/profile_codec.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>

#include "core/text.h"
#include "dialects/rebilly/body.h"
#include "dialects/rebilly/membership_codec.h"
#include "dialects/rebilly/shown_id.h"
#include "dialects/rebilly/texts.h"
#include "dialects/rebilly/times.h"
#include "json/object_reader.h"

namespace selfsame::rebilly {
namespace {

/// Tells users apart without telling who they are.
std::string hash_of(const core::User& user, const core::SecretSealer& sealer) {
  const auto bytes = sealer.derive("profile hash of " + user.id.hex());
  return core::bytes_to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// Empty without any. A view: valid as long as the text.
std::string_view text_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

void encode_enrollment(const std::optional<core::FactorSecret>& enrollment, json::Writer& out) {
  const auto field = [&](std::string_view name, const core::PlainSecret* secret) {
    out.key(name);
    secret != nullptr ? out.string(secret->reveal()) : out.null();
  };
  field("totpSecret", enrollment ? &enrollment->secret : nullptr);
  field("totpUrl", enrollment ? &enrollment->url : nullptr);
}

}  // namespace

std::string_view status_of(const core::User& user) {
  if (user.suspended) return "inactive";
  return user.email_verified ? "active" : "pending-confirmation";
}

std::string full_name(const core::User& user) {
  std::string name = user.first_name.value_or("");
  if (user.last_name && !user.last_name->empty()) {
    if (!name.empty()) name += ' ';
    name += *user.last_name;
  }
  return name.empty() ? user.email : name;
}

void encode_profile(const core::Profile& profile, const core::SecretSealer& sealer,
                    const LinkBase& links, json::Writer& out) {
  const core::User& user = *profile.user;
  out.begin_object()
      .field("id", shown_id(user))
      .field("email", user.email)
      .field("firstName", text_of(user.first_name))
      .field("lastName", text_of(user.last_name))
      .optional_field("businessPhone", user.telephone)
      .optional_field("mobilePhone", user.mobile_phone);
  out.key("memberships").begin_array();
  for (const auto& place : profile.places) {
    encode_membership(place, {}, links, out);
  }
  out.end_array();
  encode_texts("permissions", profile.permissions, out);
  out.field("createdTime", format_time(user.created_at))
      .field("updatedTime", format_time(user.modified_at));
  encode_texts("availableCurrencies", profile.available_currencies, out);
  out.field("reportingCurrency", user.reporting_currency ? *user.reporting_currency
                                                         : profile.available_currencies.front())
      .optional_field("loginTime", optional_time(user.signed_in_at))
      .field("status", status_of(user))
      .field("totpRequired", profile.second_factor);
  encode_enrollment(profile.enrollment, out);
  out.key("oneTimePassword").null();
  out.optional_field("country", user.country);
  out.key("preferences");
  user.preferences ? out.raw(*user.preferences) : out.null();
  out.field("hasPermissionsEmulation", profile.emulates)
      .field("displayName", full_name(user))
      .field("hash", hash_of(user, sealer));
  // Of the original's own billing, which a server of one's own has not.
  out.field("requiresCardOnFile", false).field("hasCardOnFile", false);
  out.key("billingManagementToken").null().key("pastDueInvoice").null();
  write_links(std::array{Link{"self", links.href("/profile")}}, out);
  out.end_object();
}

void encode_mfa(const core::FactorView& factor, std::string_view self, std::string_view enrollment,
                json::Writer& out) {
  out.begin_object().field("status", factor.active ? "active" : "inactive").key("type");
  factor.active ? out.string("otp") : out.null();
  out.optional_field("lastAuthTime", optional_time(factor.last_proof_at));
  std::vector<Link> links{{"self", std::string(self)}};
  if (!enrollment.empty()) links.push_back({"enrollment", std::string(enrollment)});
  write_links(links, out);
  out.end_object();
}

std::optional<std::optional<std::string>> decode_preferences(json::ObjectReader& in) {
  if (!in.has("preferences")) return std::nullopt;
  if (in.find("preferences") == nullptr) return std::optional<std::string>();
  const auto* object = read_object(in, "preferences");
  return object != nullptr ? std::optional(boost::json::serialize(*object)) : std::nullopt;
}

core::Result<core::ProfileUpdate> decode_profile(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  core::ProfileUpdate update;
  update.preferences = decode_preferences(in);
  update.reporting_currency = in.string("reportingCurrency");
  update.second_factor = in.boolean("totpRequired");
  update.one_time_code = in.string("oneTimePassword");
  if (!errors.empty()) return core::invalid(std::move(errors));
  return update;
}

}  // namespace selfsame::rebilly
