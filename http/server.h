#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/handler.h"

namespace selfsame::http {

/// What a server is told at start. Limits have no defaults here: `core/limits.h` names them.
struct ServerOptions {
  std::string listen;  ///< `127.0.0.1:8420`, `[::1]:0`, `localhost:80`
  unsigned threads = 1;
  std::size_t body_bytes = 0;
  std::size_t header_bytes = 0;
  std::size_t url_bytes = 0;
  std::size_t connections = 0;              ///< over all loops; one more is answered 503 and closed
  std::chrono::milliseconds header_time{};  ///< from the first byte of a request to its blank line
  std::chrono::milliseconds body_time{};    ///< from the blank line to the last byte of the body
  std::chrono::milliseconds write_time{};   ///< without progress of an answer or streamed piece
  std::chrono::milliseconds idle_time{};    ///< between requests of a connection
  std::chrono::milliseconds stop_time{};    ///< for what is in flight, at stop
  std::vector<std::string> trusted_proxies;  ///< addresses or CIDRs whose X-Forwarded-For counts
  std::string tls_certificate_file;          ///< PEM chain; empty: plain HTTP
  std::string tls_key_file;
};

/// Counters of one loop; written by its thread, read by any.
struct LoopCounters {
  std::atomic<std::uint64_t> connections_accepted{0};
  std::atomic<std::uint64_t> connections_refused{0};
  std::atomic<std::uint64_t> connections_open{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> refusals{0};  ///< answered by `Handler::refuse`
  std::atomic<std::uint64_t> bytes_in{0};
  std::atomic<std::uint64_t> bytes_out{0};
};

/// A failure that HTTP meets and the operator should read about: a handler that threw, a
/// certificate that could not be loaded. `detail` may hold driver text: for the log only.
using LogSink = std::function<void(std::string_view event, std::string_view detail)>;

/// An HTTP/1.1 server: one event loop and one SO_REUSEPORT listener per thread.
class Server {
 public:
  /// Makes the handler of one loop. Called once per loop, on the thread that calls `start`.
  using HandlerFactory = std::function<std::unique_ptr<Handler>(Loop&)>;

  /// Throws std::runtime_error with one clear line (names the option) if the options are wrong.
  Server(const ServerOptions& options, HandlerFactory factory, LogSink log);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds, listens, and starts the threads; every thread accepts when this returns. Throws
  /// std::runtime_error (`cannot listen on ...: Address already in use`).
  void start();
  /// The port in use, also where 0 was asked for. Valid after `start`.
  [[nodiscard]] std::uint16_t port() const;
  /// `http://127.0.0.1:8420` or `https://...`. Valid after `start`.
  [[nodiscard]] std::string url() const;

  /// Stops accepting, closes idle connections, lets requests in flight finish (their answers say
  /// `Connection: close`) for at most `stop_time`. Deferred answers count as in flight; streamed
  /// ones are cut, at once or when the piece that is being sent has gone, which gets no long time.
  /// When it returns no loop runs, no connection is open, and the handlers are still alive (they die
  /// with the server). Safe from any thread but a loop's; a second call does nothing.
  void stop();

  /// Loads the certificate and key again; connections accepted from now on use them. If they
  /// cannot be loaded, logs it, keeps the old ones and returns false.
  bool reload_certificate();

  [[nodiscard]] const std::vector<std::unique_ptr<LoopCounters>>& counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace selfsame::http
