#include "crypto/key_file.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "crypto/base64.h"

namespace selfsame::crypto {
namespace {

constexpr std::size_t kBytesMax = std::size_t{64} << 10;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw std::runtime_error("key file " + path + ": " + why);
}

[[noreturn]] void fail(const std::string& path) {
  refuse(path, std::generic_category().message(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

void write_all(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail(path);
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void refuse_what_others_can_read(int descriptor, const std::string& path) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) fail(path);
  if (!S_ISREG(status.st_mode)) refuse(path, "is no file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    refuse(path, "others than its owner may read it; chmod 600 it, or make a new one");
  }
}

Descriptor open_to_read(const std::string& path) {
  // Not to wait for somebody to write, if it is a pipe.
  return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

core::PlainSecret read_all(int descriptor, const std::string& path) {
  refuse_what_others_can_read(descriptor, path);
  // Wiped with the secret: it never grows into other memory.
  std::string content(kBytesMax + 1, '\0');
  std::size_t length = 0;
  while (length < content.size()) {
    const auto read = ::read(descriptor, content.data() + length, content.size() - length);
    if (read < 0 && errno != EINTR) fail(path);
    if (read == 0) break;
    if (read > 0) length += static_cast<std::size_t>(read);
  }
  core::PlainSecret secret(std::move(content));
  if (length > kBytesMax) refuse(path, "is too large for one");
  return core::PlainSecret(std::string(secret.reveal().substr(0, length)));
}

/// The file, open, that nobody else holds and that is the one at the path.
Descriptor lock(const std::string& path) {
  for (;;) {
    auto file = open_to_read(path);
    if (!file.is_open()) fail(path);
    while (::flock(file.get(), LOCK_EX) != 0) {
      if (errno != EINTR) fail(path);
    }
    // Who held it before may have put another file in its place.
    struct stat held{};
    struct stat there{};
    if (::fstat(file.get(), &held) != 0 || ::stat(path.c_str(), &there) != 0) fail(path);
    if (held.st_dev == there.st_dev && held.st_ino == there.st_ino) return file;
  }
}

void sync_directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  std::string directory = ".";
  if (slash != std::string::npos) directory = slash == 0 ? "/" : path.substr(0, slash);
  const Descriptor entries(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!entries.is_open() || ::fsync(entries.get()) != 0) fail(directory);
}

/// A file beside the real one, gone at the end.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& path, core::Entropy& entropy) {
    std::array<std::uint8_t, 8> random{};
    entropy.fill(random);
    path_ = path + ".new-" + to_base64url(random);
  }
  ~TemporaryFile() {
    if (is_made_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(std::string_view content) {
    const Descriptor file(
        ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly));
    if (!file.is_open()) fail(path_);
    is_made_ = true;
    write_all(file.get(), content, path_);
    if (::fsync(file.get()) != 0) fail(path_);
  }
  /// Takes no file's place.
  void appear_at(const std::string& path) {
    if (::link(path_.c_str(), path.c_str()) != 0 && errno != EEXIST) fail(path);
  }
  /// Takes the place of the file there.
  void replace(const std::string& path) {
    if (::rename(path_.c_str(), path.c_str()) != 0) fail(path);
    is_made_ = false;
  }

 private:
  std::string path_;
  bool is_made_ = false;
};

/// Where a symbolic link leads, so that the file is replaced and not the link.
std::string follow(const std::string& path) {
  std::error_code error;
  const auto target = std::filesystem::canonical(path, error);
  if (error) refuse(path, error.message());
  return target.string();
}

}  // namespace

std::optional<core::PlainSecret> read_key_file(const std::string& path) {
  const auto file = open_to_read(path);
  if (file.is_open()) return read_all(file.get(), path);
  if (errno != ENOENT) fail(path);
  return std::nullopt;
}

void make_key_file(const std::string& path, const core::PlainSecret& content,
                   core::Entropy& entropy) {
  TemporaryFile temporary(path, entropy);
  temporary.write(content.reveal());
  temporary.appear_at(path);
  sync_directory_of(path);
}

void change_key_file(
    const std::string& path,
    core::FunctionRef<std::optional<core::PlainSecret>(std::string_view content)> change,
    core::Entropy& entropy) {
  const auto target = follow(path);
  const auto locked = lock(target);
  const auto old_content = read_all(locked.get(), target);
  const auto new_content = change(old_content.reveal());
  if (!new_content) return;
  TemporaryFile temporary(target, entropy);
  temporary.write(new_content->reveal());
  temporary.replace(target);
  sync_directory_of(target);
}

}  // namespace selfsame::crypto
