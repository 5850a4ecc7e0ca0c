#include "audit/webhook_transport.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <curl/curl.h>
#include <fstream>
#include <iterator>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace selfsame::audit {
namespace {

constexpr std::string_view kHttps = "https://";
constexpr std::string_view kHttp = "http://";

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

class Headers {
 public:
  void add(const std::string& line) {
    auto* first = curl_slist_append(list_.get(), line.c_str());
    if (first == nullptr) throw std::bad_alloc();
    if (list_ == nullptr) list_.reset(first);  // else it is the one that is held
  }
  [[nodiscard]] curl_slist* get() const { return list_.get(); }

 private:
  std::unique_ptr<curl_slist, FreeList> list_;
};

/// No value if it is no URL.
Url parse(const std::string& text) {
  Url url(curl_url());
  const bool good = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  return good ? std::move(url) : nullptr;
}

std::string host_of(const Url& url) {
  char* text = nullptr;
  if (curl_url_get(url.get(), CURLUPART_HOST, &text, 0) != CURLUE_OK) return {};
  std::string host(text);
  curl_free(text);
  return host;
}

/// libcurl itself takes the name `localhost` for nothing but this machine.
bool is_this_machine(const std::string& host) {
  const bool is_in_127 =
      host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || host == "[::1]" || is_in_127;
}

void initialize_curl() {
  static const CURLcode outcome = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (outcome != CURLE_OK) throw std::runtime_error("libcurl cannot be initialized");
}

/// libcurl finds out about a wrong file when it connects; an operator wants to know at once.
void check_ca_file(const std::string& path) {
  std::ifstream in(path);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (text.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    throw std::runtime_error(path + " holds no certificate, or cannot be read");
  }
}

/// What a certificate says, for one, may hold anything.
std::string printable(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

}  // namespace

std::string check_webhook_url(const std::string& text, bool plain) {
  const auto url = parse(text);
  if (url == nullptr) return "is not a URL such as https://host/path";
  if (text.starts_with(kHttps)) return {};
  if (!text.starts_with(kHttp)) return "must begin with https:// or http://";
  const bool allowed = plain || is_this_machine(host_of(url));
  return allowed ? "" : "must begin with https://, because it leads to another machine";
}

std::string webhook_host(const std::string& text) {
  const auto url = parse(text);
  return url == nullptr ? std::string() : host_of(url);
}

/// One handle of libcurl, which keeps its connection open from request to request.
class HttpWebhookTransport::Connection {
 public:
  Connection(const WebhookOptions& options, const std::atomic<bool>& cancelled)
      : cancelled_(cancelled), handle_(make_handle()) {
    set(CURLOPT_ERRORBUFFER, error_.data());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // does not wait for a name that is being looked up
    set(CURLOPT_URL, options.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);  // records are for whom the operator named
    set(CURLOPT_PROXY, "");           // nothing of the environment
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(CURLOPT_USERAGENT, options.user_agent.c_str());
    set(CURLOPT_TIMEOUT, static_cast<long>(options.time.count()));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options.ca_file.empty()) {
      set(CURLOPT_CAINFO, options.ca_file.c_str());
      set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
    }
    set(CURLOPT_WRITEFUNCTION, &Connection::on_body);
    set(CURLOPT_XFERINFOFUNCTION, &Connection::on_progress);
    set(CURLOPT_XFERINFODATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  WebhookAnswer post(const WebhookRequest& request) {
    Headers headers;
    headers.add("Content-Type: application/json");
    headers.add("Expect:");  // would wait for a leave to send
    headers.add("Webhook-Id: " + request.id);
    headers.add("Webhook-Timestamp: " + request.timestamp);
    headers.add("Webhook-Signature: " + request.signature);
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
    error_.front() = '\0';
    const auto outcome = curl_easy_perform(handle_.get());
    set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    set(CURLOPT_POSTFIELDS, static_cast<char*>(nullptr));
    if (outcome != CURLE_OK) {
      return {0, printable(error_.front() != '\0' ? error_.data() : curl_easy_strerror(outcome))};
    }
    long status = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    return {static_cast<unsigned>(status)};
  }

 private:
  static CURL* make_handle() {
    CURL* handle = curl_easy_init();
    if (handle == nullptr) throw std::bad_alloc();
    return handle;
  }

  template <class Value>
  void set(CURLoption option, Value value) {
    const auto outcome = curl_easy_setopt(handle_.get(), option, value);
    if (outcome != CURLE_OK) throw std::runtime_error(curl_easy_strerror(outcome));
  }

  /// What the receiver says besides the status is nobody's concern.
  static std::size_t on_body(char* /*bytes*/, std::size_t size, std::size_t count, void* /*self*/) {
    return size * count;
  }
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Connection*>(self)->cancelled_.load() ? 1 : 0;
  }

  const std::atomic<bool>& cancelled_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  const std::unique_ptr<CURL, FreeHandle> handle_;  // goes first: closing calls back
};

HttpWebhookTransport::HttpWebhookTransport(WebhookOptions options) : options_(std::move(options)) {
  const auto wrong = check_webhook_url(options_.url, options_.plain);
  if (!wrong.empty()) throw std::runtime_error("the URL of the webhook " + wrong);
  if (!options_.ca_file.empty()) check_ca_file(options_.ca_file);
  initialize_curl();
}

HttpWebhookTransport::~HttpWebhookTransport() = default;

WebhookAnswer HttpWebhookTransport::post(const WebhookRequest& request) {
  if (connection_ == nullptr) connection_ = std::make_unique<Connection>(options_, cancelled_);
  return connection_->post(request);
}

void HttpWebhookTransport::rest() { connection_.reset(); }

void HttpWebhookTransport::cancel() { cancelled_.store(true); }

}  // namespace selfsame::audit
