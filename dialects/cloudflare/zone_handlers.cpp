#include <utility>

#include "core/tenancy/zone_operations.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/query_reader.h"
#include "dialects/cloudflare/zone_codec.h"

namespace selfsame::cloudflare {
namespace {

using core::ZoneOrder;

// Every zone is active and has the same plan, so these two orders are that of their creation.
constexpr Choices<ZoneOrder, 5> kOrders{{{"name", ZoneOrder::name},
                                         {"status", ZoneOrder::created},
                                         {"account.id", ZoneOrder::organization_id},
                                         {"account.name", ZoneOrder::organization_name},
                                         {"plan.id", ZoneOrder::created}}};
/// Whether zones have it.
constexpr Choices<bool, 4> kStatuses{
    {{"initializing", false}, {"pending", false}, {"active", true}, {"moved", false}}};

void decode_filters(QueryReader& in, core::ZoneListing& listing) {
  const auto has_status = in.choice("status", kStatuses);
  listing.any = in.matches_any();
  if (listing.any && has_status == true) return;  // all of them, whatever else is asked
  listing.none = has_status == false;
  listing.name = in.text("name");
  if (const auto id = in.text("account.id")) {
    listing.organization = core::OrganizationId::parse(*id);
    if (!listing.organization) listing.none = true;
  }
  listing.organization_name = in.text("account.name");
}

core::Result<core::ZoneListing> decode_listing(std::string_view query) {
  std::vector<core::FieldError> errors;
  QueryReader in(query, errors);
  core::ZoneListing listing;
  listing.page = in.page();
  listing.order = in.choice("order", kOrders).value_or(ZoneOrder::created);
  listing.direction = in.direction().value_or(core::Direction::ascending);
  decode_filters(in, listing);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return listing;
}

}  // namespace

core::Status list_zones(core::ReadTransaction& tx, const core::OperationContext& context,
                        const Input& input, Reply& reply) {
  const auto listing = decode_listing(input.query);
  if (!listing) return std::unexpected(listing.error());
  return answer_page(core::list_zones(tx, context, *listing), reply, encode_zone);
}

core::Status get_zone(core::ReadTransaction& tx, const core::OperationContext& context,
                      const Input& input, Reply& reply) {
  return answer(core::get_zone(tx, context, input.ids.zone.value()), reply, encode_zone);
}

}  // namespace selfsame::cloudflare
