#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "http/request.h"
#include "http/response.h"

namespace selfsame::http {

/// The promise to answer one request later. Exactly one `send`; dropped without it, the client gets
/// a 500 by way of `Handler::refuse`. Move-only; used on its loop's thread only.
class Deferred {
 public:
  class Target {
   public:
    virtual ~Target() = default;
    virtual void send(Response&& response) = 0;
    virtual void dropped() = 0;
  };

  explicit Deferred(std::shared_ptr<Target> target) : target_(std::move(target)) {}
  Deferred(Deferred&&) noexcept = default;
  Deferred& operator=(Deferred&&) = delete;
  ~Deferred() {
    if (target_) target_->dropped();
  }

  void send(Response&& response) {
    const auto target = std::move(target_);
    target->send(std::move(response));
  }

 private:
  std::shared_ptr<Target> target_;
};

/// Hands out the `Deferred` of the request being handled; asks for memory only when it is used.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual Deferred defer() = 0;
};

/// One event loop as its handler sees it.
class Loop {
 public:
  virtual ~Loop() = default;
  [[nodiscard]] virtual unsigned index() const = 0;
  /// Runs `work` on this loop's thread, soon. Safe from every thread.
  virtual void post(std::move_only_function<void()> work) = 0;
  /// Runs `work` on this loop's thread again and again until the loop stops.
  virtual void every(std::chrono::milliseconds period, std::function<void()> work) = 0;
};

/// Answers requests. One per event loop; all its methods are called on that loop's thread.
class Handler {
 public:
  virtual ~Handler() = default;

  /// Either fills `response` and returns without touching `exchange`, or takes `exchange.defer()`
  /// and answers through that. An exception is logged by the server and answered with 500.
  virtual void handle(const Request& request, Response& response, Exchange& exchange) = 0;

  /// Writes the body of a refusal that HTTP itself makes: 400 (not HTTP), 408, 413, 414, 431,
  /// 500 (a handler threw or dropped its promise), 501, 503 (too many connections).
  /// `request` holds what was read so far (method and path if the first line was complete).
  virtual void refuse(unsigned status, const Request& request, Response& response) = 0;
};

}  // namespace selfsame::http
