#include "core/audit/audit_operations.h"

#include <algorithm>

#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

/// The first position within `bounds` whose time is `at` or later; one past the last if none is.
/// Times never go back along a log, so this asks for a few of them only.
std::uint64_t first_position_at(ReadTransaction& tx, const AuditLog& log, const AuditBounds& bounds,
                                Timestamp at) {
  std::uint64_t low = bounds.first;
  std::uint64_t high = bounds.last + 1;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto time = tx.audit_time(log, middle);
    if (time && *time < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void leave_out_what_came_before(AuditBounds& rest, Direction direction, std::uint64_t after) {
  if (direction == Direction::ascending) {
    rest.first = std::max(rest.first, after + 1);
  } else {
    rest.last = std::min(rest.last, after == 0 ? 0 : after - 1);
  }
}

std::unexpected<Error> no_such_log() {
  return fail(ErrorCode::not_found, Reason::none, "There is no audit log of this owner.");
}

/// Whether somebody who does not run the installation may read the log. What they may not know of
/// looks as if it were not there.
Status authorize_as_owner(ReadTransaction& tx, const OperationContext& context,
                          const IdBytes& owner) {
  const auto& user = context.principal.user;
  if (user != nullptr && user->id.bytes == owner) {
    return authorize_on_user(context, OperationId::audit_list);
  }
  const auto standing =
      authorize_in(tx, context, OperationId::account_audit_list, OrganizationId{owner});
  if (standing) return {};
  if (standing.error().code == ErrorCode::not_found) return no_such_log();
  return std::unexpected(standing.error());
}

}  // namespace

Result<AuditLog> authorize_own_log(ReadTransaction&, const OperationContext& context) {
  if (auto status = authorize_on_user(context, OperationId::audit_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return AuditLog::view_of(context.principal.user->id);
}

Result<AuditLog> authorize_organization_log(ReadTransaction& tx, const OperationContext& context,
                                            const OrganizationId& organization) {
  const auto standing = authorize_in(tx, context, OperationId::account_audit_list, organization);
  if (!standing) return std::unexpected(standing.error());
  return AuditLog::chain_of(organization);
}

Result<AuditLog> authorize_any_log(ReadTransaction& tx, const OperationContext& context,
                                   const IdBytes& owner) {
  const AuditLog log{AuditLog::Kind::chain, owner};
  if (!authorize_on_store(tx, context, OperationId::store_audit_list)) {
    if (auto own = authorize_as_owner(tx, context, owner); !own) {
      return std::unexpected(std::move(own.error()));
    }
  }
  if (!tx.find_audit_head(owner)) return no_such_log();
  return log;
}

Result<std::vector<AuditHead>> list_audit_logs(ReadTransaction& tx, const OperationContext& context,
                                               std::optional<IdBytes> after, std::uint32_t limit) {
  if (auto status = authorize_on_store(tx, context, OperationId::store_audit_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return tx.list_audit_heads(after, limit);
}

Result<AuditCheckpoint> sign_audit_log(WriteTransaction& tx, const OperationContext& context,
                                       const IdBytes& owner, const CheckpointSigner& signer) {
  constexpr auto kSign = OperationId::store_audit_sign;
  if (auto status = authorize_on_store(tx, context, kSign); !status) {
    return std::unexpected(std::move(status.error()));
  }
  if (!tx.find_audit_head(owner)) return no_such_log();
  record_change(tx, context, kSign, AuditOwner(), "audit_log", id_to_hex(owner), {});
  // Only now: the log may be the one that was just written to.
  return signer.sign(tx, tx.find_audit_head(owner).value(), context.now);
}

Result<std::uint64_t> prune_audit_log(WriteTransaction& tx, const OperationContext& context,
                                      const AuditOwner& owner, std::uint64_t first_sequence) {
  constexpr auto kPrune = OperationId::store_audit_prune;
  if (auto status = authorize_operator(context, kPrune); !status) {
    return std::unexpected(std::move(status.error()));
  }
  const auto removed = tx.prune_audit_log(owner.id, first_sequence);
  if (removed == 0) return removed;
  const auto head = tx.find_audit_head(owner.id).value();
  record_change(tx, context, kPrune, owner, "audit_log", id_to_hex(owner.id),
                {{"records_removed", std::nullopt, std::to_string(removed)},
                 {"first_sequence", std::nullopt, std::to_string(head.first_sequence)}});
  return removed;
}

void AuditWalk::skip(std::uint64_t positions) {
  if (rest.empty()) return;
  if (positions > rest.last - rest.first) {
    rest.first = rest.last + 1;
  } else if (direction == Direction::ascending) {
    rest.first += positions;
  } else {
    rest.last -= positions;
  }
}

Result<AuditWalk> open_walk(ReadTransaction& tx, const AuditLog& log, const AuditRange& range) {
  if (range.since && range.before && *range.since > *range.before) {
    return fail_field("/before", "must not be earlier than `since`");
  }
  AuditWalk walk{log, range.direction, tx.audit_bounds(log), 0};
  walk.newest = walk.rest.last;
  if (range.newest) walk.newest = walk.rest.last = std::min(walk.rest.last, *range.newest);
  const AuditBounds all = walk.rest;
  if (range.since) walk.rest.first = first_position_at(tx, log, all, *range.since);
  if (range.before) walk.rest.last = first_position_at(tx, log, all, *range.before) - 1;
  if (range.after) leave_out_what_came_before(walk.rest, range.direction, *range.after);
  return walk;
}

std::vector<AuditEntry> step(ReadTransaction& tx, AuditWalk& walk, std::uint32_t limit) {
  if (walk.done()) return {};
  const bool forward = walk.direction == Direction::ascending;
  auto entries = tx.read_audit_log(walk.log, forward ? walk.rest.first : walk.rest.last,
                                   walk.direction, limit);
  const bool at_end = entries.size() < limit;
  std::erase_if(entries, [&](const AuditEntry& entry) {
    return entry.position < walk.rest.first || entry.position > walk.rest.last;
  });
  if (at_end || entries.empty()) {
    walk.rest.first = walk.rest.last + 1;
  } else if (forward) {
    walk.rest.first = entries.back().position + 1;
  } else {
    walk.rest.last = entries.back().position - 1;
  }
  return entries;
}

bool contains(const AuditLog& log, const AuditRecord& record) {
  if (record.owner.id == log.id) return true;
  return log.kind == AuditLog::Kind::view && record.actor && record.actor->bytes == log.id;
}

}  // namespace selfsame::core
