// Against a server of plain sockets on loopback; tests/node/program sends through TLS as well.
#include "audit/webhook_transport.h"

#include <gtest/gtest.h>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace selfsame::audit {
namespace {

using namespace std::chrono_literals;

TEST(CheckWebhookUrl, TakesHttps) {
  for (const auto* url : {"https://example.com", "https://example.com:8443/audit?from=a",
                          "https://user:secret@example.com/", "https://[::1]/"}) {
    EXPECT_EQ(check_webhook_url(url, false), "") << url;
  }
  EXPECT_EQ(webhook_host("https://user:secret@example.com:8443/token?x"), "example.com");
}

TEST(CheckWebhookUrl, TakesHttpToThisMachine) {
  for (const auto* url : {"http://localhost/x", "http://127.0.0.1:80/", "http://127.1.2.3",
                          "http://[::1]:8080/x", "http://user:secret@127.0.0.1/"}) {
    EXPECT_EQ(check_webhook_url(url, false), "") << url;
  }
}

TEST(CheckWebhookUrl, TakesHttpToOthersOnlyIfTold) {
  for (const auto* url :
       {"http://example.com", "http://10.0.0.1/", "http://localhost.example.com/",
        "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/", "http://[::2]/"}) {
    EXPECT_EQ(check_webhook_url(url, true), "") << url;
    EXPECT_EQ(check_webhook_url(url, false),
              "must begin with https://, because it leads to another machine")
        << url;
  }
}

TEST(CheckWebhookUrl, RefusesAnythingElse) {
  for (const auto* url : {"", "example.com", "/x", "https://", "https://a:99999",
                          "ftp://example.com", "file:///etc/passwd", "HTTPS://example.com",
                          "https://a b/", "https://example.com/\r\nX: y"}) {
    EXPECT_NE(check_webhook_url(url, true), "") << url;
  }
}

TEST(HttpWebhookTransport, NamesAWrongOptionWithoutItsSecrets) {
  try {
    HttpWebhookTransport({.url = "http://user:secret@example.com"});
    ADD_FAILURE();
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
  }
  for (const auto* file : {"/nonexistent", "/dev/null"}) {
    EXPECT_THROW(HttpWebhookTransport({.url = "https://a", .ca_file = file}), std::runtime_error);
  }
}

/// Answers each request on loopback with the same bytes, and closes the connection; with no bytes,
/// says nothing at all and lets everybody wait.
class Receiver {
 public:
  explicit Receiver(std::string answer)
      : answer_(std::move(answer)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_, generic, size), 0);
    EXPECT_EQ(::listen(socket_, 4), 0);
    EXPECT_EQ(::getsockname(socket_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Receiver() { close(); }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  /// Nobody listens any more.
  void close() {
    if (!thread_.joinable()) return;
    closing_ = true;
    thread_.join();
    ::close(socket_);
  }
  [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string url() const { return "http://" + host() + "/audit?x=1"; }
  std::vector<std::string> requests() {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    while (!closing_) {
      pollfd waiting{socket_, POLLIN, 0};
      if (::poll(&waiting, 1, 10) != 1) continue;
      const int client = ::accept(socket_, nullptr, nullptr);
      auto request = read_request(client);
      if (!request.empty()) {
        const std::scoped_lock lock(mutex_);
        requests_.push_back(std::move(request));
      }
      ::send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL);
      while (answer_.empty() && !closing_) std::this_thread::sleep_for(1ms);
      ::close(client);
    }
  }
  /// Up to the body's end, which in these tests is the first `}`.
  static std::string read_request(int client) {
    std::string request;
    while (!request.ends_with('}')) {
      char bytes[4096];
      const auto count = ::recv(client, bytes, sizeof bytes, 0);
      if (count <= 0) return {};
      request.append(bytes, static_cast<std::size_t>(count));
    }
    return request;
  }

  const std::string answer_;
  const int socket_;
  int port_ = 0;
  std::atomic<bool> closing_ = false;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

const WebhookRequest kRequest{"0a-1-2", "1614265330", "v1,c2ln", R"({"a":1})"};

WebhookOptions options_of(const Receiver& receiver) {
  return {.url = receiver.url(), .user_agent = "Selfsame/1.2.3", .time = 5s};
}

std::string answer_with(const std::string& status, const std::string& headers = "") {
  return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 2\r\n\r\nno";
}

TEST(HttpWebhookTransport, PostsWhatTheSpecificationWants) {
  Receiver receiver("HTTP/1.1 204 No Content\r\n\r\n");
  HttpWebhookTransport transport(options_of(receiver));
  const auto answer = transport.post(kRequest);
  EXPECT_EQ(answer.status, 204U) << answer.error;
  ASSERT_EQ(receiver.requests().size(), 1U);
  EXPECT_EQ(receiver.requests()[0],
            "POST /audit?x=1 HTTP/1.1\r\n"
            "Host: " +
                receiver.host() +
                "\r\n"
                "User-Agent: Selfsame/1.2.3\r\n"
                "Accept: */*\r\n"
                "Content-Type: application/json\r\n"
                "Webhook-Id: 0a-1-2\r\n"
                "Webhook-Timestamp: 1614265330\r\n"
                "Webhook-Signature: v1,c2ln\r\n"
                "Content-Length: 7\r\n"
                "\r\n"
                R"({"a":1})");
}

TEST(HttpWebhookTransport, TellsTheStatus) {
  for (const unsigned status : {200U, 302U, 401U, 410U, 503U}) {
    Receiver receiver(answer_with(std::to_string(status) + " Because"));
    HttpWebhookTransport transport(options_of(receiver));
    EXPECT_EQ(transport.post(kRequest).status, status);
    EXPECT_EQ(transport.post(kRequest).status, status) << "again";
    EXPECT_EQ(receiver.requests().size(), 2U);
  }
}

TEST(HttpWebhookTransport, FollowsNoRedirect) {
  Receiver elsewhere(answer_with("200 OK"));
  for (const auto* status : {"301 Moved", "302 Found", "307 Temporary", "308 Permanent"}) {
    Receiver receiver(answer_with(status, "Location: " + elsewhere.url() + "\r\n"));
    HttpWebhookTransport transport(options_of(receiver));
    EXPECT_EQ(transport.post(kRequest).status / 100, 3U);
  }
  EXPECT_TRUE(elsewhere.requests().empty());
}

TEST(HttpWebhookTransport, GetsNoAnswerWhenNobodyListens) {
  Receiver receiver(answer_with("200 OK"));
  auto options = options_of(receiver);
  options.url = "http://user:secret@" + receiver.host() + "/token";
  receiver.close();
  HttpWebhookTransport transport(std::move(options));
  const auto answer = transport.post(kRequest);
  EXPECT_EQ(answer.status, 0U);
  EXPECT_NE(answer.error, "");
  for (const auto* secret : {"user", "secret", "token"}) {
    EXPECT_EQ(answer.error.find(secret), std::string::npos) << answer.error;
  }
}

TEST(HttpWebhookTransport, GetsNoAnswerFromWhatIsNoHttp) {
  Receiver receiver("220 mail.example.com ESMTP\r\n");
  HttpWebhookTransport transport(options_of(receiver));
  const auto answer = transport.post(kRequest);
  EXPECT_EQ(answer.status, 0U);
  EXPECT_NE(answer.error, "");
}

TEST(HttpWebhookTransport, SendsNothingThatIsNotEncrypted) {
  Receiver receiver(answer_with("200 OK"));
  auto options = options_of(receiver);
  options.url = "https://" + receiver.host();
  options.time = 1s;
  HttpWebhookTransport transport(std::move(options));
  EXPECT_EQ(transport.post(kRequest).status, 0U);
  EXPECT_TRUE(receiver.requests().empty());
}

TEST(HttpWebhookTransport, UsesNoProxyOfTheEnvironment) {
  Receiver proxy(answer_with("200 OK"));
  ::setenv("http_proxy", ("http://" + proxy.host()).c_str(), 1);
  Receiver receiver(answer_with("202 Accepted"));
  HttpWebhookTransport transport(options_of(receiver));
  EXPECT_EQ(transport.post(kRequest).status, 202U);
  ::unsetenv("http_proxy");
  EXPECT_TRUE(proxy.requests().empty());
}

TEST(HttpWebhookTransport, GivesUpOnAReceiverThatSaysNothing) {
  Receiver receiver("");
  auto options = options_of(receiver);
  options.time = 1s;
  HttpWebhookTransport transport(std::move(options));
  EXPECT_EQ(transport.post(kRequest).status, 0U);
}

TEST(HttpWebhookTransport, EndsSoonWhenCancelled) {
  Receiver receiver("");
  auto options = options_of(receiver);
  options.time = 60s;
  HttpWebhookTransport transport(std::move(options));
  const auto began = std::chrono::steady_clock::now();
  std::thread canceller([&] {
    while (receiver.requests().empty()) std::this_thread::sleep_for(1ms);
    transport.cancel();
  });
  EXPECT_EQ(transport.post(kRequest).status, 0U);
  EXPECT_EQ(transport.post(kRequest).status, 0U) << "so does every later one";
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
  canceller.join();
}

}  // namespace
}  // namespace selfsame::audit
