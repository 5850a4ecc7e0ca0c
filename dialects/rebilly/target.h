#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace selfsame::rebilly {

/// What a path asks for.
struct Target {
  std::string_view organization;  ///< the context that it names, as it came; empty: none
  std::string_view resource;      ///< begins with `/`, no trailing one; empty: nothing is named

  bool operator==(const Target&) const = default;
};

/// Splits a raw path (after the mount point). Every operation is there with and without the prefix
/// `/organizations/{id}`; without anything after it, that is a resource itself.
Target split_target(std::string_view path);

/// Whether text can be an id on this wire: `^[@~\-\.\w]+$`, at most 50 characters.
bool is_wire_id(std::string_view text);
/// The id that a raw segment of a path holds; no value: it can be none.
std::optional<std::string> wire_id(std::string_view segment);

}  // namespace selfsame::rebilly
