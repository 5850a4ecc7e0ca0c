#include "dialects/native/codec.h"

#include "dialects/native/fields.h"

namespace selfsame::native {
namespace {

/// The fields of a user, in an object that is open.
void encode_user_fields(const core::User& user, json::Writer& out) {
  out.field("id", user.id.hex_view())
      .field("email", user.email)
      .field("email_verified", user.email_verified)
      .field("username", user.username)
      .optional_field("first_name", user.first_name)
      .optional_field("last_name", user.last_name)
      .field("two_factor_authentication_enabled", user.two_factor_enabled)
      .field("suspended", user.suspended)
      .field("created_on", core::format_microseconds(user.created_at))
      .field("modified_on", core::format_microseconds(user.modified_at));
}

}  // namespace

void encode_user(const core::User& user, json::Writer& out) {
  out.begin_object();
  encode_user_fields(user, out);
  out.end_object();
}

void encode_new_user(const core::UserWithKey& made, json::Writer& out) {
  out.begin_object();
  encode_user_fields(*made.user, out);
  out.field("global_api_key", made.global_key.reveal()).end_object();
}

void encode_organization(const core::Organization& organization, json::Writer& out) {
  const bool is_standard = organization.kind == core::OrganizationKind::standard;
  out.begin_object()
      .field("id", organization.id.hex_view())
      .field("name", organization.name)
      .field("type", is_standard ? "standard" : "enterprise")
      .field("tenant", organization.tenant != core::TenantKind::none)
      .field("operator", organization.tenant == core::TenantKind::operator_)
      .key("parent_id");
  organization.parent ? out.string(organization.parent->hex_view()) : out.null();
  out.optional_field("abuse_contact_email", organization.abuse_contact_email)
      .field("enforce_twofactor", organization.enforce_two_factor)
      .field("created_on", core::format_microseconds(organization.created_at))
      .field("modified_on", core::format_microseconds(organization.modified_at))
      .end_object();
}

void encode_zone(const core::Zone& zone, json::Writer& out) {
  out.begin_object()
      .field("id", zone.id.hex_view())
      .field("organization_id", zone.organization.hex_view())
      .field("name", zone.name)
      .field("created_on", core::format_microseconds(zone.created_at))
      .field("modified_on", core::format_microseconds(zone.modified_at))
      .end_object();
}

void encode_mail(const core::Mail& mail, json::Writer& out) {
  out.begin_object()
      .field("id", mail.id.hex_view())
      .field("recipient", mail.recipient)
      .field("kind", mail.kind)
      .field("language", mail.language)
      .field("state", mail_state_name(mail.state))
      .field("attempts", mail.attempts)
      .field("created_on", core::format_microseconds(mail.created_at))
      .field("next_attempt_on", core::format_microseconds(mail.next_attempt_at))
      .field("last_error", mail.last_error)
      .end_object();
}

std::string_view mail_state_name(core::MailState state) {
  return state == core::MailState::waiting ? "waiting" : "dead";
}

core::Result<core::NewUser> decode_new_user(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::NewUser wanted;
  wanted.email = in.required_string("email");
  wanted.first_name = in.string("first_name");
  wanted.last_name = in.string("last_name");
  wanted.language = in.string("language");
  wanted.email_verified = in.boolean("email_verified").value_or(true);
  return checked(std::move(wanted), std::move(errors));
}

core::Result<core::NewOrganization> decode_new_organization(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::NewOrganization wanted;
  wanted.name = in.required_string("name");
  wanted.owner = required_id<core::UserId>(in, "owner_id");
  const auto type = in.string("type").value_or("standard");
  if (type == "enterprise") {
    wanted.kind = core::OrganizationKind::enterprise;
  } else if (type != "standard") {
    in.refuse("type", "must be \"standard\" or \"enterprise\"");
  }
  wanted.parent = optional_id<core::OrganizationId>(in, "parent_id");
  wanted.tenant = in.boolean("tenant").value_or(false);
  return checked(std::move(wanted), std::move(errors));
}

core::Result<core::TenantEdit> decode_tenant_edit(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::TenantEdit edit;
  edit.tenant = in.boolean("tenant");
  if (in.has("parent_id")) edit.parent = optional_id<core::OrganizationId>(in, "parent_id");
  return checked(edit, std::move(errors));
}

core::Result<std::string> decode_zone_name(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  auto name = json::ObjectReader(body, {}, errors).required_string("name");
  return checked(std::move(name), std::move(errors));
}

}  // namespace selfsame::native
