#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/store.h"
#include "storage/sql/sql_connection.h"

/// Lists of members by mail address and by name. Each is cut into blocks of neighbours, and how many
/// members of each status stand in a block is kept: so a page is found by adding the counts up, and
/// only the members of its own blocks are walked.
namespace selfsame::storage::sql {

/// A block that gets more is cut in half; one that has less than a quarter left joins the one
/// before it, if that has room.
inline constexpr std::uint64_t kRankBlockMembersMax = 2048;

/// Where a member stands in every list. The address and the names are in lower case.
struct MemberKeys {
  core::OrganizationId organization;
  std::optional<core::UserId> user;
  core::MembershipStatus status = core::MembershipStatus::pending;
  std::int64_t ordinal = 0;  ///< decides between equal names
  std::string email;
  std::string first_name;
  std::string last_name;
};

// Called when the rows of the members are as the change leaves them.
void add_to_ranks(SqlConnection& connection, const MemberKeys& member);
void move_in_ranks(SqlConnection& connection, const MemberKeys& before, const MemberKeys& after);
void remove_from_ranks(SqlConnection& connection, const MemberKeys& member);

/// Is this an order by address or name?
bool is_ranked(core::MemberOrder order);
core::Page<core::Membership> list_ranked_members(SqlConnection& connection,
                                                 const core::OrganizationId& organization,
                                                 const core::MemberQuery& query);

}  // namespace selfsame::storage::sql
