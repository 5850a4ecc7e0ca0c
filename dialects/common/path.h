#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/id.h"

namespace selfsame::dialect {

inline constexpr std::size_t kPathIdsMax = 2;
using PathIds = std::array<core::IdBytes, kPathIdsMax>;

/// Whether a path has the form of a pattern such as `/users/{id}/suspend`, where each `{id}` stands
/// for an identifier in any spelling: these go to `ids`, in their order. Not so: a malformed
/// identifier, a trailing slash.
bool matches(std::string_view pattern, std::string_view path, PathIds& ids);

}  // namespace selfsame::dialect
