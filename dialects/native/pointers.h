#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "core/error.h"

namespace selfsame::native {

/// Where something lies to the core, and where this dialect has it.
struct Pointer {
  std::string_view core;
  std::string_view here;
};

/// Makes an error name the places as this dialect has them.
inline core::Error translated(core::Error error, std::span<const Pointer> pointers) {
  for (auto& field : error.fields) {
    const auto found = std::ranges::find(pointers, field.pointer, &Pointer::core);
    if (found != pointers.end()) field.pointer = found->here;
  }
  return error;
}

}  // namespace selfsame::native
