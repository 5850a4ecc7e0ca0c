#include "tests/billing_simulation/shared_world.h"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <type_traits>
#include <unistd.h>

namespace selfsame::simulation {
namespace {

static_assert(std::is_trivially_copyable_v<Outside>);
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number_(open(path.c_str(), flags, 0600)) {
    if (number_ < 0) fail(path.c_str());
  }
  ~Descriptor() { close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

void SharedWorld::create(const std::string& path, std::uint32_t users) {
  const auto size = sizeof(Header) + users * sizeof(Slot);
  {
    const Descriptor file(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC);
    if (ftruncate(file.number(), static_cast<off_t>(size)) != 0) fail("ftruncate");
  }
  const SharedWorld made(path);
  std::construct_at(made.header_);
  for (Slot& slot : made.slots_) std::construct_at(&slot);
}

SharedWorld::SharedWorld(const std::string& path) {
  const Descriptor file(path, O_RDWR | O_CLOEXEC);
  struct stat status{};
  if (fstat(file.number(), &status) != 0) fail("fstat");
  size_ = static_cast<std::size_t>(status.st_size);
  memory_ = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, file.number(), 0);
  if (memory_ == MAP_FAILED) fail("mmap");
  auto* bytes = static_cast<std::byte*>(memory_);
  static_assert(sizeof(Header) % alignof(Slot) == 0);
  header_ = reinterpret_cast<Header*>(bytes);
  slots_ = {reinterpret_cast<Slot*>(bytes + sizeof(Header)),
            (size_ - sizeof(Header)) / sizeof(Slot)};
}

SharedWorld::~SharedWorld() { munmap(memory_, size_); }

void SharedWorld::replace(std::uint32_t user, const Outside& outside) {
  Slot& slot = slots_[user];
  const std::uint32_t other = 1 - slot.current.load(std::memory_order_relaxed);
  slot.versions.at(other) = outside;
  slot.current.store(other, std::memory_order_release);
}

}  // namespace selfsame::simulation
