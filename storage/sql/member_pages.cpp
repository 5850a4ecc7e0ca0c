#include "storage/sql/member_pages.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace selfsame::storage::sql {

using core::MembershipStatus;

MemberCounts count_of(MembershipStatus status) {
  switch (status) {
    case MembershipStatus::pending:
      return {.pending = 1};
    case MembershipStatus::accepted:
      return {.accepted = 1};
    case MembershipStatus::rejected:
      return {.rejected = 1};
  }
  throw std::logic_error("unknown status of a member");
}

std::uint64_t MemberCounts::of(MemberStatuses statuses) const {
  const auto count = [this](MembershipStatus status) {
    switch (status) {
      case MembershipStatus::pending:
        return pending;
      case MembershipStatus::accepted:
        return accepted;
      case MembershipStatus::rejected:
        return rejected;
    }
    return std::uint64_t{0};
  };
  const std::uint64_t first = count(statuses.first);
  return statuses.second == statuses.first ? first : first + count(statuses.second);
}

MemberCounts& MemberCounts::operator+=(const MemberCounts& others) {
  pending += others.pending;
  accepted += others.accepted;
  rejected += others.rejected;
  return *this;
}

MemberCounts& MemberCounts::operator-=(const MemberCounts& others) {
  pending -= others.pending;
  accepted -= others.accepted;
  rejected -= others.rejected;
  return *this;
}

MemberStatuses listed_statuses(const core::MemberQuery& query) {
  if (query.status) return {*query.status, *query.status};
  return {MembershipStatus::accepted, MembershipStatus::pending};
}

std::vector<MemberStatuses> parts_of_list(const core::MemberQuery& query) {
  const MemberStatuses listed = listed_statuses(query);
  if (query.order != core::MemberOrder::status || listed.first == listed.second) return {listed};
  std::vector<MemberStatuses> parts{{listed.first, listed.first}, {listed.second, listed.second}};
  if (query.direction == core::Direction::descending) std::ranges::reverse(parts);
  return parts;
}

std::uint64_t count_members(std::span<const MemberBlock> blocks, MemberStatuses statuses) {
  std::uint64_t count = 0;
  for (const MemberBlock& block : blocks) count += block.counts.of(statuses);
  return count;
}

MemberWalk page_walk(const core::MemberQuery& query) {
  const std::uint64_t pages_before = query.page > 0 ? query.page - 1 : 0;
  // Divided and not multiplied: a page's number may be as large as numbers get.
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  if (query.per_page == 0 || pages_before > kMax / query.per_page) return {};
  return {pages_before * query.per_page, query.per_page};
}

MemberWalk take_from(MemberWalk& left, std::uint64_t count) {
  MemberWalk taken;
  taken.offset = std::min(left.offset, count);
  taken.limit = std::min(left.limit, count - taken.offset);
  left.offset -= taken.offset;
  left.limit -= taken.limit;
  return taken;
}

MemberWalk walk_from_other_end(MemberWalk walk, std::uint64_t count) {
  return {count - walk.offset - walk.limit, walk.limit};
}

MemberRange locate(std::span<const MemberBlock> blocks, MemberStatuses statuses, MemberWalk walk) {
  std::size_t first = 0;
  while (walk.offset >= blocks[first].counts.of(statuses)) {
    walk.offset -= blocks[first++].counts.of(statuses);
  }
  std::size_t last = first;
  std::uint64_t reached = blocks[first].counts.of(statuses);
  while (reached < walk.offset + walk.limit) reached += blocks[++last].counts.of(statuses);
  const auto [low, high] = std::minmax(blocks[first].block, blocks[last].block);
  return {low * kMembersPerBlock, (high + 1) * kMembersPerBlock, walk.offset};
}

}  // namespace selfsame::storage::sql
