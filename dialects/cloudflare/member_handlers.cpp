#include <utility>

#include "core/tenancy/member_operations.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/member_codec.h"
#include "dialects/cloudflare/membership_status.h"
#include "dialects/cloudflare/query_reader.h"

namespace selfsame::cloudflare {
namespace {

constexpr Choices<core::MemberOrder, 4> kOrders{{{"user.first_name", core::MemberOrder::first_name},
                                                 {"user.last_name", core::MemberOrder::last_name},
                                                 {"user.email", core::MemberOrder::email},
                                                 {"status", core::MemberOrder::status}}};

core::Result<core::MemberListing> decode_listing(std::string_view query) {
  std::vector<core::FieldError> errors;
  QueryReader in(query, errors);
  core::MemberListing listing;
  listing.page = in.page();
  listing.order = in.choice("order", kOrders).value_or(core::MemberOrder::joined);
  listing.direction = in.direction().value_or(core::Direction::ascending);
  listing.status = in.choice("status", kMembershipStatuses);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return listing;
}

}  // namespace

core::Status list_members(core::ReadTransaction& tx, const core::OperationContext& context,
                          const Input& input, Reply& reply) {
  const auto listing = decode_listing(input.query);
  if (!listing) return std::unexpected(listing.error());
  return answer_page(core::list_members(tx, context, organization_id(input), *listing), reply,
                     encode_listed_member);
}

core::Result<WriteAction> add_member(const Input& input, const boost::json::value& body) {
  auto draft = decode_member(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return [organization = organization_id(input), draft = std::move(*draft)](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return answer(core::add_member(tx, context, organization, draft), reply, encode_member);
  };
}

core::Status get_member(core::ReadTransaction& tx, const core::OperationContext& context,
                        const Input& input, Reply& reply) {
  const auto id = item_id<core::MembershipId>(input);
  return answer(core::get_member(tx, context, organization_id(input), id), reply, encode_member);
}

core::Result<WriteAction> update_member(const Input& input, const boost::json::value& body) {
  auto rights = decode_member_rights(body);
  if (!rights) return std::unexpected(std::move(rights.error()));
  return [organization = organization_id(input), id = item_id<core::MembershipId>(input),
          rights = std::move(*rights)](core::WriteTransaction& tx,
                                       const core::OperationContext& context, Reply& reply) {
    return answer(core::update_member(tx, context, organization, id, rights), reply, encode_member);
  };
}

core::Result<WriteAction> remove_member(const Input& input, const boost::json::value& /*body*/) {
  return [organization = organization_id(input), id = item_id<core::MembershipId>(input)](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return answer_id(core::remove_member(tx, context, organization, id), reply, id);
  };
}

}  // namespace selfsame::cloudflare
