// What needs no server; tests/node/mail sends through a real one.
#include "mail/smtp_transport.h"

#include <fstream>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace selfsame::mail {
namespace {

using core::DeliveryOutcome;

TEST(CheckSmtpUrl, TakesHostAndPort) {
  for (const auto* url : {"smtp://mail.example.com:587", "smtps://mail.example.com:465",
                          "smtp://localhost", "smtp://127.0.0.1:25/", "smtps://[::1]:465"}) {
    EXPECT_EQ(check_smtp_url(url), "") << url;
  }
  EXPECT_EQ(smtp_host("smtp://mail.example.com:587"), "mail.example.com");
}

TEST(CheckSmtpUrl, RefusesAnythingElse) {
  for (const auto* url :
       {"", "mail.example.com", "mail.example.com:587", "http://mail.example.com", "smtp://",
        "smtp://a:99999", "smtp://user@mail.example.com", "smtp://user:secret@mail.example.com",
        "smtp://mail.example.com/path", "smtp://mail.example.com?x", "SMTP://mail.example.com"}) {
    EXPECT_NE(check_smtp_url(url), "") << url;
  }
}

TEST(SmtpTransport, NamesAWrongOptionWithoutItsSecrets) {
  try {
    SmtpTransport({.url = "smtp://user:secret@mail.example.com"});
    ADD_FAILURE();
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
  }
  EXPECT_THROW(SmtpTransport({.url = "smtp://a", .ca_file = "/nonexistent"}), std::runtime_error);
  EXPECT_THROW(SmtpTransport({.url = "smtp://a", .ca_file = "/dev/null"}), std::runtime_error);
}

/// A port on loopback where nobody answers: connections are taken, and nothing is said.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_, generic, size), 0);
    EXPECT_EQ(::listen(socket_, 4), 0);
    EXPECT_EQ(::getsockname(socket_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { close(); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  [[nodiscard]] std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }

 private:
  int socket_;
  int port_ = 0;
};

const Envelope kEnvelope{core::MailId{}, "a@example.com", "b@example.com"};

TEST(SmtpTransport, IsRefusedForNowWhenNobodyListens) {
  SilentServer server;
  const auto url = server.url();
  server.close();
  SmtpTransport transport({.url = url, .plain = true});
  const auto delivery = transport.send(kEnvelope, "x");
  EXPECT_EQ(delivery.outcome, DeliveryOutcome::refused_for_now);
  EXPECT_NE(delivery.error, "");
}

TEST(SmtpTransport, GivesUpOnAServerThatSaysNothing) {
  SilentServer server;
  SmtpTransport transport(
      {.url = server.url(), .plain = true, .send_time = std::chrono::seconds(1)});
  EXPECT_EQ(transport.send(kEnvelope, "x").outcome, DeliveryOutcome::refused_for_now);
}

TEST(SmtpTransport, EndsSoonWhenCancelled) {
  SilentServer server;
  SmtpTransport transport({.url = server.url(), .plain = true});
  std::thread canceller([&] { transport.cancel(); });
  EXPECT_EQ(transport.send(kEnvelope, "x").outcome, DeliveryOutcome::refused_for_now);
  canceller.join();
}

}  // namespace
}  // namespace selfsame::mail
