#include "http/listener.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>

namespace selfsame::http {

namespace {

constexpr int kAcceptedAtOnce = 64;  // then the connections that are already here get their turn
constexpr std::chrono::milliseconds kPause{100};  // after an error that would only repeat itself

AddressBytes to_address(const sockaddr_storage& from) {
  AddressBytes address{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (from.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &from, sizeof v4);
    std::memcpy(&address[12], &v4.sin_addr, 4);
  } else if (from.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &from, sizeof v6);
    std::memcpy(address.data(), &v6.sin6_addr, 16);
  }
  return address;
}

void set_option(int socket, int level, int name) {
  const int on = 1;
  setsockopt(socket, level, name, &on, sizeof on);
}

/// Whether the error concerns one connection that never came to be, so that the next may be tried.
bool is_passing(int error) {
  return error == EINTR || error == ECONNABORTED || error == EPROTO || error == ENETDOWN ||
         error == ENETUNREACH || error == EHOSTUNREACH || error == EPERM;
}

}  // namespace

Listener::Listener(boost::asio::io_context& io, const LogSink& log, OnAccept on_accept)
    : acceptor_(io), pause_timer_(io), log_(log), on_accept_(std::move(on_accept)) {}

void Listener::open(const Endpoint& endpoint, PortSharing sharing) {
  boost::system::error_code error;
  const auto failed = [&] {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    const auto address = endpoint.address().to_string();
    const auto host = endpoint.address().is_v6() ? "[" + address + "]" : address;
    return std::runtime_error("cannot listen on " + host + ":" + std::to_string(endpoint.port()) +
                              ": " + error.message());
  };
  acceptor_.open(endpoint.protocol(), error);
  if (error) throw failed();
  const int native = acceptor_.native_handle();
  fcntl(native, F_SETFD, FD_CLOEXEC);
  set_option(native, SOL_SOCKET, SO_REUSEADDR);
  if (sharing == PortSharing::join) set_option(native, SOL_SOCKET, SO_REUSEPORT);
  acceptor_.bind(endpoint, error);
  if (error) throw failed();
  // Set before `bind`, it would let this server share the port of another one unnoticed.
  if (sharing == PortSharing::first) set_option(native, SOL_SOCKET, SO_REUSEPORT);
  acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) throw failed();
  acceptor_.non_blocking(true, error);
  if (error) throw failed();
}

void Listener::close() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_timer_.cancel();
}

void Listener::wait() {
  acceptor_.async_wait(acceptor_.wait_read, [this](boost::system::error_code error) {
    if (!error) accept_some();
  });
}

void Listener::accept_some() {
  for (int i = 0; i < kAcceptedAtOnce && acceptor_.is_open(); ++i) {
    if (accept_one()) continue;
    if (is_passing(errno)) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return pause(errno);
    break;
  }
  if (acceptor_.is_open()) wait();
}

bool Listener::accept_one() {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  const int native = accept4(acceptor_.native_handle(), reinterpret_cast<sockaddr*>(&from), &size,
                             SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (native < 0) return false;
  set_option(native, IPPROTO_TCP, TCP_NODELAY);
  try {
    on_accept_(native, to_address(from));
  } catch (const std::exception& exception) {
    log_("accept_failed", exception.what());
  }
  return true;
}

/// Out of file descriptors or memory: the socket stays readable, so waiting for it would spin.
void Listener::pause(int error) {
  log_("accept_failed", std::generic_category().message(error));
  pause_timer_.expires_after(kPause);
  pause_timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled && acceptor_.is_open()) accept_some();
  });
}

}  // namespace selfsame::http
