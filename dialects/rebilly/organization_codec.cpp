#include "dialects/rebilly/organization_codec.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/limits.h"
#include "core/text.h"
#include "dialects/rebilly/body.h"
#include "dialects/rebilly/ids.h"
#include "dialects/rebilly/organization_documents.h"
#include "dialects/rebilly/times.h"
#include "json/object_reader.h"

namespace selfsame::rebilly {
namespace {

using Edit = core::OrganizationProfileEdit;
using Errors = std::vector<core::FieldError>;
using Contacts = std::vector<core::OrganizationContact>;
using Profile = core::OrganizationProfile;
using Text = std::optional<std::string>;

/// Null clears.
Edit::Text read_text(json::ObjectReader& in, std::string_view key) {
  if (!in.has(key)) return std::nullopt;
  if (in.find(key) == nullptr) return Text();
  auto text = in.string(key);
  return text ? Edit::Text(std::move(text)) : std::nullopt;
}

void read_name(json::ObjectReader& in, Edit& edit, Errors& errors) {
  if (!in.has("name")) return;
  if (in.find("name") == nullptr) return in.refuse("name", "is required");
  edit.name = in.string("name");
  if (!edit.name) return;
  core::check_required_text(errors, in.pointer_to("name"), *edit.name,
                            core::limits::kShortOrganizationNameCharacters);
}

/// Null and an empty array leave none.
std::optional<Contacts> read_contacts(json::ObjectReader& in, std::string_view key,
                                      Errors& errors) {
  if (!in.has(key)) return std::nullopt;
  Contacts contacts;
  const auto* given = in.array(key);
  if (given == nullptr) return contacts;
  if (given->size() > core::limits::kContactsPerOrganization) {
    in.refuse(key, "must have at most " + std::to_string(core::limits::kContactsPerOrganization) +
                       " entries");
    return contacts;
  }
  for (std::size_t i = 0; i < given->size(); ++i) {
    json::ObjectReader entry((*given)[i], json::pointer_step(in.pointer_to(key), i), errors);
    if (!(*given)[i].is_object()) continue;
    core::OrganizationContact contact;
    contact.label = entry.required_string("label");
    contact.value = entry.required_string("value");
    contact.primary = entry.boolean("primary").value_or(false);
    contacts.push_back(std::move(contact));
  }
  return contacts;
}

/// Everything but the settings, whose meaning depends on the operation.
Edit read_edit(json::ObjectReader& in, Errors& errors) {
  Edit edit;
  read_name(in, edit, errors);
  edit.address = read_text(in, "address");
  edit.address2 = read_text(in, "address2");
  edit.city = read_text(in, "city");
  edit.region = read_text(in, "region");
  edit.country = read_text(in, "country");
  edit.postal_code = read_text(in, "postalCode");
  edit.phone_numbers = read_contacts(in, "phoneNumbers", errors);
  edit.emails = read_contacts(in, "emails", errors);
  edit.tax_descriptor = read_text(in, "taxDescriptor");
  edit.questionnaire = read_questionnaire(in, errors);
  edit.tax_numbers = read_tax_numbers(in, errors);
  const auto zone = read_text(in, "invoiceTimeZone");
  if (zone) edit.invoice_time_zone = zone->value_or(Profile().invoice_time_zone);
  return edit;
}

/// Settings that replace what there is.
void read_whole_settings(json::ObjectReader& in, Edit& edit, Errors& errors) {
  if (!in.has("settings")) return;
  if (in.find("settings") == nullptr) {
    edit.settings = Text();
    return;
  }
  const auto* given = read_object(in, "settings");
  if (given == nullptr) return;
  auto text = check_settings(*given);
  if (text) {
    edit.settings = Text(std::move(*text));
  } else {
    std::ranges::move(text.error().fields, std::back_inserter(errors));
  }
}

void require(json::ObjectReader& in, std::string_view key) {
  if (!in.has(key)) in.refuse(key, "is required");
}

void encode_contacts(std::string_view key, const Contacts& contacts, json::Writer& out) {
  out.key(key).begin_array();
  for (const auto& contact : contacts) {
    out.begin_object()
        .field("label", contact.label)
        .field("value", contact.value)
        .field("primary", contact.primary)
        .end_object();
  }
  out.end_array();
}

/// Text that is JSON, or what stands for none.
void encode_document(std::string_view key, const Text& document, std::string_view otherwise,
                     json::Writer& out) {
  out.key(key).raw(document ? std::string_view(*document) : otherwise);
}

/// The fields that hold an organization's own texts.
struct TextField {
  std::string_view name;
  Text Profile::* member;
};
constexpr std::array kTexts{
    TextField{"address", &Profile::address},
    TextField{"address2", &Profile::address2},
    TextField{"city", &Profile::city},
    TextField{"region", &Profile::region},
    TextField{"country", &Profile::country},
    TextField{"postalCode", &Profile::postal_code},
    TextField{"taxDescriptor", &Profile::tax_descriptor},
};

}  // namespace

core::Result<core::NewOrganizationProfile> decode_new_organization(const boost::json::value& body) {
  Errors errors;
  json::ObjectReader in(body, "", errors);
  core::NewOrganizationProfile wanted;
  require(in, "name");
  wanted.website = in.required_string("website");
  if (in.find("country") == nullptr) in.refuse("country", "is required");
  wanted.report_currency = in.required_string("reportCurrency");
  wanted.rest = read_edit(in, errors);
  read_whole_settings(in, wanted.rest, errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return wanted;
}

core::Result<core::OrganizationProfileEdit> decode_organization(const boost::json::value& body) {
  Errors errors;
  json::ObjectReader in(body, "", errors);
  require(in, "name");
  require(in, "country");
  auto edit = read_edit(in, errors);
  read_whole_settings(in, edit, errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return edit;
}

core::Result<OrganizationPatch> decode_organization_patch(const boost::json::value& body) {
  Errors errors;
  json::ObjectReader in(body, "", errors);
  OrganizationPatch patch{read_edit(in, errors)};
  if (const auto* given = read_object(in, "settings")) {
    patch.settings = *given;
  } else if (in.has("settings")) {
    patch.edit.settings = Text();
  }
  if (!errors.empty()) return core::invalid(std::move(errors));
  return patch;
}

void encode_organization(const core::OrganizationWithProfile& organization, const LinkBase& links,
                         json::Writer& out) {
  const auto& [place, profile] = organization;
  const auto id = spell_id(place->id.bytes, IdKind::organization);
  out.begin_object()
      .field("id", id)
      .field("name", place->name)
      .optional_field("address", profile.address)
      .optional_field("address2", profile.address2)
      .optional_field("city", profile.city)
      .optional_field("region", profile.region)
      .optional_field("country", profile.country);
  // The one text that is never null.
  if (profile.postal_code) out.field("postalCode", *profile.postal_code);
  encode_contacts("phoneNumbers", profile.phone_numbers, out);
  encode_contacts("emails", profile.emails, out);
  out.optional_field("taxDescriptor", profile.tax_descriptor)
      .field("invoiceTimeZone", profile.invoice_time_zone)
      .field("reportCurrency", profile.report_currency);
  encode_document("questionnaire", profile.questionnaire, "null", out);
  encode_document("settings", profile.settings, "{}", out);
  encode_document("taxNumbers", profile.tax_numbers, "null", out);
  out.key("features").begin_array().end_array();
  out.field("createdTime", format_time(place->created_at))
      .field("updatedTime", format_time(place->modified_at))
      .key("replayOrganizationId")
      .null();
  write_links(std::array{Link{"self", links.href("/organizations/" + id)}}, out);
  out.end_object();
}

std::span<const Field> organization_fields() {
  static constexpr std::array kFields{
      Field{"id", FieldType::id, IdKind::organization},
      Field{"name", FieldType::string},
      Field{"address", FieldType::string},
      Field{"address2", FieldType::string},
      Field{"city", FieldType::string},
      Field{"region", FieldType::string},
      Field{"country", FieldType::string},
      Field{"postalCode", FieldType::string},
      Field{"taxDescriptor", FieldType::string},
      Field{"invoiceTimeZone", FieldType::string},
      Field{"reportCurrency", FieldType::string},
      Field{"createdTime", FieldType::timestamp},
      Field{"updatedTime", FieldType::timestamp},
  };
  return kFields;
}

std::span<const std::string_view> organization_sort_fields() {
  static constexpr std::array<std::string_view, 10> kNames{
      "createdTime", "updatedTime", "id",     "name",    "address",
      "address2",    "city",        "region", "country", "postalCode"};
  return kNames;
}

Value organization_value(const core::OrganizationWithProfile& organization,
                         std::string_view field) {
  const auto& [place, profile] = organization;
  if (field == "id") return place->id.bytes;
  if (field == "name") return place->name;
  if (field == "invoiceTimeZone") return profile.invoice_time_zone;
  if (field == "reportCurrency") return profile.report_currency;
  if (field == "createdTime") return place->created_at;
  if (field == "updatedTime") return place->modified_at;
  const auto* const found = std::ranges::find(kTexts, field, &TextField::name);
  if (found == kTexts.end()) return {};
  const Text& text = profile.*(found->member);
  return text ? Value(*text) : Value();
}

std::vector<std::string> organization_texts(const core::OrganizationWithProfile& organization) {
  std::vector<std::string> texts{organization.organization->name};
  for (const auto& [name, member] : kTexts) {
    if (const Text& text = organization.profile.*member) texts.push_back(*text);
  }
  return texts;
}

}  // namespace selfsame::rebilly
