#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace selfsame::http {

/// The bytes a connection has read and not yet used up.
class InputBuffer {
 public:
  /// Told that the bytes of `from` now start at `to`. `from` is still readable if `to` lies in
  /// another block; views may be shifted by arithmetic only.
  using OnMove = void (*)(void* context, std::string_view from, const char* to);

  [[nodiscard]] std::string_view data() const { return {data_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }

  /// Room for at least `wanted` more bytes, made by moving or growing where needed.
  std::span<char> make_room(std::size_t wanted, OnMove on_move, void* context);
  /// `size` bytes have been written into that room.
  void commit(std::size_t size) { end_ += size; }

  /// Drops bytes from the front. They stay in place until the next `make_room`.
  void consume(std::size_t size) { begin_ += size; }
  /// Drops `size` bytes that lie `offset` behind the front.
  void erase(std::size_t offset, std::size_t size);
  void clear() { begin_ = end_ = 0; }

 private:
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace selfsame::http
