#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/audit/audit_log.h"
#include "core/audit/checkpoint_signer.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// Reading audit logs. A log may be long, so it is read in steps that each take little: authorize and
/// open, then step until the walk is done.
namespace selfsame::core {

/// The log of the principal's user: what is theirs, and what they did elsewhere.
/// Errors: forbidden/permission_missing.
Result<AuditLog> authorize_own_log(ReadTransaction& tx, const OperationContext& context);

/// The log of an organization. Errors: those of `authorize_in`.
Result<AuditLog> authorize_organization_log(ReadTransaction& tx, const OperationContext& context,
                                            const OrganizationId& organization);

/// The records of any owner; all zero is the installation. For the operator, for whoever may read the
/// log of the organization, and for the user themselves.
/// Errors: those of the above, not_found if nothing was ever recorded there.
Result<AuditLog> authorize_any_log(ReadTransaction& tx, const OperationContext& context,
                                   const IdBytes& owner);

/// Every log there is: heads of owners after `after`, in the order of their ids, at most `limit`.
/// Errors: forbidden/permission_missing.
Result<std::vector<AuditHead>> list_audit_logs(ReadTransaction& tx, const OperationContext& context,
                                               std::optional<IdBytes> after, std::uint32_t limit);

/// Signs the present end of a log.
/// Errors: forbidden/permission_missing, not_found if nothing was ever recorded there.
Result<AuditCheckpoint> sign_audit_log(WriteTransaction& tx, const OperationContext& context,
                                       const IdBytes& owner, const CheckpointSigner& signer);

/// Forgets the records of a log before `first_sequence`, but never the newest, and writes into the
/// log that they are gone. Returns how many.
/// Errors: forbidden/permission_missing.
Result<std::uint64_t> prune_audit_log(WriteTransaction& tx, const OperationContext& context,
                                      const AuditOwner& owner, std::uint64_t first_sequence);

/// What to read of a log.
struct AuditRange {
  std::optional<Timestamp> since{};   ///< this instant and later
  std::optional<Timestamp> before{};  ///< earlier than this instant
  Direction direction = Direction::descending;
  std::optional<std::uint64_t>
      newest{};                          ///< nothing after this position: what a page of before saw
  std::optional<std::uint64_t> after{};  ///< nothing up to this position, in the walk's direction
};

/// Where a reading of a log is. A value: it can be put aside and gone on with later.
struct AuditWalk {
  AuditLog log;
  Direction direction = Direction::descending;
  AuditBounds rest;          ///< the positions that are still to come
  std::uint64_t newest = 0;  ///< the last position that the log had when the walk began

  [[nodiscard]] bool done() const { return rest.empty(); }
  /// Passes over that many positions, at no cost.
  void skip(std::uint64_t positions);
};

/// Errors: invalid (`/before` is not after `/since`).
Result<AuditWalk> open_walk(ReadTransaction& tx, const AuditLog& log, const AuditRange& range);

/// The next entries of a walk, at most `limit`; fewer only at its end.
std::vector<AuditEntry> step(ReadTransaction& tx, AuditWalk& walk, std::uint32_t limit);

/// Whether a record is in a log.
bool contains(const AuditLog& log, const AuditRecord& record);

}  // namespace selfsame::core
