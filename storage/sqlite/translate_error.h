#pragma once

struct sqlite3;

namespace selfsame::storage::sqlite {

/// Throws what the connection's last error, `code`, means to the core: StoreConflict for a unique
/// value that is taken or a rule of the schema, std::runtime_error for a bug of ours, else StoreUnavailable. The driver's
/// text is in `what()`, for the log.
[[noreturn]] void throw_error(sqlite3* connection, int code);

}  // namespace selfsame::storage::sqlite
