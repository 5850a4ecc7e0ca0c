#include "http/soon_calls.h"

#include <utility>

#include "http/exception_text.h"

namespace selfsame::http {

SoonCalls::SoonCalls(std::function<void()> wake, const LogSink& log)
    : wake_(std::move(wake)), log_(log) {}

void SoonCalls::add(Call call) {
  if (ended_) return;
  calls_.push_back(std::move(call));
  if (calls_.size() == 1) wake_();
}

void SoonCalls::run() {
  auto calls = std::exchange(calls_, {});
  for (auto& call : calls) {
    try {
      call();
    } catch (...) {
      log_("handler_failed", current_exception_text());
    }
  }
}

void SoonCalls::end() {
  ended_ = true;
  run();
}

}  // namespace selfsame::http
