#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "http/answer.h"
#include "http/handler.h"
#include "http/input_buffer.h"
#include "http/loop_context.h"
#include "http/request_parser.h"

namespace selfsame::http {

/// The requests and answers of one connection, without its socket: bytes are read into `room`,
/// `advance` turns them into answers in `output`. Answers keep the order of their requests; a
/// deferred one holds up those behind it.
class Conversation : private Exchange {
 public:
  enum class Phase {
    idle,      ///< no byte of the next request is here
    header,    ///< some of its header is
    body,      ///< its header is, and it has more body to come
    handling,  ///< its answer has been deferred
    over,      ///< the last answer is in `output`
  };

  Conversation(LoopContext& loop, const AddressBytes& peer, bool secure);
  ~Conversation() override;
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

 protected:
  [[nodiscard]] LoopContext& loop() { return loop_; }
  [[nodiscard]] Phase phase() const { return phase_; }
  /// When the phase has lasted too long. Holds for idle, header and body.
  [[nodiscard]] LoopTime deadline() const { return deadline_; }

  /// Where to read to, then how much has been read.
  std::span<char> room();
  void received(std::size_t size);
  [[nodiscard]] bool has_input() const { return !input_.empty(); }
  /// Answers what is complete, in order, until the input or the room for answers is used up.
  /// True if it stopped for lack of room: write `output`, then call again.
  bool advance();
  /// The answers that wait to be written.
  std::string& output() { return output_; }

  /// Answers with a refusal, the last answer of the connection.
  void refuse_and_end(unsigned status);
  /// Forgets the input; the room may be used for bytes that nobody will look at.
  void discard_input();

  /// A deferred answer lies in `output`, and `advance` may go on.
  virtual void resume() = 0;

 private:
  class Promise;
  enum class PromiseState { none, open, kept, broken };

  Deferred defer() override;
  void keep_promise(const Response& response);
  void break_promise();
  void detach_promise();

  bool step();
  void begin_message();
  bool read_header();
  bool read_body();
  bool header_is_here();
  bool looks_wrong(std::size_t from) const;
  void dispatch();
  bool call_handler();
  void refuse(unsigned status, bool last);
  void refuse_dropped();
  void write_answer(const Response& response);
  void end_message();
  void enter(Phase phase, std::chrono::milliseconds time);

  LoopContext& loop_;
  const AddressBytes peer_;
  const bool peer_trusted_;

  Phase phase_ = Phase::idle;
  PromiseState promise_state_ = PromiseState::none;
  bool in_handler_ = false;
  bool blank_line_skipped_ = false;
  bool http11_ = true;
  bool last_ = false;  // the answer just written ends the connection
  LoopTime deadline_;

  InputBuffer input_;
  std::size_t scanned_ = 0;      // bytes of an incomplete header that were looked at
  std::size_t header_size_ = 0;  // of the message whose body is being read: it stays in place
  std::optional<RequestParser> parser_;
  std::string body_;
  Request request_;
  Response response_;
  std::string output_;
  std::shared_ptr<Promise> promise_;
};

}  // namespace selfsame::http
