#include "http/streamed_body.h"

#include <stdexcept>
#include <utility>

namespace selfsame::http {

StreamedBody::StreamedBody(Sender* sender, std::shared_ptr<SoonCalls> soon)
    : sender_(sender), soon_(std::move(soon)) {}

void StreamedBody::write(std::string piece, BodyStream::Ready ready) {
  if (ready_) throw std::logic_error("a stream was written to before it was ready");
  ready_ = std::move(ready);
  if (is_open()) {
    sender_->send_piece(piece);
  } else {
    tell_soon();
  }
}

void StreamedBody::finish() {
  forget_calls();
  if (auto* const sender = std::exchange(sender_, nullptr)) sender->end_body();
}

bool StreamedBody::is_open() const { return sender_ != nullptr && sender_->takes_pieces(); }

void StreamedBody::on_close(std::move_only_function<void()> closed) {
  closed_ = std::move(closed);
  if (sender_ == nullptr) tell_soon();
}

void StreamedBody::dropped() {
  forget_calls();
  if (auto* const sender = std::exchange(sender_, nullptr)) sender->drop_body();
}

void StreamedBody::sent() {
  if (auto ready = std::exchange(ready_, nullptr)) ready(true);
}

void StreamedBody::close() {
  sender_ = nullptr;
  tell_soon();
}

/// The first call may drop the stream, and with it the second.
void StreamedBody::tell_soon() {
  if (ready_) soon_->add([self = shared_from_this()] { self->tell_ready(); });
  if (closed_ && sender_ == nullptr) {
    soon_->add([self = shared_from_this()] { self->tell_closed(); });
  }
}

void StreamedBody::tell_ready() {
  if (auto ready = std::exchange(ready_, nullptr)) ready(false);
}

void StreamedBody::tell_closed() {
  if (auto closed = std::exchange(closed_, nullptr)) closed();
}

/// What the calls hold may be all that keeps the maker alive, who is calling right now: it must not
/// be let go before that is over.
void StreamedBody::forget_calls() {
  if (!ready_ && !closed_) return;
  soon_->add([ready = std::exchange(ready_, nullptr), closed = std::exchange(closed_, nullptr)] {});
}

}  // namespace selfsame::http
