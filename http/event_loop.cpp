#include "http/event_loop.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <ctime>
#include <unistd.h>
#include <utility>

#include "http/connections.h"
#include "http/exception_text.h"

namespace selfsame::http {

namespace {

// Connections above the limit that are told so at the same time; the rest are just closed.
constexpr std::size_t kRefusedAtOnce = 128;

/// How often deadlines are looked at: a fraction of the shortest, but no more often than needed.
std::chrono::milliseconds tick_for(const ServerOptions& options) {
  using std::chrono::milliseconds;
  const auto shortest =
      std::min({options.header_time, options.body_time, options.write_time, options.idle_time});
  return std::clamp(shortest / 8, milliseconds{5}, milliseconds{250});
}

}  // namespace

class EventLoop::Periodic {
 public:
  Periodic(EventLoop& loop, std::chrono::milliseconds period, std::function<void()> work)
      : loop_(loop), timer_(loop.io_), period_(period), work_(std::move(work)) {
    wait();
  }

 private:
  void wait() {
    timer_.expires_after(period_);
    timer_.async_wait([this](boost::system::error_code error) {
      if (error) return;
      loop_.run_guarded(work_);
      wait();
    });
  }

  EventLoop& loop_;
  boost::asio::steady_timer timer_;
  const std::chrono::milliseconds period_;
  const std::function<void()> work_;
};

EventLoop::EventLoop(ServerShared& shared, LoopCounters& counters, unsigned index)
    : shared_(shared),
      index_(index),
      tick_(tick_for(shared.options)),
      io_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO),
      context_{.options = shared.options,
               .trusted_proxies = shared.trusted_proxies,
               .log = shared.log,
               .counters = counters},
      listener_(io_, shared.log,
                [this](int native, const AddressBytes& peer) { on_accept(native, peer); }),
      tick_timer_(io_) {
  context_.now = std::chrono::steady_clock::now();
  const auto wake = [this] { boost::asio::post(io_, [this] { context_.soon->run(); }); };
  context_.soon = std::make_shared<SoonCalls>(wake, shared.log);
}

EventLoop::~EventLoop() {
  if (thread_.joinable()) finish_stop({});
  // Work that came too late may hold promises, and through them the handler: it goes first.
  take_posted();
  drop_delayed();
}

void EventLoop::post(std::move_only_function<void()> work) {
  bool first = false;
  {
    const std::lock_guard lock(posted_mutex_);
    first = posted_.empty();
    posted_.push_back(std::move(work));
  }
  if (first) boost::asio::post(io_, [this] { run_posted(); });
}

void EventLoop::run_posted() {
  auto works = take_posted();
  for (auto& work : works) run_guarded([&work] { work(); });
}

std::vector<std::move_only_function<void()>> EventLoop::take_posted() {
  const std::lock_guard lock(posted_mutex_);
  return std::exchange(posted_, {});
}

void EventLoop::every(std::chrono::milliseconds period, std::function<void()> work) {
  periodics_.push_back(std::make_unique<Periodic>(*this, period, std::move(work)));
}

void EventLoop::after(std::chrono::milliseconds delay, std::move_only_function<void()> work) {
  const auto entry =
      delayed_.emplace(delayed_.end(), boost::asio::steady_timer(io_, delay), std::move(work));
  entry->timer.async_wait([this, entry](boost::system::error_code error) {
    if (error) return;
    auto due = std::move(entry->work);
    delayed_.erase(entry);
    run_guarded([&due] { due(); });
  });
}

/// What is dropped may add to it.
void EventLoop::drop_delayed() { const auto dropped = std::exchange(delayed_, {}); }

void EventLoop::run_guarded(const std::function<void()>& work) {
  try {
    work();
  } catch (...) {
    shared_.log("handler_failed", current_exception_text());
  }
}

void EventLoop::set_handler(std::unique_ptr<Handler> handler) {
  handler_ = std::move(handler);
  context_.handler = handler_.get();
}

void EventLoop::start() {
  listener_.start();
  tick_timer_.expires_after(tick_);
  wait_for_tick();
  thread_ = std::thread([this] { run(); });
}

void EventLoop::run() {
  while (!io_.stopped()) {
    try {
      io_.run();
    } catch (...) {
      shared_.log("loop_failed", current_exception_text());
    }
  }
  listener_.close();
  close_connections();
  context_.soon->end();
  delete_all(connections_);
  delete_all(retired_);
  drop_delayed();
  ended_.set_value();
}

void EventLoop::wait_for_tick() {
  tick_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    tick();
    tick_timer_.expires_after(tick_);
    wait_for_tick();
  });
}

void EventLoop::tick() {
  // Time in which a handler held the loop up does not count against the connections: what they sent
  // meanwhile has not been read.
  const auto now = std::chrono::steady_clock::now();
  context_.now = std::min<LoopTime>(now, context_.now + 2 * tick_);
  context_.date.update(std::time(nullptr));
  for (auto each = connections_.begin(); each != connections_.end();) {
    (each++)->check_deadline();
  }
}

void EventLoop::on_accept(int native_socket, const AddressBytes& peer) {
  bump(context_.counters.connections_accepted);
  const bool counted = count_connection();
  if (!counted) bump(context_.counters.connections_refused);
  if (!counted && refusing_ >= kRefusedAtOnce) {
    ::close(native_socket);
    return;
  }
  std::unique_ptr<ConnectionBase> made;
  try {
    made = make_connection(native_socket, peer);
  } catch (...) {
    shared_.log("accept_failed", current_exception_text());
    if (counted) shared_.connections.fetch_sub(1);
    return;
  }
  ConnectionBase& connection = *made.release();
  connection.counted = counted;
  if (!counted) ++refusing_;
  bump(context_.counters.connections_open);
  connections_.push_back(connection);
  connection.start(!counted);
}

std::unique_ptr<ConnectionBase> EventLoop::make_connection(int native_socket,
                                                           const AddressBytes& peer) {
  const NewConnection parts{.loop = context_,
                            .owner = *this,
                            .io = io_,
                            .protocol = listener_.endpoint().protocol(),
                            .native_socket = native_socket,
                            .peer = peer};
  if (!shared_.certificate) return make_plain_connection(parts);
  return make_tls_connection(parts, *shared_.certificate->context());
}

/// False if there are as many connections as there may be.
bool EventLoop::count_connection() {
  if (shared_.connections.fetch_add(1) < shared_.options.connections) return true;
  shared_.connections.fetch_sub(1);
  return false;
}

void EventLoop::retire(ConnectionBase& connection) {
  connections_.erase(connections_.iterator_to(connection));
  if (retired_.empty()) boost::asio::post(io_, [this] { delete_retired(); });
  retired_.push_back(connection);
}

void EventLoop::delete_retired() {
  delete_all(retired_);
  end_if_done();
}

void EventLoop::delete_all(Connections& connections) {
  auto& open = context_.counters.connections_open;
  connections.clear_and_dispose([&](ConnectionBase* connection) {
    if (connection->counted) {
      shared_.connections.fetch_sub(1);
    } else {
      --refusing_;
    }
    open.store(open.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
    delete connection;
  });
}

std::future<void> EventLoop::stop_accepting() {
  auto closed = std::make_shared<std::promise<void>>();
  boost::asio::post(io_, [this, closed] {
    listener_.close();
    closed->set_value();
  });
  return closed->get_future();
}

void EventLoop::begin_stop() {
  boost::asio::post(io_, [this] {
    context_.stopping = true;
    stop_connections();
    end_if_done();
  });
}

void EventLoop::stop_connections() {
  for (auto each = connections_.begin(); each != connections_.end();) (each++)->begin_stop();
}

void EventLoop::close_connections() {
  for (auto each = connections_.begin(); each != connections_.end();) (each++)->close();
}

void EventLoop::end_if_done() {
  if (context_.stopping && connections_.empty() && retired_.empty()) io_.stop();
}

void EventLoop::finish_stop(std::chrono::steady_clock::time_point deadline) {
  if (ended_.get_future().wait_until(deadline) != std::future_status::ready) io_.stop();
  thread_.join();
}

}  // namespace selfsame::http
