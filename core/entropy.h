#pragma once

#include <cstdint>
#include <span>

namespace selfsame::core {

/// Where unpredictable bytes come from. In the program: the operating system.
class Entropy {
 public:
  virtual ~Entropy() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace selfsame::core
