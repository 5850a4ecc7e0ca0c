#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/store.h"

/// Where the pages of a list of members lie. The members of an organization are numbered as they
/// joined, and counted by status for every kMembersPerBlock numbers: so a page is found by adding
/// the counts up, and only the members of its own blocks are walked.
namespace selfsame::storage::sql {

/// Also in the triggers of every engine's schema. It never changes.
inline constexpr std::int64_t kMembersPerBlock = 1024;

/// One status or two that are listed as one.
struct MemberStatuses {
  core::MembershipStatus first;
  core::MembershipStatus second;  ///< the same, if it is one
};

struct MemberCounts {
  std::uint64_t pending = 0;
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;

  [[nodiscard]] std::uint64_t of(MemberStatuses statuses) const;
  [[nodiscard]] std::uint64_t total() const { return pending + accepted + rejected; }
  MemberCounts& operator+=(const MemberCounts& others);
  MemberCounts& operator-=(const MemberCounts& others);
};

/// One member.
MemberCounts count_of(core::MembershipStatus status);

struct MemberBlock {
  std::int64_t block = 0;
  MemberCounts counts;
};

/// How many of the members to pass over, and how many to take.
struct MemberWalk {
  std::uint64_t offset = 0;
  std::uint64_t limit = 0;
};

/// Ordinals from `begin` to before `end` hold the page, `offset` members into them.
struct MemberRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::uint64_t offset = 0;
};

/// Which members a query lists.
MemberStatuses listed_statuses(const core::MemberQuery& query);
/// The parts of a list in the query's order: within each, members come by ordinal.
std::vector<MemberStatuses> parts_of_list(const core::MemberQuery& query);

std::uint64_t count_members(std::span<const MemberBlock> blocks, MemberStatuses statuses);

/// What the query's page takes of a list without end.
MemberWalk page_walk(const core::MemberQuery& query);
/// What the walk does among the next `count` members, and takes that off it.
MemberWalk take_from(MemberWalk& left, std::uint64_t count);
/// The same walk among `count` members from their other end.
MemberWalk walk_from_other_end(MemberWalk walk, std::uint64_t count);

/// Where the walk finds its members; `blocks` in the direction of the walk. It takes at least one,
/// and no more than there are.
MemberRange locate(std::span<const MemberBlock> blocks, MemberStatuses statuses, MemberWalk walk);

}  // namespace selfsame::storage::sql
