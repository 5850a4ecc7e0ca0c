#include "dialects/cloudflare/account_codec.h"

#include <utility>

#include "dialects/cloudflare/choices.h"
#include "json/object_reader.h"

namespace selfsame::cloudflare {
namespace {

constexpr Choices<core::OrganizationKind, 2> kKinds{
    {{"standard", core::OrganizationKind::standard},
     {"enterprise", core::OrganizationKind::enterprise}}};

constexpr std::string_view kNoZoneQuota =
    R"({"enterprise_zone_quota":{"maximum":0,"current":0,"available":0}})";

/// What whoever owns a tenant can do in it here. Texts, as clients declare them.
constexpr std::string_view kTenantFlags =
    R"({"account_creation":"true","account_creation_applies_tenant_defaults":"false",)"
    R"("account_deletion":"true","account_migration":"false","account_mobility":"false",)"
    R"("enterprise_capability":"true","member_management":"true","sub_org_creation":"false"})";

void encode_settings(const core::Organization& organization, json::Writer& out) {
  out.key("settings")
      .begin_object()
      .optional_field("abuse_contact_email", organization.abuse_contact_email)
      .key("access_approval_expiry")
      .null()
      .field("enforce_twofactor", organization.enforce_two_factor)
      .end_object();
}

void encode_manager(const core::OrganizationView& view, json::Writer& out) {
  out.key("managed_by").begin_object();
  if (view.parent != nullptr) {
    out.field("parent_org_id", view.parent->id.hex_view());
    out.field("parent_org_name", view.parent->name);
  }
  out.end_object();
}

/// Everything but the closing bracket.
void open_account(const core::OrganizationView& view, json::Writer& out) {
  const core::Organization& organization = *view.organization;
  out.begin_object()
      .field("id", organization.id.hex_view())
      .field("name", organization.name)
      .field("type", word_of(kKinds, organization.kind));
  encode_settings(organization, out);
  encode_manager(view, out);
  out.field("created_on", core::format_microseconds(organization.created_at));
}

std::optional<core::OrganizationId> decode_unit(json::ObjectReader& body,
                                                std::vector<core::FieldError>& errors) {
  if (body.object("unit") == nullptr) return std::nullopt;
  json::ObjectReader in(*body.find("unit"), body.pointer_to("unit"), errors);
  const auto text = in.required_string("id");
  if (in.find("id") == nullptr || !in.find("id")->is_string()) return std::nullopt;
  const auto id = core::parse_hex_id(text);
  if (!id) {
    in.refuse("id", "must be 32 hexadecimal digits");
    return std::nullopt;
  }
  return core::OrganizationId{*id};
}

}  // namespace

void encode_account(const core::OrganizationView& view, json::Writer& out) {
  open_account(view, out);
  out.end_object();
}

void encode_account_of_membership(const core::OrganizationView& view, json::Writer& out) {
  open_account(view, out);
  out.key("legacy_flags").raw(kNoZoneQuota).end_object();
}

void encode_tenant(const core::OrganizationView& view, json::Writer& out) {
  const core::Organization& organization = *view.organization;
  out.begin_object()
      .field("id", organization.id.hex_view())
      .field("name", organization.name)
      .field("create_time", core::format_microseconds(organization.created_at));
  out.key("meta").begin_object().key("tenant_flags").raw(kTenantFlags).end_object();
  if (view.parent != nullptr) {
    out.key("parent").begin_object().field("id", view.parent->id.hex_view());
    out.field("name", view.parent->name).end_object();
  }
  out.end_object();
}

core::Result<core::OrganizationDraft> decode_account_draft(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::OrganizationDraft draft;
  draft.name = in.required_string("name");
  draft.kind = read_choice(in, "type", kKinds).value_or(core::OrganizationKind::standard);
  draft.unit = decode_unit(in, errors);
  draft.standalone = in.boolean("standalone").value_or(false);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return draft;
}

core::Result<core::OrganizationEdit> decode_account_edit(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::OrganizationEdit edit;
  edit.name = in.required_string("name");
  if (in.object("settings") != nullptr) {
    json::ObjectReader settings(*in.find("settings"), in.pointer_to("settings"), errors);
    if (settings.has("abuse_contact_email")) {
      edit.abuse_contact_email = settings.string("abuse_contact_email");
    }
    edit.enforce_two_factor = settings.boolean("enforce_twofactor");
  }
  if (!errors.empty()) return core::invalid(std::move(errors));
  return edit;
}

core::Error with_account_pointers(core::Error error) {
  for (auto& field : error.fields) {
    if (field.pointer == "/abuse_contact_email") field.pointer.insert(0, "/settings");
  }
  return error;
}

}  // namespace selfsame::cloudflare
