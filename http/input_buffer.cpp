#include "http/input_buffer.h"

#include <algorithm>
#include <cstring>

namespace selfsame::http {

namespace {
constexpr std::size_t kFirstCapacity = 4096;
constexpr std::size_t kKeptCapacity = 16384;  // more than this is given back when it is empty
}  // namespace

std::span<char> InputBuffer::make_room(std::size_t wanted, OnMove on_move, void* context) {
  if (empty()) {
    clear();
    if (capacity_ > kKeptCapacity) {
      data_.reset();
      capacity_ = 0;
    }
  }
  if (capacity_ - end_ >= wanted) return {data_.get() + end_, capacity_ - end_};

  const std::string_view held = data();
  if (capacity_ - held.size() >= wanted) {
    on_move(context, held, data_.get());
    std::memmove(data_.get(), held.data(), held.size());
  } else {
    const std::size_t capacity =
        std::max({kFirstCapacity, 2 * capacity_, std::size_t{held.size() + wanted}});
    auto bigger = std::make_unique_for_overwrite<char[]>(capacity);
    if (!held.empty()) {
      on_move(context, held, bigger.get());
      std::memcpy(bigger.get(), held.data(), held.size());
    }
    data_ = std::move(bigger);
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = held.size();
  return {data_.get() + end_, capacity_ - end_};
}

void InputBuffer::erase(std::size_t offset, std::size_t size) {
  char* const hole = data_.get() + begin_ + offset;
  const std::size_t behind = end_ - begin_ - offset - size;
  if (behind > 0) std::memmove(hole, hole + size, behind);
  end_ -= size;
}

}  // namespace selfsame::http
