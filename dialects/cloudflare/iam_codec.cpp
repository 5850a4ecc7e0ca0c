#include "dialects/cloudflare/iam_codec.h"

#include "core/access/resource.h"
#include "dialects/cloudflare/grants_codec.h"
#include "json/object_reader.h"

namespace selfsame::cloudflare {
namespace {

std::string name_of(std::string_view kind, const core::HexId& id) {
  return std::string(kind) + '.' + std::string(std::string_view(id));
}

std::string scope_key_of(const core::ResourceGroup& group) {
  return name_of(core::resource_kind::kAccount, group.organization.hex_view());
}

std::vector<std::string> objects_of(const core::ResourceGroup& group) {
  if (group.zones.empty()) return {"*"};
  std::vector<std::string> objects;
  objects.reserve(group.zones.size());
  for (const auto& zone : group.zones) {
    objects.push_back(name_of(core::resource_kind::kZone, zone.hex_view()));
  }
  return objects;
}

/// Everything but the closing bracket. The values of `meta` are texts, whatever they say.
void open_iam_group(const core::IamGroup& group, json::Writer& out) {
  out.begin_object().field("id", group.id.hex_view()).field("name", group.name);
  out.key("meta").begin_object().field("label", group.label);
  out.field("scopes", group.of_zones ? core::resource_kind::kZone : core::resource_kind::kAccount);
  out.field("description", group.description).field("editable", "false").end_object();
}

std::vector<std::string> decode_objects(json::ObjectReader& scope,
                                        std::vector<core::FieldError>& errors) {
  std::vector<std::string> keys;
  const auto* objects = scope.required_array("objects");
  if (objects == nullptr) return keys;
  for (std::size_t i = 0; i < objects->size(); ++i) {
    json::ObjectReader object((*objects)[i], json::pointer_step(scope.pointer_to("objects"), i),
                              errors);
    keys.push_back(object.required_string("key"));
  }
  return keys;
}

ResourceGroupEdit decode_fields(json::ObjectReader& in, std::vector<core::FieldError>& errors) {
  ResourceGroupEdit edit;
  edit.name = in.string("name");
  if (in.object("scope") != nullptr) {
    json::ObjectReader scope(*in.find("scope"), in.pointer_to("scope"), errors);
    edit.scope_key = scope.required_string("key");
    edit.objects = decode_objects(scope, errors);
  }
  return edit;
}

}  // namespace

void encode_role(const core::Role& role, json::Writer& out) {
  out.begin_object()
      .field("id", role.id.hex_view())
      .field("name", role.name)
      .field("description", role.description)
      .key("permissions");
  encode_grants(role.grants, out);
  out.end_object();
}

void encode_iam_group(const core::IamGroup& group, json::Writer& out) {
  open_iam_group(group, out);
  out.end_object();
}

void encode_listed_iam_group(const core::IamGroup& group, json::Writer& out) {
  open_iam_group(group, out);
  out.field("status", "V").end_object();
}

void encode_resource_group(const core::ResourceGroup& group, json::Writer& out) {
  const bool whole = group.id.bytes == group.organization.bytes;
  out.begin_object().field("id", group.id.hex_view()).field("name", group.name);
  out.key("meta").begin_object().field("editable", whole ? "false" : "true").end_object();
  out.key("scope").begin_object().field("key", scope_key_of(group)).key("objects").begin_array();
  for (const auto& object : objects_of(group)) {
    out.begin_object().field("key", object).end_object();
  }
  out.end_array().end_object().end_object();
}

core::Result<core::ResourceGroupDraft> decode_resource_group(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  for (const auto* key : {"name", "scope"}) {
    if (in.find(key) == nullptr) in.refuse(key, "is required");
  }
  auto edit = decode_fields(in, errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return core::ResourceGroupDraft{std::move(*edit.name), std::move(*edit.scope_key),
                                  std::move(*edit.objects)};
}

core::ResourceGroupDraft ResourceGroupEdit::apply(const core::ResourceGroup& group) const {
  return {name.value_or(group.name), scope_key.value_or(scope_key_of(group)),
          objects ? *objects : objects_of(group)};
}

core::Result<ResourceGroupEdit> decode_resource_group_edit(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  auto edit = decode_fields(in, errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return edit;
}

}  // namespace selfsame::cloudflare
