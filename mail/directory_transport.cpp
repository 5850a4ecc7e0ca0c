#include "mail/directory_transport.h"

#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace selfsame::mail {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path) {
  throw std::runtime_error(path.string() + ": " + std::generic_category().message(errno));
}

class File {
 public:
  File(fs::path path, int flags)
      : path_(std::move(path)), descriptor_(::open(path_.c_str(), flags | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail(path_);
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) fail(path_);
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const {
    if (::fsync(descriptor_) != 0) fail(path_);
  }

 private:
  fs::path path_;
  int descriptor_;
};

void write_file(const fs::path& directory, const std::string& name, const std::string& message) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) fail(directory);
  const auto hidden = directory / ('.' + name);
  const auto visible = directory / name;
  {
    const File file(hidden, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(message);
    file.sync();
  }
  if (::rename(hidden.c_str(), visible.c_str()) != 0) fail(visible);
  File(directory, O_RDONLY | O_DIRECTORY).sync();
}

}  // namespace

DirectoryTransport::DirectoryTransport(std::filesystem::path directory)
    : directory_(std::move(directory)) {
  std::error_code error;
  const auto status = fs::status(directory_, error);
  if (fs::exists(status) && !fs::is_directory(status)) {
    throw std::runtime_error(directory_.string() + " is not a directory");
  }
}

Delivery DirectoryTransport::send(const Envelope& envelope, const std::string& message) {
  try {
    write_file(directory_, envelope.id.hex() + ".eml", message);
    return {core::DeliveryOutcome::sent};
  } catch (const std::runtime_error& error) {
    return {core::DeliveryOutcome::refused_for_now, error.what()};
  }
}

}  // namespace selfsame::mail
