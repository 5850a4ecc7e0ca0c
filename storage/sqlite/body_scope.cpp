#include "storage/sqlite/body_scope.h"

#include "core/store.h"

namespace selfsame::storage::sqlite {

template <class Run>
auto BodyScope::guarded(Run run) {
  // Without the transaction, a statement would commit by itself.
  if (failure_) std::rethrow_exception(failure_);
  try {
    return run();
  } catch (const core::StoreUnavailable&) {
    failure_ = std::current_exception();
    throw;
  }
}

std::uint64_t BodyScope::execute(sql::Statement name, std::span<const sql::SqlValue> parameters) {
  return guarded([&] {
    if (!has_savepoint_) connection_.run(Control::open_savepoint);
    has_savepoint_ = true;
    return connection_.execute(name, parameters);
  });
}

void BodyScope::query(sql::Statement name, std::span<const sql::SqlValue> parameters,
                      OnRow on_row) {
  guarded([&] { connection_.query(name, parameters, on_row); });
}

void BodyScope::finish(bool keep) {
  if (!connection_.in_transaction()) {
    if (failure_) std::rethrow_exception(failure_);
    throw core::StoreUnavailable("the engine rolled the transaction back");
  }
  if (!has_savepoint_) return;
  if (!keep) connection_.run(Control::rollback_to_savepoint);
  connection_.run(Control::release_savepoint);
}

}  // namespace selfsame::storage::sqlite
