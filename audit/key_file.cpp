#include "audit/key_file.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <stdexcept>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "audit/hex.h"

namespace selfsame::audit {
namespace {

constexpr std::size_t kBytesMax = 4096;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

[[noreturn]] void fail(const std::string& path) {
  throw std::runtime_error("audit key " + path + ": " + std::generic_category().message(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
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
  if (!S_ISREG(status.st_mode)) throw std::runtime_error("audit key " + path + ": is no file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw std::runtime_error(
        "audit key " + path +
        ": others than its owner may read it; chmod 600 it, or make a new one");
  }
}

std::string directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// A file beside the real one, gone at the end.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& path, core::Entropy& entropy) {
    std::array<std::uint8_t, 8> random{};
    entropy.fill(random);
    path_ = path + ".new-" + to_hex(random);
  }
  ~TemporaryFile() {
    if (is_made_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  void write(std::string_view content) {
    const Descriptor file(
        ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly));
    if (!file.is_open()) fail(path_);
    is_made_ = true;
    write_all(file.get(), content, path_);
    if (::fsync(file.get()) != 0) fail(path_);
  }

 private:
  std::string path_;
  bool is_made_ = false;
};

}  // namespace

std::optional<core::PlainSecret> read_key_file(const std::string& path) {
  // Not to wait for somebody to write, if it is a pipe.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    fail(path);
  }
  refuse_what_others_can_read(file.get(), path);
  // Wiped with the secret: it never grows into other memory.
  std::string content(kBytesMax, '\0');
  std::size_t length = 0;
  while (length < content.size()) {
    const auto read = ::read(file.get(), content.data() + length, content.size() - length);
    if (read < 0 && errno != EINTR) fail(path);
    if (read == 0) break;
    if (read > 0) length += static_cast<std::size_t>(read);
  }
  content.resize(length);
  return core::PlainSecret(std::move(content));
}

void make_key_file(const std::string& path, const core::PlainSecret& content,
                   core::Entropy& entropy) {
  TemporaryFile temporary(path, entropy);
  temporary.write(content.reveal());
  // Unlike a rename, a link takes no file's place.
  if (::link(temporary.path().c_str(), path.c_str()) != 0 && errno != EEXIST) fail(path);
  const auto directory = directory_of(path);
  const Descriptor entries(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!entries.is_open() || ::fsync(entries.get()) != 0) fail(directory);
}

}  // namespace selfsame::audit
