#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "http/connection_base.h"
#include "http/listener.h"
#include "http/loop_context.h"
#include "http/tls_context.h"

namespace selfsame::http {

/// What the loops of one server share.
struct ServerShared {
  const ServerOptions options;
  const LogSink log;
  const TrustedProxies trusted_proxies;
  const std::unique_ptr<TlsCertificate> certificate;  ///< null: plain HTTP
  std::atomic<std::size_t> connections{0};            ///< that count against the limit
};

/// One thread: its listener, its connections, its handler.
class EventLoop final : public Loop, private ConnectionOwner {
 public:
  EventLoop(ServerShared& shared, LoopCounters& counters, unsigned index);
  ~EventLoop() override;
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  [[nodiscard]] unsigned index() const override { return index_; }
  void post(std::move_only_function<void()> work) override;
  void every(std::chrono::milliseconds period, std::function<void()> work) override;
  void after(std::chrono::milliseconds delay, std::move_only_function<void()> work) override;

  // For the server, in this order, from its thread.
  [[nodiscard]] Listener& listener() { return listener_; }
  void set_handler(std::unique_ptr<Handler> handler);
  void start();
  /// Closes the listener; the future is there once it is closed.
  [[nodiscard]] std::future<void> stop_accepting();
  void begin_stop();
  /// Waits until nothing is in flight, at most until `deadline`; then ends the thread.
  void finish_stop(std::chrono::steady_clock::time_point deadline);

 private:
  class Periodic;
  struct Delayed {
    boost::asio::steady_timer timer;
    std::move_only_function<void()> work;
  };
  using Connections =
      boost::intrusive::list<ConnectionBase, boost::intrusive::constant_time_size<false>>;

  void run();
  void run_posted();
  std::vector<std::move_only_function<void()>> take_posted();
  void drop_delayed();
  void run_guarded(const std::function<void()>& work);
  void wait_for_tick();
  void tick();
  void on_accept(int native_socket, const AddressBytes& peer);
  std::unique_ptr<ConnectionBase> make_connection(int native_socket, const AddressBytes& peer);
  [[nodiscard]] bool count_connection();
  void retire(ConnectionBase& connection) override;
  void delete_all(Connections& connections);
  void delete_retired();
  void stop_connections();
  void close_connections();
  void end_if_done();

  ServerShared& shared_;
  const unsigned index_;
  const std::chrono::milliseconds tick_;
  boost::asio::io_context io_;
  LoopContext context_;
  Listener listener_;
  boost::asio::steady_timer tick_timer_;
  std::vector<std::unique_ptr<Periodic>> periodics_;
  std::mutex posted_mutex_;
  std::vector<std::move_only_function<void()>> posted_;
  std::list<Delayed> delayed_;
  std::unique_ptr<Handler> handler_;
  Connections connections_;
  Connections retired_;
  std::size_t refusing_ = 0;  // connections above the limit, being told so
  std::promise<void> ended_;
  std::thread thread_;
};

}  // namespace selfsame::http
