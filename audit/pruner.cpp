#include "audit/pruner.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/access/operations.h"
#include "core/audit/audit_operations.h"
#include "core/operation_context.h"

namespace selfsame::audit {
namespace {

constexpr std::uint32_t kLogsAtOnce = 200;
constexpr std::uint32_t kViewsAtOnce = 50;
/// Records that go in one transaction, so that no change of others waits long.
constexpr std::uint64_t kRecordsAtOnce = 500;
/// How much too old the oldest record gets before it goes together with the others.
constexpr std::chrono::days kPatience{1};
/// What forgetting leaves of a log in which nothing else happens.
constexpr std::uint64_t kPruningRecordsThatRest = 2;

/// The first record that is to stay, of those from `first` to `end`. Times never go back in a log.
std::uint64_t first_to_keep(core::ReadTransaction& tx, const core::AuditLog& log,
                            std::uint64_t first, std::uint64_t end, core::Timestamp before) {
  while (first < end) {
    const auto middle = first + (end - first) / 2;
    const auto at = tx.audit_time(log, middle);
    // What is missing in a damaged log must not make more of it go.
    if (at && *at < before) {
      first = middle + 1;
    } else {
      end = middle;
    }
  }
  return first;
}

/// Whether the oldest that a log or a view holds has been too old for long enough.
bool is_due(core::ReadTransaction& tx, const core::AuditLog& log, std::uint64_t first,
            core::Timestamp before) {
  const auto at = tx.audit_time(log, first);
  return at && *at < before - kPatience;
}

/// Whether records tell of nothing but earlier forgetting. To forget them would make one more, and so
/// on for as long as the log rests.
bool tell_of_pruning_alone(core::ReadTransaction& tx, const core::AuditLog& log,
                           std::uint64_t first, std::uint64_t end) {
  if (end - first > kPruningRecordsThatRest) return false;
  const auto name = core::operation(core::OperationId::store_audit_prune).name;
  const auto entries = tx.read_audit_log(log, first, core::Direction::ascending,
                                         static_cast<std::uint32_t>(end - first));
  return std::ranges::all_of(
      entries, [&](const core::AuditEntry& entry) { return entry.record.operation == name; });
}

/// Where a log is to begin; no value if it stays as it is.
std::optional<std::uint64_t> new_beginning(core::ReadTransaction& tx, const core::AuditHead& head,
                                           core::Timestamp before) {
  const auto log = core::AuditLog::chain_of(head.owner);
  if (!is_due(tx, log, head.first_sequence, before)) return std::nullopt;
  const auto end = std::min(head.sequence, head.first_sequence + kRecordsAtOnce);  // not the newest
  const auto first = first_to_keep(tx, log, head.first_sequence, end, before);
  if (first <= head.first_sequence) return std::nullopt;
  if (tell_of_pruning_alone(tx, log, head.first_sequence, first)) return std::nullopt;
  return first;
}

}  // namespace

void Pruner::prune_all(std::chrono::days retention, const std::atomic<bool>& stopping) {
  const auto before = with_.clock.now() - retention;
  prune_logs(before, stopping);
  prune_views(before, stopping);
}

void Pruner::prune_logs(core::Timestamp before, const std::atomic<bool>& stopping) {
  std::optional<core::IdBytes> after;
  while (!stopping) {
    std::optional<core::IdBytes> last;
    std::vector<core::IdBytes> due;
    with_.store.read_and_wait([&](core::ReadTransaction& tx) {
      last.reset();
      due.clear();
      for (const auto& head : tx.list_audit_heads(after, kLogsAtOnce)) {
        last = head.owner.id;
        if (new_beginning(tx, head, before)) due.push_back(head.owner.id);
      }
    });
    if (!last) return;
    for (const auto& owner : due) {
      while (!stopping && prune_log(owner, before)) continue;
    }
    after = last;
  }
}

bool Pruner::prune_log(const core::IdBytes& owner, core::Timestamp before) {
  std::uint64_t removed = 0;
  with_.store.write_and_wait([&](core::WriteTransaction& tx) {
    removed = 0;
    const auto head = tx.find_audit_head(owner);
    const auto first = head ? new_beginning(tx, *head, before) : std::nullopt;
    if (!first) return false;
    const core::Principal system;
    const core::OperationContext context{with_.catalogue, with_.roles,   with_.billing,
                                         with_.hasher,    with_.entropy, with_.clock.now(),
                                         system};
    // The operator's own: nothing refuses it.
    removed = core::prune_audit_log(tx, context, head->owner, *first).value();
    return removed > 0;
  });
  counters_.pruned += removed;
  return removed > 0;
}

void Pruner::prune_views(core::Timestamp before, const std::atomic<bool>& stopping) {
  std::optional<core::UserId> after;
  while (!stopping) {
    std::optional<core::UserId> last;
    std::vector<core::UserId> due;
    with_.store.read_and_wait([&](core::ReadTransaction& tx) {
      last.reset();
      due.clear();
      for (const auto& user : tx.list_audit_views(after, kViewsAtOnce)) {
        last = user;
        const auto view = core::AuditLog::view_of(user);
        const auto bounds = tx.audit_bounds(view);
        // The newest entry stays.
        if (bounds.first < bounds.last && is_due(tx, view, bounds.first, before)) {
          due.push_back(user);
        }
      }
    });
    if (!last) return;
    if (!due.empty()) {
      with_.store.write_and_wait([&](core::WriteTransaction& tx) {
        for (const auto& user : due) tx.prune_audit_view(user, before);
        return true;
      });
    }
    after = last;
  }
}

}  // namespace selfsame::audit
