#pragma once

#include "storage/sql/sql_transaction.h"
#include "storage/sqlite/connection.h"

namespace selfsame::storage::sqlite {

/// Puts the audit records of a store from before there were chains into their chains, oldest first,
/// in one transaction. Does nothing for any other store.
void seal_old_records(Connection& connection, const sql::AuditOptions& audit);

}  // namespace selfsame::storage::sqlite
