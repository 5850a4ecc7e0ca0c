#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What is done to a store's file before SQLite opens it.
namespace selfsame::storage::sqlite {

/// Keeps other processes (and other stores of this one) from the file at `path`, by an advisory
/// lock on `path`.lock. The lock ends with its holder, however that ends; the side file stays.
class FileLock {
 public:
  /// Throws StoreUnavailable if somebody holds it, or the side file cannot be made.
  explicit FileLock(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

/// Makes the file, readable by its owner alone, if it is not there. Called with the lock held.
void create_private_file(const std::string& path);

/// The kind of network or user-space file system that the file lies on, if it does: SQLite's locks
/// and syncs cannot be relied on there.
std::optional<std::string_view> network_file_system(const std::string& path);

/// What an unprivileged process may still write to the disk that the file lies on; no value if
/// that cannot be found out.
std::optional<std::uint64_t> free_bytes(const std::string& path);

}  // namespace selfsame::storage::sqlite
