#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace selfsame::dialect {

/// What was found out about texts and never changes, for at most `capacity` of them. For one thread.
template <class Value>
class KnownTexts {
 public:
  explicit KnownTexts(std::size_t capacity) : capacity_(capacity) {}

  /// Null: not known. Valid until the next `keep`.
  [[nodiscard]] const Value* find(std::string_view text) const {
    const auto known = known_.find(text);
    return known == known_.end() ? nullptr : &known->second;
  }
  void keep(std::string_view text, Value value) {
    if (known_.size() >= capacity_) known_.clear();  // cheaper than to know which are old
    known_.emplace(text, std::move(value));
  }

 private:
  struct Hash {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the library's name
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };

  const std::size_t capacity_;
  std::unordered_map<std::string, Value, Hash, std::equal_to<>> known_;
};

}  // namespace selfsame::dialect
