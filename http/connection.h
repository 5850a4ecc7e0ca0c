#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <memory>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <type_traits>
#include <unistd.h>
#include <utility>

#include "http/connection_base.h"
#include "http/connections.h"
#include "http/exception_text.h"

namespace selfsame::http {

/// A TCP socket that knows its executor's type: cheaper than the default, which erases it.
using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// Takes over `parts.native_socket`, or closes it and throws.
inline Socket adopt(const NewConnection& parts) {
  Socket socket(parts.io.get_executor());
  boost::system::error_code error;
  socket.assign(parts.protocol, parts.native_socket, error);
  if (error) {
    ::close(parts.native_socket);
    throw boost::system::system_error(error);
  }
  return socket;
}

/// Moves the bytes of one conversation over `Stream`: a TCP socket, or TLS on one.
///
/// At most one read or one write is pending at a time; but a read that began while an answer was
/// streamed may go on beside whatever comes next. Handlers hold a bare `this`: a connection is
/// retired, and so deleted, only when none is pending.
template <class Stream>
class Connection final : public ConnectionBase {
  using Error = boost::system::error_code;
  static constexpr bool kPlain = std::is_same_v<Stream, Socket>;

 public:
  Connection(LoopContext& loop, ConnectionOwner& owner, const AddressBytes& peer, Stream stream)
      : ConnectionBase(loop, peer, !kPlain), owner_(owner), stream_(std::move(stream)) {}

  void start(bool refuse) override {
    refuse_ = refuse;
    if constexpr (kPlain) {
      begin();
    } else {
      handshake();
    }
  }

  void check_deadline() override {
    if (closed_) return;
    if (phase() == Phase::streaming && loop().now >= cut_at_) {
      close();
    } else if (busy_ != Busy::reading) {
      if (busy_ != Busy::waiting && loop().now >= io_deadline_) close();
    } else if (loop().now >= deadline()) {
      expire();
    }
  }

  void begin_stop() override {
    if (phase() == Phase::streaming) {
      if (busy_ != Busy::writing) return close();
      limit_last_piece();
    } else if (busy_ == Busy::draining) {
      io_deadline_ = std::min(io_deadline_, loop().now + kStopDrainTime);
    } else if (busy_ == Busy::handshake || (busy_ == Busy::reading && phase() == Phase::idle)) {
      close();
    }
  }

  void close() override {
    if (closed_) return;
    closed_ = true;
    Error ignored;
    if (ends_by_closing() && busy_ != Busy::draining) {
      // The answer is not complete, but an end in order would say that it is.
      socket().set_option(Socket::linger(true, 0), ignored);
    }
    socket().close(ignored);
    close_stream();
    retire_if_done();
  }

 private:
  // What the connection is doing, and so which deadline counts.
  enum class Busy { waiting, handshake, reading, writing, draining };

  // What is read at a time while an answer is streamed, and how much in all.
  static constexpr std::size_t kAheadBytes = 512;
  static constexpr std::size_t kAheadMost = 16384;
  static constexpr std::chrono::duration<int> kSilenceAskedAfter{60};

  Socket& socket() {
    if constexpr (kPlain) {
      return stream_;
    } else {
      return stream_.next_layer();
    }
  }

  /// Makes the handler of an asynchronous operation out of what to do when it is over.
  template <class Then>
  auto then(Then then) {
    ++pending_;
    return [this, then](Error error, std::size_t size = 0) {
      --pending_;
      if (closed_) return retire_if_done();
      try {
        then(error, size);
      } catch (...) {
        loop().log("connection_failed", current_exception_text());
        close();
      }
    };
  }

  void retire_if_done() {
    if (pending_ == 0) owner_.retire(*this);
  }

  void be_busy(Busy busy, std::chrono::milliseconds time) {
    busy_ = busy;
    io_deadline_ = loop().now + time;
  }

  void handshake() {
    if constexpr (!kPlain) {
      be_busy(Busy::handshake, loop().options.header_time);
      stream_.async_handshake(Stream::server, then([this](Error error, std::size_t) {
                                if (error) {
                                  close();
                                } else {
                                  begin();
                                }
                              }));
    }
  }

  void begin() {
    if (refuse_) {
      refuse_and_end(503);
      run();
    } else {
      read();
    }
  }

  /// Answers what is here, writes it, and goes on with whatever the conversation waits for.
  void run() {
    do {
      bool more = true;
      while (more) {
        more = advance();
        if (closed_ || !flush()) return;
      }
      if (phase() == Phase::over) return drain();
      if (phase() == Phase::handling || phase() == Phase::streaming) return wait();
      if (phase() == Phase::idle && loop().stopping) return close();
    } while (take_ahead());
    read();
  }

  /// It is the handler's turn.
  void wait() {
    busy_ = Busy::waiting;
    if (phase() != Phase::streaming) return;
    if (loop().stopping) return close();
    read_ahead();
    output_sent();
  }

  /// The answer is written at once, but what is behind it is handled from the loop: this may be
  /// called by the handler of another connection.
  void resume() override {
    if (closed_ || !flush()) return;
    busy_ = Busy::waiting;
    boost::asio::post(stream_.get_executor(), [go_on = then([this](Error, std::size_t) {
                                                 if (busy_ == Busy::waiting) run();
                                               })] { go_on({}); });
  }

  void read() {
    busy_ = Busy::reading;
    if (reading_ahead_) return;
    ahead_.reset();
    const auto space = room();
    stream_.async_read_some(boost::asio::buffer(space.data(), space.size()),
                            then([this](Error error, std::size_t size) {
                              received(size);
                              on_read(error);
                            }));
  }

  void on_read(Error error) {
    const bool expired = std::exchange(expired_, false);
    if (!error) {
      run();
    } else if (expired && error == boost::asio::error::operation_aborted) {
      refuse_and_end(408);
      run();
    } else {
      close();
    }
  }

  /// Reads while an answer is streamed, to learn that the peer has gone. What comes is kept for
  /// later, in a place of its own: the read may still be pending when the input is used again.
  void read_ahead() {
    take_ahead();
    if (reading_ahead_ || input_size() >= kAheadMost) return;
    if (!ahead_) {
      ahead_ = std::make_unique<Ahead>();
      ask_for_peer();
    }
    reading_ahead_ = true;
    stream_.async_read_some(
        boost::asio::buffer(*ahead_),
        then([this](Error error, std::size_t size) { on_read_ahead(error, size); }));
  }

  /// A peer that vanished without a word, its machine having lost power, is found out by the kernel.
  void ask_for_peer() {
    const int seconds = kSilenceAskedAfter.count();
    Error ignored;
    socket().set_option(Socket::keep_alive(true), ignored);
    ::setsockopt(socket().native_handle(), IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof seconds);
  }

  void on_read_ahead(Error error, std::size_t size) {
    reading_ahead_ = false;
    ahead_size_ = size;
    if (busy_ == Busy::reading) {
      take_ahead();
      on_read(error);
    } else if (phase() == Phase::streaming && !error) {
      read_ahead();
    } else if (error && (phase() == Phase::streaming || busy_ == Busy::draining)) {
      close();
    }
    // Else the stream has ended meanwhile and the next answer is on its way: the bytes are taken
    // when it is their turn, and an error will come again.
  }

  /// Makes input of what was read ahead; false if that is nothing. Requests in the hands of the
  /// handler lie in the input, so this must not be done then.
  bool take_ahead() {
    if (ahead_size_ == 0) return false;
    std::memcpy(room().data(), ahead_->data(), ahead_size_);
    received(std::exchange(ahead_size_, 0));
    return true;
  }

  /// A read has lasted too long.
  void expire() {
    if (phase() == Phase::idle) return close();
    if (std::exchange(expired_, true)) return;
    Error ignored;
    socket().cancel(ignored);
  }

  /// True if no answer waits to be written any more; false if one does, or the peer is gone. What
  /// is streamed is never written here and now: its maker is told from the loop, so that ten
  /// thousand small pieces do not call each other.
  bool flush() {
    if (busy_ == Busy::writing) return false;
    std::string& answers = output();
    if (answers.empty()) return true;
    sent_ = 0;
    if constexpr (kPlain) {
      if (phase() != Phase::streaming) {
        if (!send_now(answers)) return false;
        if (answers.empty()) return true;
      }
    }
    sending_.swap(answers);
    write();
    return false;
  }

  /// Most answers fit the socket's buffer; then no asynchronous operation is needed.
  bool send_now(std::string& answers) {
    Error error;
    sent_ = stream_.write_some(boost::asio::buffer(answers), error);
    if (error && error != boost::asio::error::would_block) {
      close();
      return false;
    }
    bump(loop().counters.bytes_out, sent_);
    if (sent_ == answers.size()) clear_answers(answers);
    return true;
  }

  void write() {
    be_busy(Busy::writing, loop().options.write_time);
    if (phase() == Phase::streaming && loop().stopping) limit_last_piece();
    stream_.async_write_some(
        boost::asio::buffer(sending_.data() + sent_, sending_.size() - sent_),
        then([this](Error error, std::size_t size) { on_written(error, size); }));
  }

  void on_written(Error error, std::size_t size) {
    if (error) return close();
    bump(loop().counters.bytes_out, size);
    sent_ += size;
    if (sent_ < sending_.size()) return write();
    clear_answers(sending_);
    busy_ = Busy::waiting;
    run();
  }

  /// The server stops: what is being written of a stream is the last of it, and must not take long.
  void limit_last_piece() { cut_at_ = std::min(cut_at_, loop().now + kStopDrainTime); }

  /// Ends the sending side, then waits for the peer to end its own. Closing at once, with bytes of
  /// the peer unread, would make the kernel throw away the answer.
  void drain() {
    discard_input();
    ahead_size_ = 0;
    be_busy(Busy::draining, loop().stopping ? kStopDrainTime : kDrainTime);
    if constexpr (kPlain) {
      end_sending();
    } else {
      stream_.async_shutdown(then([this](Error, std::size_t) { end_sending(); }));
    }
  }

  void end_sending() {
    Error ignored;
    socket().shutdown(Socket::shutdown_send, ignored);
    read_and_forget();
  }

  void read_and_forget() {
    const auto space = room();
    socket().async_read_some(boost::asio::buffer(space.data(), space.size()),
                             then([this](Error error, std::size_t size) {
                               drained_ += size;
                               if (error || drained_ > kDrainBytes) return close();
                               read_and_forget();
                             }));
  }

  ConnectionOwner& owner_;
  Stream stream_;
  unsigned pending_ = 0;
  Busy busy_ = Busy::waiting;
  bool refuse_ = false;
  bool closed_ = false;
  bool expired_ = false;
  LoopTime io_deadline_{};
  LoopTime cut_at_ = LoopTime::max();  // for a stream
  std::string sending_;                // being written, while new answers gather in `output`
  std::size_t sent_ = 0;
  std::size_t drained_ = 0;
  using Ahead = std::array<char, kAheadBytes>;
  std::unique_ptr<Ahead> ahead_;
  std::size_t ahead_size_ = 0;  // read and not yet part of the input
  bool reading_ahead_ = false;
};

}  // namespace selfsame::http
