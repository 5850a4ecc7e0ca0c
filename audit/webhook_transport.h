#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "audit/webhook_message.h"

namespace selfsame::audit {

struct WebhookAnswer {
  unsigned status = 0;  ///< of HTTP; 0: none came
  std::string error{};  ///< why none came; for the operator, ASCII, without credentials
};

/// How messages get to the webhook. One thread sends.
class WebhookTransport {
 public:
  virtual ~WebhookTransport() = default;

  /// Sends one message and waits for the answer; takes a bounded time.
  virtual WebhookAnswer post(const WebhookRequest& request) = 0;
  /// There is nothing more to send for now: what is open may be closed.
  virtual void rest() {}
  /// From any thread: a request in progress ends soon, without an answer; so does every later one.
  virtual void cancel() {}
};

struct WebhookOptions {
  std::string url;
  std::string user_agent{};
  bool plain = false;             ///< `http://` to other machines too
  std::string ca_file{};          ///< PEM; empty: what the system trusts
  std::chrono::seconds time{10};  ///< of a whole request, connecting included
};

/// What is wrong with the URL, in words that follow it; empty if nothing is. Without TLS, records go
/// to this machine only, unless `plain`.
std::string check_webhook_url(const std::string& url, bool plain);
/// The host in a URL that was checked.
std::string webhook_host(const std::string& url);

/// HTTP by libcurl. Follows no redirects, and uses no proxy of the environment.
class HttpWebhookTransport final : public WebhookTransport {
 public:
  /// Throws std::runtime_error with one line if an option is wrong. Does not connect.
  explicit HttpWebhookTransport(WebhookOptions options);
  ~HttpWebhookTransport() override;
  HttpWebhookTransport(const HttpWebhookTransport&) = delete;
  HttpWebhookTransport& operator=(const HttpWebhookTransport&) = delete;

  WebhookAnswer post(const WebhookRequest& request) override;
  void rest() override;
  void cancel() override;

 private:
  class Connection;

  const WebhookOptions options_;
  std::atomic<bool> cancelled_ = false;
  std::unique_ptr<Connection> connection_;
};

}  // namespace selfsame::audit
