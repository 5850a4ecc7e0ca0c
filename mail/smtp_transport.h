#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "mail/transport.h"

namespace selfsame::mail {

struct SmtpOptions {
  std::string url;     ///< `smtp://host:587` (STARTTLS) or `smtps://host:465`
  bool plain = false;  ///< `smtp://` without TLS
  std::string user{};  ///< empty: no authentication
  std::string password{};
  std::string ca_file{};  ///< PEM; empty: what the system trusts
  std::chrono::seconds connect_time{10};
  std::chrono::seconds send_time{60};  ///< of a whole mail, connecting included
};

/// What is wrong with the URL, in words that follow it; empty if nothing is.
std::string check_smtp_url(const std::string& url);
/// The host in a URL that was checked.
std::string smtp_host(const std::string& url);

/// A mail server that takes messages for others, by libcurl. Mails that follow one another share a
/// connection. 5xx to the recipient or the message is for good; all else is worth another attempt.
class SmtpTransport final : public Transport {
 public:
  /// Throws std::runtime_error with one line if an option is wrong. Does not connect.
  explicit SmtpTransport(SmtpOptions options);
  ~SmtpTransport() override;
  SmtpTransport(const SmtpTransport&) = delete;
  SmtpTransport& operator=(const SmtpTransport&) = delete;

  Delivery send(const Envelope& envelope, const std::string& message) override;
  void rest() override;
  void cancel() override;

 private:
  class Connection;

  const SmtpOptions options_;
  std::atomic<bool> cancelled_ = false;
  std::unique_ptr<Connection> connection_;
};

}  // namespace selfsame::mail
