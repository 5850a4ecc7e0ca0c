#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/answer.h"
#include "http/handler.h"
#include "http/input_buffer.h"
#include "http/loop_context.h"
#include "http/request_parser.h"
#include "http/streamed_body.h"

namespace selfsame::http {

/// The requests and answers of one connection, without its socket: bytes are read into `room`,
/// `advance` turns them into answers in `output`. Answers keep the order of their requests; a
/// deferred or streamed one holds up those behind it.
class Conversation : private Exchange, private StreamedBody::Sender {
 public:
  enum class Phase {
    idle,       ///< no byte of the next request is here
    header,     ///< some of its header is
    body,       ///< its header is, and it has more body to come
    handling,   ///< its answer has been deferred
    streaming,  ///< its answer is in `output` as far as it has been made
    over,       ///< the last answer is in `output`
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
  /// What has been read and not been used.
  [[nodiscard]] std::size_t input_size() const { return input_.data().size(); }
  /// Answers what is complete, in order, until the input or the room for answers is used up.
  /// True if it stopped for lack of room: write `output`, then call again.
  bool advance();
  /// The answers that wait to be written.
  std::string& output() { return output_; }

  /// Answers with a refusal, the last answer of the connection.
  void refuse_and_end(unsigned status);
  /// Forgets the input; the room may be used for bytes that nobody will look at.
  void discard_input();

  /// While streaming: all of `output` has been written. What this calls may do anything.
  void output_sent();
  /// The connection has been closed.
  void close_stream();
  /// Whether the client takes the end of the connection for the end of the answer.
  [[nodiscard]] bool ends_by_closing() const { return ends_by_closing_; }

  /// There is something new in `output`, or a stream waits for `output_sent`, or a deferred or
  /// streamed answer is complete and `advance` may go on. Does not call the handler or a maker.
  virtual void resume() = 0;
  /// Ends the connection, whatever it is doing. Does not call the handler or a maker.
  virtual void close() = 0;

 private:
  class Promise;
  enum class PromiseState { none, open, streaming, kept, broken };

  Deferred defer() override;
  void keep_promise(const Response& response);
  BodyStream keep_promise_by_stream(const Response& head);
  void complete_answer();
  void break_promise();
  void detach_promise();

  void send_piece(std::string_view piece) override;
  void end_body() override;
  void drop_body() override;
  [[nodiscard]] bool takes_pieces() const override { return !loop_.stopping; }

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
  void write_answer(const Response& response, Framing framing = Framing::length);
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
  bool ends_by_closing_ = false;
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
  std::shared_ptr<StreamedBody> stream_;
};

}  // namespace selfsame::http
