#pragma once

#include <chrono>

#include "core/time.h"

namespace selfsame::server {

class SystemClock : public core::Clock {
 public:
  [[nodiscard]] core::Timestamp now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace selfsame::server
