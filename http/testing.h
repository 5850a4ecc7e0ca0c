#pragma once

#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.h"

// What the tests of this folder share: a server with a handler made of functions, and a client that
// sends exactly the bytes it is told to.
namespace selfsame::http::testing {

using HandleFunction = std::function<void(const Request&, Response&, Exchange&)>;

/// Answers with what it was asked: `METHOD path?query [body]`.
void echo(const Request& request, Response& response, Exchange& exchange);

/// Refusals say `refused STATUS path`.
class FunctionHandler final : public Handler {
 public:
  explicit FunctionHandler(HandleFunction function) : function_(std::move(function)) {}
  void handle(const Request& request, Response& response, Exchange& exchange) override {
    function_(request, response, exchange);
  }
  void refuse(unsigned status, const Request& request, Response& response) override;

 private:
  HandleFunction function_;
};

/// Small limits and long times; port 0 of 127.0.0.1.
ServerOptions test_options();

class TestServer {
 public:
  explicit TestServer(ServerOptions options = test_options(), HandleFunction function = echo);

  Server& operator*() { return *server_; }
  Server* operator->() { return server_.get(); }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  /// Of the first loop. Valid while the server lives.
  Loop& loop() { return *loops_.front(); }
  /// `event: detail` of everything logged so far.
  std::vector<std::string> log();
  /// Sums a counter over the loops.
  std::uint64_t count(std::atomic<std::uint64_t> LoopCounters::* counter) const;

 private:
  std::mutex log_mutex_;
  std::vector<std::string> log_;
  std::vector<Loop*> loops_;
  std::unique_ptr<Server> server_;
};

struct Answer {
  unsigned status = 0;
  std::string head;  ///< status line and header lines
  std::string body;

  /// The value of a header; empty if it is not there.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// A TCP connection. Waits at most ten seconds for anything, then fails the test.
class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// False if the peer has reset the connection.
  bool send(std::string_view bytes);
  /// Ends the sending side.
  void finish_sending();
  /// Makes the kernel forget everything that is still to be sent and tell the peer at once.
  void reset();

  /// The next answer; none if the connection ends before it is complete. `bodiless`: to HEAD.
  std::optional<Answer> read(bool bodiless = false);
  /// What comes up to and with `end`; none if the connection ends before that.
  std::optional<std::string> read_through(std::string_view end);
  /// What comes until the server ends the connection in order; none if it resets it.
  std::optional<std::string> read_to_end();
  /// True if the server ends the connection in order, without another byte.
  bool ended();
  [[nodiscard]] int native() const { return socket_; }

 private:
  bool fill();

  int socket_;
  bool failed_ = false;  // instead of ending in order
  std::string received_;
};

/// Takes the first answer out of `bytes`, with its chunks joined; none if it is not complete.
std::optional<Answer> parse_answer(std::string& bytes, bool bodiless);

/// Sends and reads one answer over a connection of its own; status 0 if none came.
Answer ask(std::uint16_t port, std::string_view request);

::testing::AssertionResult starts_with(std::string_view text, std::string_view start);

/// Waits for what another thread is about to make true.
bool eventually(const std::function<bool()>& condition);

}  // namespace selfsame::http::testing
