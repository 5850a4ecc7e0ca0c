#include "storage/sql/member_ranks.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/sql/member_pages.h"
#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/row_reader.h"

namespace selfsame::storage::sql {
namespace {

using core::MemberOrder;

constexpr std::uint64_t kRankBlockMembersFew = kRankBlockMembersMax / 4;

struct RankedList {
  MemberOrder order;
  std::int64_t code;  ///< in member_rank_blocks; it never changes
  std::string MemberKeys::* key;
  Statement members_from;
  Statement ranks_from;
};

constexpr auto kLists = std::to_array<RankedList>({
    {MemberOrder::email, 1, &MemberKeys::email, Statement::list_members_by_email,
     Statement::list_ranks_by_email},
    {MemberOrder::first_name, 2, &MemberKeys::first_name, Statement::list_members_by_first_name,
     Statement::list_ranks_by_first_name},
    {MemberOrder::last_name, 3, &MemberKeys::last_name, Statement::list_members_by_last_name,
     Statement::list_ranks_by_last_name},
});

const RankedList* find_list(MemberOrder order) {
  return std::ranges::find(kLists, order, &RankedList::order);
}

/// A place in a list; the text is somebody else's.
struct Rank {
  std::string_view key;
  std::int64_t ordinal = 0;
};

struct RankBlock {
  std::string first_key;
  std::int64_t first_ordinal = 0;
  MemberCounts counts;

  [[nodiscard]] Rank first() const { return {first_key, first_ordinal}; }
};

/// What a page takes of one block's members of the statuses that it lists.
struct PagePart {
  std::string first_key;
  std::int64_t first_ordinal = 0;
  MemberWalk walk;  ///< upwards
};

SqlValue count_value(std::uint64_t count) { return integer(static_cast<std::int64_t>(count)); }

RankBlock read_rank_block(const SqlRow& row) {
  RowReader reader(row);
  RankBlock block;
  block.first_key = reader.text();
  block.first_ordinal = reader.integer();
  block.counts = read_member_counts(row, 2);
  return block;
}

/// One list of one organization.
class Ranks {
 public:
  Ranks(SqlConnection& connection, const core::OrganizationId& organization, const RankedList& list)
      : connection_(connection), organization_(organization), list_(list) {}

  void add(const MemberKeys& member) {
    const MemberCounts one = count_of(member.status);
    auto block = find_block(Statement::find_rank_block, rank_of(member));
    if (!block) {
      insert_block({}, one);
      return;
    }
    change_block(block->first(), one, 1);
    block->counts += one;
    if (block->counts.total() > kRankBlockMembersMax) halve(*block);
  }

  void remove(const MemberKeys& member) {
    const MemberCounts one = count_of(member.status);
    auto block = find_block(Statement::find_rank_block, rank_of(member));
    if (!block) throw std::runtime_error("corrupt store: a member whom no block has counted");
    change_block(block->first(), one, -1);
    block->counts -= one;
    if (block->counts.total() < kRankBlockMembersFew) join_block_before(*block);
  }

  core::Page<core::Membership> page(const core::MemberQuery& query) {
    const MemberStatuses statuses = listed_statuses(query);
    core::Page<core::Membership> page;
    for (const PagePart& part : parts_of_page(query, statuses, page.total_count)) {
      auto members = list_rows(connection_, list_.members_from,
                               values(value_of(organization_), integer(code_of(statuses.first)),
                                      integer(code_of(statuses.second)), value_of(part.first_key),
                                      integer(part.first_ordinal), count_value(part.walk.limit),
                                      count_value(part.walk.offset)),
                               read_membership);
      if (query.direction == core::Direction::descending) std::ranges::reverse(members);
      std::ranges::move(members, std::back_inserter(page.items));
    }
    return page;
  }

 private:
  [[nodiscard]] Rank rank_of(const MemberKeys& member) const {
    return {member.*list_.key, member.ordinal};
  }
  [[nodiscard]] auto parameters_of(const Rank& rank) const {
    return values(value_of(organization_), integer(list_.code), value_of(rank.key),
                  integer(rank.ordinal));
  }

  std::optional<RankBlock> find_block(Statement statement, const Rank& rank) {
    return find_row(connection_, statement, parameters_of(rank), read_rank_block);
  }

  void insert_block(const Rank& first, const MemberCounts& counts) {
    connection_.execute(Statement::insert_rank_block,
                        values(value_of(organization_), integer(list_.code), value_of(first.key),
                               integer(first.ordinal), count_value(counts.pending),
                               count_value(counts.accepted), count_value(counts.rejected)));
  }

  void change_block(const Rank& first, const MemberCounts& counts, std::int64_t sign) {
    const auto change = [&](std::uint64_t count) {
      return integer(sign * static_cast<std::int64_t>(count));
    };
    connection_.execute(Statement::add_to_rank_block,
                        values(value_of(organization_), integer(list_.code), value_of(first.key),
                               integer(first.ordinal), change(counts.pending),
                               change(counts.accepted), change(counts.rejected)));
  }

  void halve(const RankBlock& block) {
    const std::uint64_t half = block.counts.total() / 2;
    MemberCounts lower;
    std::optional<RankBlock> upper;
    connection_.query(list_.ranks_from,
                      values(value_of(organization_), value_of(block.first_key),
                             integer(block.first_ordinal), count_value(half + 1)),
                      [&](const SqlRow& row) {
                        RowReader reader(row);
                        if (lower.total() == half) {
                          upper.emplace();
                          upper->first_key = reader.text();
                          upper->first_ordinal = reader.integer();
                        } else {
                          lower += count_of(read_member_status(row, 2));
                        }
                      });
    if (!upper) throw std::runtime_error("corrupt store: a block has counted too many members");
    upper->counts = block.counts;
    upper->counts -= lower;
    change_block(block.first(), upper->counts, -1);
    insert_block(upper->first(), upper->counts);
  }

  void join_block_before(const RankBlock& block) {
    if (block.first_key.empty() && block.first_ordinal == 0) return;
    const auto before = find_block(Statement::find_rank_block_before, block.first());
    if (!before || before->counts.total() + block.counts.total() > kRankBlockMembersMax) return;
    connection_.execute(Statement::delete_rank_block, parameters_of(block.first()));
    change_block(before->first(), block.counts, 1);
  }

  /// What the page takes of which blocks, in the order of the list; and how long the list is.
  std::vector<PagePart> parts_of_page(const core::MemberQuery& query, MemberStatuses statuses,
                                      std::uint64_t& total) {
    const bool descends = query.direction == core::Direction::descending;
    MemberWalk left = page_walk(query);
    std::vector<PagePart> parts;
    connection_.query(
        descends ? Statement::list_rank_blocks_descending : Statement::list_rank_blocks_ascending,
        values(value_of(organization_), integer(list_.code)), [&](const SqlRow& row) {
          const std::uint64_t count = read_member_counts(row, 2).of(statuses);
          total += count;
          const MemberWalk here = take_from(left, count);
          if (here.limit == 0) return;
          parts.push_back({std::string(row.text(0)), row.integer(1),
                           descends ? walk_from_other_end(here, count) : here});
        });
    return parts;
  }

  SqlConnection& connection_;
  const core::OrganizationId& organization_;
  const RankedList& list_;
};

}  // namespace

void add_to_ranks(SqlConnection& connection, const MemberKeys& member) {
  for (const RankedList& list : kLists) Ranks(connection, member.organization, list).add(member);
}

void remove_from_ranks(SqlConnection& connection, const MemberKeys& member) {
  for (const RankedList& list : kLists) Ranks(connection, member.organization, list).remove(member);
}

void move_in_ranks(SqlConnection& connection, const MemberKeys& before, const MemberKeys& after) {
  for (const RankedList& list : kLists) {
    if (before.status == after.status && before.*list.key == after.*list.key) continue;
    Ranks ranks(connection, after.organization, list);
    ranks.remove(before);
    ranks.add(after);
  }
}

bool is_ranked(MemberOrder order) { return find_list(order) != kLists.end(); }

core::Page<core::Membership> list_ranked_members(SqlConnection& connection,
                                                 const core::OrganizationId& organization,
                                                 const core::MemberQuery& query) {
  const auto* const list = find_list(query.order);
  if (list == kLists.end()) throw std::logic_error("members are not ranked in this order");
  return Ranks(connection, organization, *list).page(query);
}

}  // namespace selfsame::storage::sql
