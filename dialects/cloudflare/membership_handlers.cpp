#include <utility>

#include "core/tenancy/place_operations.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/invite_codec.h"
#include "dialects/cloudflare/membership_codec.h"
#include "dialects/cloudflare/membership_status.h"
#include "dialects/cloudflare/query_reader.h"

namespace selfsame::cloudflare {
namespace {

using core::PlaceOrder;

constexpr Choices<PlaceOrder, 3> kOrders{{{"id", PlaceOrder::id},
                                          {"account.name", PlaceOrder::organization_name},
                                          {"status", PlaceOrder::status}}};
constexpr Choices<PlaceOrder, 3> kOrganizationOrders{{{"id", PlaceOrder::organization_id},
                                                      {"name", PlaceOrder::organization_name},
                                                      {"status", PlaceOrder::status}}};
constexpr Choices<core::MembershipStatus, 2> kOrganizationStatuses{
    {{"member", core::MembershipStatus::accepted}, {"invited", core::MembershipStatus::pending}}};

core::Result<core::PlaceListing> decode_listing(std::string_view query) {
  std::vector<core::FieldError> errors;
  QueryReader in(query, errors);
  core::PlaceListing listing;
  listing.page = in.page();
  listing.order = in.choice("order", kOrders).value_or(PlaceOrder::joined);
  listing.direction = in.direction().value_or(core::Direction::ascending);
  listing.organization_name = in.text("account.name");
  if (!listing.organization_name) listing.organization_name = in.text("name");
  listing.status = in.choice("status", kMembershipStatuses);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return listing;
}

core::Result<core::PlaceListing> decode_organization_listing(std::string_view query) {
  std::vector<core::FieldError> errors;
  QueryReader in(query, errors);
  core::PlaceListing listing;
  listing.page = in.page();
  listing.order = in.choice("order", kOrganizationOrders).value_or(PlaceOrder::joined);
  listing.direction = in.direction().value_or(core::Direction::ascending);
  listing.organization_name = in.text("name");
  listing.status = in.choice("status", kOrganizationStatuses);
  listing.any = in.matches_any();
  if (!errors.empty()) return core::invalid(std::move(errors));
  return listing;
}

/// Writes an invite for the caller, who is a person wherever the core hands out invites.
auto invite_encoder(const core::OperationContext& context) {
  return [&context](const core::InviteView& view, json::Writer& out) {
    encode_invite(view, context.principal.user->id, out);
  };
}

}  // namespace

core::Status list_invites(core::ReadTransaction& tx, const core::OperationContext& context,
                          const Input& /*input*/, Reply& reply) {
  return answer_all(core::list_invites(tx, context), reply, invite_encoder(context));
}

core::Status get_invite(core::ReadTransaction& tx, const core::OperationContext& context,
                        const Input& input, Reply& reply) {
  return answer(core::get_invite(tx, context, item_id<core::InviteId>(input)), reply,
                invite_encoder(context));
}

core::Result<WriteAction> answer_invite(const Input& input, const boost::json::value& body) {
  const auto given = decode_answer(body);
  if (!given) return std::unexpected(given.error());
  return [id = item_id<core::InviteId>(input), given = *given](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return answer(core::answer_invite(tx, context, id, given), reply, invite_encoder(context));
  };
}

core::Status list_user_organizations(core::ReadTransaction& tx,
                                     const core::OperationContext& context, const Input& input,
                                     Reply& reply) {
  const auto listing = decode_organization_listing(input.query);
  if (!listing) return std::unexpected(listing.error());
  return answer_page(core::list_places(tx, context, *listing), reply, encode_user_organization);
}

core::Status get_user_organization(core::ReadTransaction& tx, const core::OperationContext& context,
                                   const Input& input, Reply& reply) {
  return answer(core::get_place_in(tx, context, item_id<core::OrganizationId>(input)), reply,
                encode_user_organization);
}

core::Result<WriteAction> leave_user_organization(const Input& input,
                                                  const boost::json::value& /*body*/) {
  return [id = item_id<core::OrganizationId>(input)](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    auto status = answer_id(core::leave_organization(tx, context, id), reply, id);
    reply.repeat_id("id", id.bytes);
    return status;
  };
}

core::Status list_memberships(core::ReadTransaction& tx, const core::OperationContext& context,
                              const Input& input, Reply& reply) {
  const auto listing = decode_listing(input.query);
  if (!listing) return std::unexpected(listing.error());
  return answer_page(core::list_places(tx, context, *listing), reply, encode_listed_membership);
}

core::Status get_membership(core::ReadTransaction& tx, const core::OperationContext& context,
                            const Input& input, Reply& reply) {
  return answer(core::get_place(tx, context, item_id<core::MembershipId>(input)), reply,
                encode_membership);
}

core::Result<WriteAction> answer_membership(const Input& input, const boost::json::value& body) {
  const auto given = decode_answer(body);
  if (!given) return std::unexpected(given.error());
  return [id = item_id<core::MembershipId>(input), given = *given](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return answer(core::answer_place(tx, context, id, given), reply, encode_membership);
  };
}

core::Result<WriteAction> delete_membership(const Input& input,
                                            const boost::json::value& /*body*/) {
  return [id = item_id<core::MembershipId>(input)](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return answer_id(core::leave_place(tx, context, id), reply, id);
  };
}

}  // namespace selfsame::cloudflare
