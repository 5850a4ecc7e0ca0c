#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

#include "http/request.h"
#include "http/response.h"
#include "http/stream.h"

namespace selfsame::http {

/// The promise to answer one request later. Exactly one `send` or `stream`; dropped without it, the
/// client gets a 500 by way of `Handler::refuse`. Move-only; used on its loop's thread only.
class Deferred {
 public:
  class Target {
   public:
    virtual ~Target() = default;
    virtual void send(Response&& response) = 0;
    /// For targets that no streamed answer reaches, it throws std::logic_error.
    virtual BodyStream stream(Response&& head);
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

  /// Begins an answer that is streamed: status, headers and content type are those of `head`, which
  /// has no body (std::logic_error). `Transfer-Encoding` is the server's to write.
  BodyStream stream(Response&& head) {
    if (!head.body.empty()) throw std::logic_error("the head of a stream has a body");
    const auto target = std::move(target_);
    return target->stream(std::move(head));
  }

 private:
  std::shared_ptr<Target> target_;
};

inline BodyStream Deferred::Target::stream(Response&&) {
  throw std::logic_error("this answer cannot be streamed");
}

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
  /// Runs `work` on this loop's thread once, when `delay` has passed; dropped if the loop stops
  /// before that. Called on the loop's thread only.
  virtual void after(std::chrono::milliseconds delay, std::move_only_function<void()> work) = 0;
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
