#include "http/conversation.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "http/exception_text.h"

namespace selfsame::http {

namespace {

constexpr std::size_t kOutputBytes = 256UL * 1024;  // answers gathered before they must be written
constexpr std::size_t kKeptBytes = 64UL * 1024;     // strings larger than this are given back
constexpr std::size_t kHeaderRoom = 1024;
constexpr std::size_t kBodyRoom = 32UL * 1024;
constexpr std::string_view kHeaderEnd = "\r\n\r\n";

void clear(std::string& text) {
  if (text.capacity() > kKeptBytes) {
    text = {};
  } else {
    text.clear();
  }
}

}  // namespace

/// Outlives the conversation if the handler keeps its `Deferred` longer; then it does nothing.
class Conversation::Promise final : public Deferred::Target {
 public:
  explicit Promise(Conversation& conversation)
      : conversation_(&conversation), soon_(conversation.loop_.soon) {}

  void send(Response&& response) override {
    if (auto* const conversation = std::exchange(conversation_, nullptr)) {
      conversation->keep_promise(response);
    }
  }
  BodyStream stream(Response&& head) override {
    if (auto* const conversation = std::exchange(conversation_, nullptr)) {
      return conversation->keep_promise_by_stream(head);
    }
    return BodyStream(std::make_shared<StreamedBody>(nullptr, soon_));
  }
  void dropped() override {
    if (auto* const conversation = std::exchange(conversation_, nullptr)) {
      conversation->break_promise();
    }
  }
  void detach() { conversation_ = nullptr; }

 private:
  Conversation* conversation_;
  const std::shared_ptr<SoonCalls> soon_;
};

Conversation::Conversation(LoopContext& loop, const AddressBytes& peer, bool secure)
    : loop_(loop), peer_(peer), peer_trusted_(loop.trusted_proxies.contains(peer)) {
  request_.client_address = peer;
  request_.secure = secure;
  begin_message();
}

Conversation::~Conversation() {
  detach_promise();
  close_stream();
}

std::span<char> Conversation::room() {
  const auto on_move = [](void* context, std::string_view from, const char* to) {
    rebase(*static_cast<Request*>(context), from, to);
  };
  return input_.make_room(phase_ == Phase::body ? kBodyRoom : kHeaderRoom, on_move, &request_);
}

void Conversation::received(std::size_t size) {
  bump(loop_.counters.bytes_in, size);
  input_.commit(size);
}

bool Conversation::advance() {
  while (output_.size() < kOutputBytes) {
    if (!step()) return false;
  }
  return phase_ != Phase::handling && phase_ != Phase::streaming && phase_ != Phase::over;
}

/// Does one thing with the input. False if there is nothing to do until more arrives.
bool Conversation::step() {
  switch (phase_) {
    case Phase::idle:
      if (input_.empty()) return false;
      enter(Phase::header, loop_.options.header_time);
      return true;
    case Phase::header:
      return read_header();
    case Phase::body:
      return read_body();
    case Phase::handling:
    case Phase::streaming:
    case Phase::over:
      return false;
  }
  return false;
}

void Conversation::begin_message() {
  reset_message(request_);
  request_.client_address = peer_;
  clear(body_);
  scanned_ = 0;
  header_size_ = 0;
  blank_line_skipped_ = false;
  http11_ = true;
  enter(Phase::idle, loop_.options.idle_time);
}

bool Conversation::read_header() {
  // RFC 9112, 2.2: a server should ignore at least one empty line before a request.
  if (!blank_line_skipped_ && input_.data().starts_with('\r')) {
    if (input_.data().size() < 2) return false;
    if (input_.data()[1] == '\n') input_.consume(2);
    blank_line_skipped_ = true;
  }
  if (!header_is_here()) return false;

  parser_.emplace(loop_.options, request_, body_);
  const auto [outcome, size] = parser_->read_header(input_.data());
  http11_ = parser_->http11();
  if (outcome == RequestParser::Outcome::refused) {
    refuse_and_end(parser_->refusal());
    return false;
  }
  if (outcome == RequestParser::Outcome::complete) {
    input_.consume(size);
    dispatch();
    return true;
  }
  header_size_ = size;
  enter(Phase::body, loop_.options.body_time);
  if (input_.data().size() == header_size_) {
    if (parser_->expects_continue()) output_ += "HTTP/1.1 100 Continue\r\n\r\n";
    return false;
  }
  return true;
}

/// True if the blank line is here; if it is not, refuses what can no longer become a good header.
bool Conversation::header_is_here() {
  const std::string_view data = input_.data();
  if (data.ends_with(kHeaderEnd)) return true;
  const std::size_t from = std::exchange(scanned_, data.size());
  const std::size_t overlap = std::min(from, kHeaderEnd.size() - 1);
  if (data.find(kHeaderEnd, from - overlap) != data.npos) return true;
  if (looks_wrong(from)) {
    refuse_and_end(400);
  } else if (data.size() >= loop_.options.header_bytes) {
    refuse_and_end(data.find('\n') == data.npos ? 414 : 431);
  }
  return false;
}

/// Whether the header that begins the input holds bytes that none may, from `from` on. The parser
/// would say the same, but only when the blank line has come.
bool Conversation::looks_wrong(std::size_t from) const {
  const std::string_view data = input_.data();
  for (std::size_t i = from; i < data.size(); ++i) {
    const char c = data[i];
    if (c == '\n' && (i == 0 || data[i - 1] != '\r')) return true;
    const bool control = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    if (control && c != '\n' && c != '\r' && c != '\t') return true;
  }
  return false;
}

bool Conversation::read_body() {
  const std::string_view data = input_.data().substr(header_size_);
  if (data.empty()) return false;
  const auto [outcome, consumed] = parser_->read_body(data);
  if (outcome == RequestParser::Outcome::refused) {
    refuse_and_end(parser_->refusal());
    return false;
  }
  if (outcome == RequestParser::Outcome::incomplete) {
    input_.erase(header_size_, consumed);
    return false;
  }
  input_.consume(header_size_ + consumed);
  dispatch();
  return true;
}

void Conversation::dispatch() {
  bump(loop_.counters.requests);
  if (peer_trusted_) {
    request_.client_address = loop_.trusted_proxies.client_of(request_, peer_);
  }
  response_.clear();
  promise_state_ = PromiseState::none;
  phase_ = Phase::handling;
  const bool returned = call_handler();
  if (promise_state_ == PromiseState::streaming) return;
  if (!returned) {
    if (promise_state_ != PromiseState::kept) refuse(500, false);
  } else if (promise_state_ == PromiseState::none) {
    write_answer(response_);
  } else if (promise_state_ == PromiseState::broken) {
    refuse_dropped();
  } else if (promise_state_ == PromiseState::open) {
    return;
  }
  end_message();
}

/// False if the handler threw.
bool Conversation::call_handler() {
  in_handler_ = true;
  try {
    loop_.handler->handle(request_, response_, *this);
    in_handler_ = false;
    return true;
  } catch (...) {
    in_handler_ = false;
    loop_.log("handler_failed", current_exception_text());
    return false;
  }
}

void Conversation::refuse_and_end(unsigned status) {
  if (phase_ == Phase::header && request_.method_text.empty()) {
    parser_.emplace(loop_.options, request_, body_);
    parser_->glance(input_.data());
  }
  refuse(status, true);
  end_message();
}

void Conversation::refuse_dropped() {
  loop_.log("handler_failed", "a deferred answer was dropped");
  refuse(500, false);
}

void Conversation::refuse(unsigned status, bool last) {
  bump(loop_.counters.refusals);
  response_.clear();
  response_.status = status;
  response_.close = last;
  try {
    loop_.handler->refuse(status, request_, response_);
  } catch (...) {
    loop_.log("handler_failed", current_exception_text());
    response_.clear();
    response_.status = status;
  }
  response_.close = response_.close || last;
  write_answer(response_);
}

void Conversation::write_answer(const Response& response, Framing framing) {
  last_ = response.close || !request_.keep_alive || loop_.stopping || framing == Framing::closing;
  const Persistence persistence = last_     ? Persistence::close
                                  : http11_ ? Persistence::unsaid
                                            : Persistence::keep_alive;
  append_answer(output_, response,
                {.date_line = loop_.date.text(),
                 .persistence = persistence,
                 .framing = framing,
                 .head = request_.method == Method::head});
}

/// The answer is written, and nobody looks at the request any more.
void Conversation::end_message() {
  detach_promise();
  if (response_.body.capacity() > kKeptBytes) response_.body = {};
  if (last_) {
    phase_ = Phase::over;
  } else {
    begin_message();
  }
}

void Conversation::discard_input() {
  input_.clear();
  reset_message(request_);
}

Deferred Conversation::defer() {
  if (promise_state_ != PromiseState::none) throw std::logic_error("answer deferred twice");
  promise_ = std::make_shared<Promise>(*this);
  promise_state_ = PromiseState::open;
  return Deferred(promise_);
}

void Conversation::keep_promise(const Response& response) {
  write_answer(response);
  complete_answer();
}

/// The answer that was deferred is in `output`.
void Conversation::complete_answer() {
  promise_state_ = PromiseState::kept;
  if (in_handler_) return;
  end_message();
  resume();
}

/// An answer without a body is complete with its head.
BodyStream Conversation::keep_promise_by_stream(const Response& head) {
  write_answer(head, http11_ ? Framing::chunked : Framing::closing);
  const bool bodiless = request_.method == Method::head || is_bodiless(head.status);
  Sender* const sender = bodiless ? nullptr : this;
  const auto body = std::make_shared<StreamedBody>(sender, loop_.soon);
  if (bodiless) {
    complete_answer();
  } else {
    promise_state_ = PromiseState::streaming;
    phase_ = Phase::streaming;
    ends_by_closing_ = !http11_;
    stream_ = body;
    if (!in_handler_) resume();
  }
  return BodyStream(body);
}

void Conversation::send_piece(std::string_view piece) {
  if (!http11_) {
    output_ += piece;
  } else if (!piece.empty()) {
    append_chunk(output_, piece);
  }
  resume();
}

void Conversation::end_body() {
  if (http11_) append_last_chunk(output_);
  stream_.reset();
  complete_answer();
}

void Conversation::drop_body() {
  stream_.reset();
  if (!loop_.stopping) loop_.log("handler_failed", "a streamed answer was dropped");
  close();
}

void Conversation::output_sent() {
  const auto body = stream_;
  try {
    body->sent();
  } catch (...) {
    loop_.log("handler_failed", current_exception_text());
    close();
  }
}

void Conversation::close_stream() {
  if (const auto body = std::exchange(stream_, nullptr)) body->close();
}

void Conversation::break_promise() {
  promise_state_ = PromiseState::broken;
  if (in_handler_) return;
  refuse_dropped();
  end_message();
  resume();
}

void Conversation::detach_promise() {
  if (promise_) promise_->detach();
  promise_.reset();
}

void Conversation::enter(Phase phase, std::chrono::milliseconds time) {
  phase_ = phase;
  deadline_ = loop_.now + time;
}

}  // namespace selfsame::http
