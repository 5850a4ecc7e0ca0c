#include "storage/sqlite/file_guard.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>

#include "core/store.h"

namespace selfsame::storage::sqlite {
namespace {

struct FileSystem {
  std::uint32_t magic;
  std::string_view name;
};

// From statfs(2).
constexpr auto kNetworkFileSystems = std::to_array<FileSystem>({
    {0x00006969, "NFS"},
    {0x0000517B, "SMB"},
    {0xFE534D42, "SMB2"},
    {0xFF534D42, "CIFS"},
    {0x01021997, "9P"},
    {0x65735546, "FUSE"},
    {0x00C36400, "Ceph"},
    {0x5346414F, "AFS"},
    {0x6B414653, "AFS"},
    {0x73757245, "Coda"},
    {0x0BD00BD0, "Lustre"},
    {0x786F4256, "VirtualBox shared folder"},
});

constexpr int kPrivate = S_IRUSR | S_IWUSR;

int open_private(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivate);
  if (descriptor < 0) {
    throw core::StoreUnavailable(
        fmt::format("{}: {}", path, std::generic_category().message(errno)));
  }
  return descriptor;
}

}  // namespace

FileLock::FileLock(const std::string& path) : descriptor_(open_private(path + ".lock")) {
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int problem = errno;
  ::close(descriptor_);
  if (problem == EWOULDBLOCK) {
    throw core::StoreUnavailable("the store is in use by another selfsame process");
  }
  throw core::StoreUnavailable(
      fmt::format("{}.lock: {}", path, std::generic_category().message(problem)));
}

FileLock::~FileLock() { ::close(descriptor_); }

void create_private_file(const std::string& path) {
  // A file that is there is not opened: closing it would drop the locks SQLite may have on it.
  if (::access(path.c_str(), F_OK) == 0) return;
  ::close(open_private(path));
}

std::optional<std::string_view> network_file_system(const std::string& path) {
  struct statfs status{};
  if (::statfs(path.c_str(), &status) != 0) return std::nullopt;
  const auto magic = static_cast<std::uint32_t>(status.f_type);
  for (const FileSystem& system : kNetworkFileSystems) {
    if (system.magic == magic) return system.name;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> free_bytes(const std::string& path) {
  struct statvfs status{};
  if (::statvfs(path.c_str(), &status) != 0) return std::nullopt;
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

}  // namespace selfsame::storage::sqlite
