#include "core/administration/administration.h"
#include "dialects/native/codec.h"
#include "dialects/native/handlers.h"

namespace selfsame::native {

core::Status list_organizations(core::ReadTransaction& tx, const core::OperationContext& context,
                                const Input& input, std::string& body) {
  std::vector<core::FieldError> errors;
  dialect::QueryReader in(input.query, errors);
  const auto request = decode_after<core::OrganizationId>(in);
  const auto parent = in.id<core::OrganizationId>("parent_id");
  if (!errors.empty()) return core::invalid(std::move(errors));
  const auto organizations = core::list_all_organizations(tx, context, request, parent);
  if (!organizations) return std::unexpected(organizations.error());
  encode_list(*organizations, request.clamped_limit(), encode_organization, body);
  return {};
}

core::Result<Action> create_organization(const Input& /*input*/, const boost::json::value& body) {
  auto wanted = decode_new_organization(body);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  return [wanted = std::move(*wanted)](core::WriteTransaction& tx,
                                       const core::OperationContext& context,
                                       std::string& answer) -> core::Status {
    const auto made = core::create_organization_for(tx, context, wanted);
    if (!made) return std::unexpected(made.error());
    json::Writer out(answer);
    encode_organization(*made, out);
    return {};
  };
}

core::Result<Action> edit_tenant(const Input& input, const boost::json::value& body) {
  const auto edit = decode_tenant_edit(body);
  if (!edit) return std::unexpected(edit.error());
  return [id = core::OrganizationId{input.id}, edit = *edit](core::WriteTransaction& tx,
                                                             const core::OperationContext& context,
                                                             std::string& answer) -> core::Status {
    const auto organization = core::edit_tenant(tx, context, id, edit);
    if (!organization) return std::unexpected(organization.error());
    json::Writer out(answer);
    encode_organization(*organization, out);
    return {};
  };
}

core::Status list_zones(core::ReadTransaction& tx, const core::OperationContext& context,
                        const Input& input, std::string& body) {
  const auto zones = core::list_zones_of(tx, context, core::OrganizationId{input.id});
  if (!zones) return std::unexpected(zones.error());
  encode_list(*zones, kNoLimit, encode_zone, body);
  return {};
}

core::Result<Action> create_zone(const Input& input, const boost::json::value& body) {
  auto name = decode_zone_name(body);
  if (!name) return std::unexpected(std::move(name.error()));
  return [id = core::OrganizationId{input.id}, name = std::move(*name)](
             core::WriteTransaction& tx, const core::OperationContext& context,
             std::string& answer) -> core::Status {
    const auto zone = core::create_zone(tx, context, id, name);
    if (!zone) return std::unexpected(zone.error());
    json::Writer out(answer);
    encode_zone(*zone, out);
    return {};
  };
}

core::Result<Action> delete_zone(const Input& input, const boost::json::value& /*body*/) {
  return [id = core::ZoneId{input.id}](
             core::WriteTransaction& tx, const core::OperationContext& context,
             std::string& /*answer*/) { return core::delete_zone(tx, context, id); };
}

}  // namespace selfsame::native
