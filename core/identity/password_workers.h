#pragma once

#include <exception>
#include <functional>

#include "core/access/secret.h"

namespace selfsame::core {

/// Work with passwords: memory-hard, so it is done by few threads, and what waits is bounded.
using PasswordWork = std::move_only_function<void(const PasswordHasher&)>;

/// Runs such work. Thread-safe.
class PasswordWorkers {
 public:
  virtual ~PasswordWorkers() = default;

  /// Runs `work` on a thread of its own, then `done` there too, whatever became of the work: with
  /// null, or with what it threw. False, and nothing is done, if too much waits already.
  [[nodiscard]] virtual bool submit(PasswordWork work,
                                    std::move_only_function<void(std::exception_ptr)> done) = 0;
};

}  // namespace selfsame::core
