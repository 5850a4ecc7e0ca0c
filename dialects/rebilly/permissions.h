#pragma once

#include <span>
#include <string>
#include <string_view>

namespace selfsame::rebilly {

/// Every operation of the original, of today and of earlier, sorted.
std::span<const std::string> permissions();

/// Whether text is the name of such an operation, or `*`, which stands for all of them.
bool is_permission(std::string_view text);

/// The same as the core asks it.
inline constexpr auto kIsPermission = [](std::string_view text) { return is_permission(text); };

}  // namespace selfsame::rebilly
