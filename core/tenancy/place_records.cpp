#include "core/tenancy/place_records.h"

#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "core/tenancy/place_draft.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

/// Adds what a page of members has of the window.
void add_page(ReadTransaction& tx, const RoleCatalogue& catalogue,
              const OrganizationId& organization, std::uint64_t page, std::uint32_t per_page,
              const RecordWindow& window, Records<PlaceRecord>& records) {
  auto members = tx.list_members(organization, {page, per_page, MemberOrder::joined,
                                                Direction::descending, MembershipStatus::accepted});
  records.total_count = members.total_count;
  std::uint64_t at = (page - 1) * per_page;
  for (auto& member : members.items) {
    const bool inside = at >= window.offset && at - window.offset < window.limit;
    ++at;
    if (!inside) continue;
    if (auto record = record_of(tx, catalogue, std::move(member))) {
      records.items.push_back(std::move(*record));
    }
  }
}

}  // namespace

std::optional<PlaceRecord> record_of(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                     Membership place) {
  PlaceRecord record;
  record.user = place.user ? tx.find_user(*place.user) : nullptr;
  record.organization = tx.find_organization(place.organization);
  if (record.user == nullptr || record.organization == nullptr) return std::nullopt;
  record.roles = roles_of_place(tx, catalogue, place);
  record.permissions = permissions_of(tx, catalogue, place);
  record.place = std::move(place);
  return record;
}

Result<Records<PlaceRecord>> member_records(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                            const OrganizationId& organization,
                                            const std::optional<RecordWindow>& window) {
  Records<PlaceRecord> records;
  RecordWindow wanted = window.value_or(RecordWindow{0, limits::kFilteredRecordsMax});
  if (window) wanted.limit = std::min(wanted.limit, limits::kRecordsPerWindow);
  // A window lies on two pages of its own size at most; a page of one says how many there are.
  const std::uint32_t per_page = std::clamp(wanted.limit, 1U, limits::kRecordsPerWindow);
  const std::uint64_t first = wanted.offset / per_page + 1;
  const std::uint64_t last =
      std::max(first, (wanted.offset + wanted.limit + per_page - 1) / per_page);
  for (auto page = first; page <= last; ++page) {
    add_page(tx, catalogue, organization, page, per_page, wanted, records);
    if (!window && records.total_count > limits::kFilteredRecordsMax) {
      return fail(ErrorCode::limited, Reason::quota_exceeded,
                  "There are more than " + std::to_string(limits::kFilteredRecordsMax) +
                      " to be filtered or sorted. Ask for them in the order they were made.");
    }
    if (page * per_page >= records.total_count) break;
  }
  return records;
}

std::shared_ptr<const User> find_user_by_text(ReadTransaction& tx, std::string_view id) {
  if (id.empty()) return nullptr;
  if (auto chosen = tx.find_user_by_chosen_id(id)) return chosen;
  const auto parsed = UserId::parse(id);
  return parsed ? tx.find_user(*parsed) : nullptr;
}

}  // namespace selfsame::core
