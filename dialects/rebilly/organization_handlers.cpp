#include <optional>
#include <span>
#include <utility>

#include "core/tenancy/organization_operations.h"
#include "core/tenancy/organization_profile_operations.h"
#include "core/tenancy/standing.h"
#include "dialects/rebilly/error_map.h"
#include "dialects/rebilly/filter.h"
#include "dialects/rebilly/handlers.h"
#include "dialects/rebilly/ids.h"
#include "dialects/rebilly/list_query.h"
#include "dialects/rebilly/organization_codec.h"
#include "dialects/rebilly/organization_documents.h"
#include "dialects/rebilly/page.h"
#include "dialects/rebilly/select_records.h"
#include "json/writer.h"

namespace selfsame::rebilly {
namespace {

std::unexpected<core::Error> no_such_organization() {
  return core::fail(core::ErrorCode::not_found, core::Reason::none, kNoSuchOrganization);
}

/// A request may name an organization in which it is to be understood, beside the one that it is
/// about: whoever makes it belongs there.
core::Status check_context(core::ReadTransaction& tx, const core::OperationContext& context,
                           const Input& input) {
  if (!input.organization) return {};
  auto permissions = core::permissions_in(tx, context, *input.organization);
  if (permissions) return {};
  if (permissions.error().reason != core::Reason::not_a_member) {
    return std::unexpected(std::move(permissions.error()));
  }
  return core::fail(core::ErrorCode::forbidden, core::Reason::not_a_member, kNotAMember);
}

core::Status write_organization(const core::Result<core::OrganizationWithProfile>& organization,
                                const Input& input, Reply& reply) {
  if (!organization) return std::unexpected(organization.error());
  json::Writer out(reply.body());
  encode_organization(*organization, input.links, out);
  return {};
}

}  // namespace

core::Status list_organizations(core::ReadTransaction& tx, const core::OperationContext& context,
                                const Input& input, Reply& reply) {
  const auto query = read_list_query(input.query, organization_sort_fields());
  if (!query) return std::unexpected(query.error());
  const auto filter =
      parse_filter(query->filter, organization_fields(), {}, input.services->hasher);
  if (!filter) return std::unexpected(filter.error());
  if (auto status = check_context(tx, context, input); !status) return status;
  auto found = core::list_organization_profiles(tx, context);
  if (!found) return std::unexpected(std::move(found.error()));
  select_records(*found, *query, *filter, organization_value, organization_texts);
  write_page(
      {found->size(), query->limit, query->offset},
      slice(std::span(*found), query->limit, query->offset),
      [&](const core::OrganizationWithProfile& organization, json::Writer& out) {
        encode_organization(organization, input.links, out);
      },
      reply.response());
  return {};
}

core::Status get_organization(core::ReadTransaction& tx, const core::OperationContext& context,
                              const Input& input, Reply& reply) {
  const auto id = read_organization_id(input.id, input.services->hasher);
  if (!id) return no_such_organization();
  if (auto status = check_context(tx, context, input); !status) return status;
  return write_organization(core::get_organization_profile(tx, context, *id), input, reply);
}

core::Result<Plan> post_organization(const Input& input, const core::Principal& /*caller*/,
                                     const boost::json::value& body) {
  auto wanted = decode_new_organization(body);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  return Plan{[input, wanted = std::move(*wanted)](core::WriteTransaction& tx,
                                                   const core::OperationContext& context,
                                                   Reply& reply) -> core::Status {
    if (auto status = check_context(tx, context, input); !status) return status;
    const auto made = core::create_own_organization(tx, context, wanted);
    auto status = write_organization(made, input, reply);
    if (!status) return status;
    reply.set_location(input.links.href(
        "/organizations/" + spell_id(made->organization->id.bytes, IdKind::organization)));
    return {};
  }};
}

core::Result<Plan> patch_organization(const Input& input, const core::Principal& /*caller*/,
                                      const boost::json::value& body) {
  const auto id = read_organization_id(input.id, input.services->hasher);
  if (!id) return no_such_organization();
  auto patch = decode_organization_patch(body);
  if (!patch) return std::unexpected(std::move(patch.error()));
  return Plan{[input, id = *id, patch = std::move(*patch)](core::WriteTransaction& tx,
                                                           const core::OperationContext& context,
                                                           Reply& reply) -> core::Status {
    if (auto status = check_context(tx, context, input); !status) return status;
    auto edit = patch.edit;
    if (patch.settings) {
      // An edit of nothing: who may not change it learns nothing of what is stored.
      const auto before = core::edit_organization_profile(tx, context, id, {});
      if (!before) return std::unexpected(before.error());
      auto merged = merge_settings(before->profile.settings, *patch.settings);
      if (!merged) return std::unexpected(std::move(merged.error()));
      edit.settings = std::optional(std::move(*merged));
    }
    return write_organization(core::edit_organization_profile(tx, context, id, edit), input, reply);
  }};
}

core::Result<Plan> put_organization(const Input& input, const core::Principal& /*caller*/,
                                    const boost::json::value& body) {
  const auto id = read_organization_id(input.id, input.services->hasher);
  if (!id) return no_such_organization();
  auto edit = decode_organization(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return Plan{[input, id = *id, edit = std::move(*edit)](core::WriteTransaction& tx,
                                                         const core::OperationContext& context,
                                                         Reply& reply) -> core::Status {
    if (auto status = check_context(tx, context, input); !status) return status;
    return write_organization(core::edit_organization_profile(tx, context, id, edit), input, reply);
  }};
}

core::Result<Plan> delete_organization(const Input& input, const core::Principal& /*caller*/,
                                       const boost::json::value& /*body*/) {
  const auto id = read_organization_id(input.id, input.services->hasher);
  if (!id) return no_such_organization();
  return Plan{[input, id = *id](core::WriteTransaction& tx, const core::OperationContext& context,
                                Reply&) -> core::Status {
    if (auto status = check_context(tx, context, input); !status) return status;
    return core::delete_organization(tx, context, id);
  }};
}

}  // namespace selfsame::rebilly
