#pragma once

#include <functional>
#include <vector>

#include "http/server.h"

namespace selfsame::http {

/// Calls that a loop owes to those who make streamed bodies. It makes them itself, soon, instead of
/// whoever finds that they are due: what is called may close any connection of the loop. Shared with
/// those who may outlive the loop; used on its thread only until it has ended.
class SoonCalls {
 public:
  using Call = std::move_only_function<void()>;

  /// `wake` has the loop call `run`, later.
  SoonCalls(std::function<void()> wake, const LogSink& log);

  void add(Call call);
  void run();
  /// Makes the calls that are left; what is added from now on is not called.
  void end();

 private:
  const std::function<void()> wake_;
  const LogSink& log_;
  std::vector<Call> calls_;
  bool ended_ = false;
};

}  // namespace selfsame::http
