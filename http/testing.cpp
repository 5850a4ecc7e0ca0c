#include "http/testing.h"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "http/text.h"

namespace selfsame::http::testing {

using namespace std::chrono_literals;

void echo(const Request& request, Response& response, Exchange&) {
  response.content_type = "text/plain";
  response.body.append(request.method_text).append(" ").append(request.path);
  if (!request.query.empty()) response.body.append("?").append(request.query);
  response.body.append(" [").append(request.body).append("]");
}

void FunctionHandler::refuse(unsigned status, const Request& request, Response& response) {
  response.body = "refused " + std::to_string(status) + " " + std::string(request.path);
}

ServerOptions test_options() {
  return {.listen = "127.0.0.1:0",
          .threads = 1,
          .body_bytes = 1000,
          .header_bytes = 1000,
          .url_bytes = 100,
          .connections = 100,
          .header_time = 60s,
          .body_time = 60s,
          .write_time = 60s,
          .idle_time = 60s,
          .stop_time = 10s,
          .trusted_proxies = {},
          .tls_certificate_file = {},
          .tls_key_file = {}};
}

TestServer::TestServer(ServerOptions options, HandleFunction function) {
  server_ = std::make_unique<Server>(
      std::move(options),
      [this, function = std::move(function)](Loop& loop) {
        loops_.push_back(&loop);
        return std::make_unique<FunctionHandler>(function);
      },
      [this](std::string_view event, std::string_view detail) {
        const std::lock_guard lock(log_mutex_);
        log_.push_back(std::string(event) + ": " + std::string(detail));
      });
  server_->start();
}

std::vector<std::string> TestServer::log() {
  const std::lock_guard lock(log_mutex_);
  return log_;
}

std::uint64_t TestServer::count(std::atomic<std::uint64_t> LoopCounters::* counter) const {
  std::uint64_t sum = 0;
  for (const auto& counters : server_->counters()) sum += (*counters.*counter).load();
  return sum;
}

std::string Answer::header(std::string_view name) const {
  for (std::size_t at = 0; (at = head.find("\r\n", at)) != head.npos;) {
    at += 2;
    const std::string_view line = std::string_view(head).substr(at, head.find("\r\n", at) - at);
    const std::size_t colon = line.find(':');
    if (colon != line.npos && equal_ignoring_case(line.substr(0, colon), name)) {
      return std::string(trim(line.substr(colon + 1)));
    }
  }
  return {};
}

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int result = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  EXPECT_EQ(result, 0) << "cannot connect";
}

Client::~Client() { ::close(socket_); }

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Client::finish_sending() { ::shutdown(socket_, SHUT_WR); }

void Client::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(socket_);
  socket_ = -1;
}

bool Client::fill() {
  char block[65536];
  const ssize_t size = ::recv(socket_, block, sizeof block, 0);
  EXPECT_FALSE(size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) << "waited in vain";
  failed_ = size < 0;
  if (size <= 0) return false;
  received_.append(block, static_cast<std::size_t>(size));
  return true;
}

std::optional<Answer> Client::read(bool bodiless) {
  while (true) {
    if (auto answer = parse_answer(received_, bodiless)) return answer;
    if (!fill()) return std::nullopt;
  }
}

std::optional<std::string> Client::read_through(std::string_view end) {
  std::size_t at = 0;
  for (std::size_t from = 0; (at = received_.find(end, from)) == received_.npos;) {
    from = received_.size() - std::min(received_.size(), end.size());
    if (!fill()) return std::nullopt;
  }
  std::string text = received_.substr(0, at + end.size());
  received_.erase(0, text.size());
  return text;
}

std::optional<std::string> Client::read_to_end() {
  while (fill()) {
  }
  if (failed_) return std::nullopt;
  return std::exchange(received_, {});
}

bool Client::ended() {
  if (!received_.empty()) return false;
  char byte = 0;
  const ssize_t size = ::recv(socket_, &byte, 1, 0);
  EXPECT_FALSE(size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) << "not closed";
  return size == 0;
}

namespace {

/// Takes the chunks out of the front of `bytes`; none if the last is not here.
std::optional<std::string> join_chunks(std::string_view& bytes) {
  std::string joined;
  while (true) {
    const std::size_t line = bytes.find("\r\n");
    if (line == bytes.npos) return std::nullopt;
    const std::size_t size = std::stoul(std::string(bytes.substr(0, line)), nullptr, 16);
    if (bytes.size() < line + size + 4) return std::nullopt;
    joined += bytes.substr(line + 2, size);
    EXPECT_EQ(bytes.substr(line + 2 + size, 2), "\r\n");
    bytes.remove_prefix(line + size + 4);
    if (size == 0) return joined;
  }
}

}  // namespace

std::optional<Answer> parse_answer(std::string& bytes, bool bodiless) {
  const std::size_t blank = bytes.find("\r\n\r\n");
  if (blank == bytes.npos) return std::nullopt;
  Answer answer;
  answer.head = bytes.substr(0, blank + 2);
  answer.status = static_cast<unsigned>(std::stoul(bytes.substr(9, 3)));
  if (!bodiless && answer.header("Transfer-Encoding") == "chunked") {
    std::string_view rest = std::string_view(bytes).substr(blank + 4);
    auto body = join_chunks(rest);
    if (!body) return std::nullopt;
    answer.body = std::move(*body);
    bytes.erase(0, bytes.size() - rest.size());
    return answer;
  }
  const std::string length = answer.header("Content-Length");
  const std::size_t size = bodiless || length.empty() ? 0 : std::stoul(length);
  if (bytes.size() < blank + 4 + size) return std::nullopt;
  answer.body = bytes.substr(blank + 4, size);
  bytes.erase(0, blank + 4 + size);
  return answer;
}

Answer ask(std::uint16_t port, std::string_view request) {
  Client client(port);
  client.send(request);
  return client.read().value_or(Answer{});
}

::testing::AssertionResult starts_with(std::string_view text, std::string_view start) {
  if (text.starts_with(start)) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "'" << text << "' does not start with '" << start << "'";
}

bool eventually(const std::function<bool()>& condition) {
  const auto patience = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > patience) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

}  // namespace selfsame::http::testing
