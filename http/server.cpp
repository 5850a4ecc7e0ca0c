#include "http/server.h"

#include <future>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "http/event_loop.h"
#include "http/listen_address.h"

namespace selfsame::http {

namespace {

void check(bool right, const char* wrong) {
  if (!right) throw std::runtime_error(wrong);
}

ServerOptions checked(ServerOptions options) {
  using std::chrono::milliseconds;
  check(options.threads > 0, "threads: must be at least 1");
  check(options.header_bytes > 0, "header_bytes: must be more than 0");
  check(options.url_bytes > 0, "url_bytes: must be more than 0");
  check(options.connections > 0, "connections: must be more than 0");
  check(options.header_time > milliseconds{0}, "header_time: must be more than 0");
  check(options.body_time > milliseconds{0}, "body_time: must be more than 0");
  check(options.write_time > milliseconds{0}, "write_time: must be more than 0");
  check(options.idle_time > milliseconds{0}, "idle_time: must be more than 0");
  check(options.stop_time >= milliseconds{0}, "stop_time: must not be negative");
  check(options.tls_certificate_file.empty() == options.tls_key_file.empty(),
        "tls_certificate_file and tls_key_file: one needs the other");
  return options;
}

LogSink or_silent(LogSink log) {
  if (log) return log;
  return [](std::string_view, std::string_view) {};
}

std::unique_ptr<TlsCertificate> load_certificate(const ServerOptions& options) {
  if (options.tls_certificate_file.empty()) return nullptr;
  return std::make_unique<TlsCertificate>(options.tls_certificate_file, options.tls_key_file);
}

}  // namespace

class Server::Impl {
 public:
  Impl(const ServerOptions& options, HandlerFactory factory, LogSink log)
      : shared_{.options = checked(options),
                .log = or_silent(std::move(log)),
                .trusted_proxies = TrustedProxies(options.trusted_proxies),
                .certificate = load_certificate(options)},
        address_(parse_listen_address(shared_.options.listen)),
        factory_(std::move(factory)) {
    for (unsigned i = 0; i < shared_.options.threads; ++i) {
      counters_.push_back(std::make_unique<LoopCounters>());
    }
  }
  ~Impl() { stop(); }

  void start() {
    for (unsigned i = 0; i < shared_.options.threads; ++i) {
      loops_.push_back(std::make_unique<EventLoop>(shared_, *counters_[i], i));
    }
    listen();
    for (auto& loop : loops_) loop->set_handler(factory_(*loop));
    for (auto& loop : loops_) loop->start();
    started_ = true;
  }

  void stop() {
    const std::lock_guard lock(stop_mutex_);
    if (!std::exchange(started_, false)) return;
    const auto deadline = std::chrono::steady_clock::now() + shared_.options.stop_time;
    // All listeners first: a client whose idle connection is closed must not get in elsewhere.
    std::vector<std::future<void>> closed;
    closed.reserve(loops_.size());
    for (auto& loop : loops_) closed.push_back(loop->stop_accepting());
    for (auto& listener : closed) listener.wait_until(deadline);
    for (auto& loop : loops_) loop->begin_stop();
    for (auto& loop : loops_) loop->finish_stop(deadline);
  }

  bool reload_certificate() {
    if (!shared_.certificate) return false;
    try {
      shared_.certificate->reload();
      return true;
    } catch (const std::exception& exception) {
      shared_.log("certificate_reload_failed", exception.what());
      return false;
    }
  }

  [[nodiscard]] const Listener::Endpoint& endpoint() const { return endpoint_; }
  [[nodiscard]] bool secure() const { return shared_.certificate != nullptr; }
  [[nodiscard]] const auto& counters() const { return counters_; }

 private:
  void listen() {
    const PortSharing sharing = loops_.size() == 1 ? PortSharing::alone : PortSharing::first;
    endpoint_ = listen_on_any(loops_.front()->listener(), sharing);
    for (std::size_t i = 1; i < loops_.size(); ++i) {
      loops_[i]->listener().open(endpoint_, PortSharing::join);
    }
  }

  /// Listens on the first of the address's endpoints that can be had.
  Listener::Endpoint listen_on_any(Listener& listener, PortSharing sharing) const {
    const auto endpoints = resolve(address_);
    for (std::size_t i = 0;; ++i) {
      try {
        listener.open(endpoints[i], sharing);
        return listener.endpoint();
      } catch (const std::runtime_error&) {
        if (i + 1 == endpoints.size()) throw;
      }
    }
  }

  ServerShared shared_;
  const ListenAddress address_;
  const HandlerFactory factory_;
  std::vector<std::unique_ptr<LoopCounters>> counters_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  Listener::Endpoint endpoint_;
  std::mutex stop_mutex_;
  bool started_ = false;
};

Server::Server(const ServerOptions& options, HandlerFactory factory, LogSink log)
    : impl_(std::make_unique<Impl>(options, std::move(factory), std::move(log))) {}

Server::~Server() = default;

void Server::start() { impl_->start(); }

std::uint16_t Server::port() const { return impl_->endpoint().port(); }

std::string Server::url() const {
  const auto& endpoint = impl_->endpoint();
  const std::string address = endpoint.address().to_string();
  return (impl_->secure() ? "https://" : "http://") +
         (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
         std::to_string(endpoint.port());
}

void Server::stop() { impl_->stop(); }

bool Server::reload_certificate() { return impl_->reload_certificate(); }

const std::vector<std::unique_ptr<LoopCounters>>& Server::counters() const {
  return impl_->counters();
}

}  // namespace selfsame::http
