#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace selfsame::http {

/// The body of one answer, sent piece by piece as it is made. Move-only; used on its loop's thread
/// only. Dropped before `finish`, the connection is cut, so that the client sees that something is
/// missing. May outlive its connection and its server; then it does nothing.
///
/// The stream closes before its end when the client closes or resets the connection (also when it
/// only ends its sending side: the two look alike), when it reads nothing for `write_time` while a
/// piece waits, and when the server stops. The answer to HEAD is closed from the start.
class BodyStream {
 public:
  /// Told once that a piece has gone to the network and there is room for the next (true), or that
  /// nothing can be sent any more (false). Never called from within `write`, and not any more once
  /// the stream has been finished or dropped. If it throws, that is logged and the connection cut.
  using Ready = std::move_only_function<void(bool open)>;

  class Target {
   public:
    virtual ~Target() = default;
    virtual void write(std::string piece, Ready ready) = 0;
    virtual void finish() = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
    virtual void on_close(std::move_only_function<void()> closed) = 0;
    virtual void dropped() = 0;
  };

  explicit BodyStream(std::shared_ptr<Target> target) : target_(std::move(target)) {}
  BodyStream(BodyStream&&) noexcept = default;
  /// Drops what it was before.
  BodyStream& operator=(BodyStream&& other) noexcept {
    if (this == &other) return *this;
    const BodyStream dropped(std::move(*this));
    target_ = std::move(other.target_);
    return *this;
  }
  ~BodyStream() {
    if (target_) target_->dropped();
  }

  /// Sends one piece; the next may follow when `ready` was called (std::logic_error before that). An
  /// empty piece sends nothing, and `ready` is called soon.
  void write(std::string piece, Ready ready) {
    const auto target = target_;
    if (!target) throw std::logic_error("a finished stream was written to");
    target->write(std::move(piece), std::move(ready));
  }

  /// Ends the body, behind a piece that is still being sent. The connection lives on where it may.
  void finish() {
    const auto target = std::move(target_);
    if (!target) throw std::logic_error("a stream was finished twice");
    target->finish();
  }

  /// False once the client has gone, the server is stopping or the body has been finished.
  [[nodiscard]] bool is_open() const { return target_ && target_->is_open(); }

  /// `closed` is called once, soon after the stream closes before its end; also if it has closed
  /// already, and also while no piece is being sent. Not any more once the stream has been dropped.
  void on_close(std::move_only_function<void()> closed) {
    const auto target = target_;
    if (target) target->on_close(std::move(closed));
  }

 private:
  std::shared_ptr<Target> target_;
};

}  // namespace selfsame::http
