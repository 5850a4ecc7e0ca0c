#include "mail/smtp_transport.h"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace selfsame::mail {
namespace {

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

/// A part of a URL; empty if it has none.
std::string part(const Url& url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

Url parse(const std::string& text) {
  Url url(curl_url());
  const bool good = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  return good ? std::move(url) : nullptr;
}

void initialize_curl() {
  static const CURLcode outcome = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (outcome != CURLE_OK) throw std::runtime_error("libcurl cannot be initialized");
}

/// What a server says may hold anything.
std::string printable(std::string_view text) {
  std::string made(text.substr(0, text.find_last_not_of("\r\n") + 1));
  std::ranges::replace_if(made, [](char c) { return c < ' ' || c == 0x7F; }, '?');
  return made;
}

void replace_all(std::string& text, const std::string& old, std::string_view by) {
  if (old.empty()) return;
  for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + by.size())) {
    text.replace(at, old.size(), by);
  }
}

/// A command without its arguments; empty for what goes on with AUTH: a secret.
std::string_view verb(std::string_view line) {
  constexpr std::string_view kVerbs[] = {"EHLO", "HELO", "STARTTLS", "AUTH",
                                         "MAIL", "RCPT", "DATA",     "QUIT"};
  const auto first = line.substr(0, line.find_first_of(" \r\n"));
  const bool known = std::ranges::find(kVerbs, first) != std::end(kVerbs);
  return known ? first : std::string_view();
}

/// libcurl finds out about a wrong file when it connects; an operator wants to know at once.
void check_ca_file(const std::string& path) {
  std::ifstream in(path);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (text.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    throw std::runtime_error(path + " holds no certificate, or cannot be read");
  }
}

/// About who we are, not about the mail: mended by the operator, who then wants it sent.
bool is_about_authentication(std::string_view reply) {
  return reply.starts_with("530") || reply.starts_with("535") || reply.starts_with("538");
}

}  // namespace

std::string check_smtp_url(const std::string& text) {
  const auto url = parse(text);
  if (url == nullptr) return "is not a URL such as smtp://host:587";
  if (!text.starts_with("smtp://") && !text.starts_with("smtps://")) {
    return "must begin with smtp:// or smtps://";
  }
  if (!part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty()) {
    return "must not hold a user or a password";
  }
  const auto path = part(url, CURLUPART_PATH);
  const bool more = (!path.empty() && path != "/") || !part(url, CURLUPART_QUERY).empty() ||
                    !part(url, CURLUPART_FRAGMENT).empty();
  return more ? "must end after the host and the port" : "";
}

std::string smtp_host(const std::string& text) {
  const auto url = parse(text);
  return url == nullptr ? std::string() : part(url, CURLUPART_HOST);
}

/// One handle of libcurl, which keeps its connection open from mail to mail.
/// Closing says QUIT, and does not wait for the answer.
class SmtpTransport::Connection {
 public:
  Connection(const SmtpOptions& options, const std::atomic<bool>& cancelled)
      : options_(options), cancelled_(cancelled), handle_(make_handle()) {
    set(CURLOPT_ERRORBUFFER, error_.data());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // does not wait for a name that is being looked up
    set(CURLOPT_URL, options_.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_PROXY, "");  // nothing of the environment
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.connect_time.count()));
    set(CURLOPT_TIMEOUT, static_cast<long>(options_.send_time.count()));
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(options_.send_time.count()));
    set_security();
    set_callbacks();
  }
  ~Connection() {
    if (socket_ != CURL_SOCKET_BAD) ::shutdown(socket_, SHUT_RD);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Delivery send(const Envelope& envelope, const std::string& message) {
    const auto from = '<' + envelope.from + '>';
    const auto to = '<' + envelope.to + '>';
    const std::unique_ptr<curl_slist, FreeList> recipients(curl_slist_append(nullptr, to.c_str()));
    if (recipients == nullptr) throw std::bad_alloc();
    set(CURLOPT_MAIL_FROM, from.c_str());
    set(CURLOPT_MAIL_RCPT, recipients.get());
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
    unsent_ = message;
    command_.clear();
    refusal_.clear();
    more_follows_ = false;
    quitting_ = false;
    error_.front() = '\0';
    const auto outcome = curl_easy_perform(handle_.get());
    set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    if (outcome == CURLE_OK) return {core::DeliveryOutcome::sent};
    return failure(outcome);
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

  void set_security() {
    const bool starttls = options_.url.starts_with("smtp://") && !options_.plain;
    if (starttls) set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options_.ca_file.empty()) {
      set(CURLOPT_CAINFO, options_.ca_file.c_str());
      set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
    }
    if (!options_.user.empty()) {
      set(CURLOPT_USERNAME, options_.user.c_str());
      set(CURLOPT_PASSWORD, options_.password.c_str());
    }
  }

  void set_callbacks() {
    set(CURLOPT_READFUNCTION, &Connection::on_read);
    set(CURLOPT_READDATA, this);
    set(CURLOPT_HEADERFUNCTION, &Connection::on_reply);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Connection::on_body);
    set(CURLOPT_SOCKOPTFUNCTION, &Connection::on_connected);
    set(CURLOPT_SOCKOPTDATA, this);
    set(CURLOPT_CLOSESOCKETFUNCTION, &Connection::on_close);
    set(CURLOPT_CLOSESOCKETDATA, this);
    set(CURLOPT_XFERINFOFUNCTION, &Connection::on_progress);
    set(CURLOPT_XFERINFODATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_DEBUGFUNCTION, &Connection::on_debug);
    set(CURLOPT_DEBUGDATA, this);
    set(CURLOPT_VERBOSE, 1L);  // tells on_debug the commands; nothing is printed
  }

  Delivery failure(CURLcode outcome) {
    const bool of_this_mail = command_ == "RCPT" || command_ == "DATA";
    const bool for_good = refusal_.starts_with('5') && !is_about_authentication(refusal_);
    Delivery delivery;
    if (of_this_mail && for_good) delivery.outcome = core::DeliveryOutcome::refused_for_good;
    delivery.error =
        printable(error_.front() != '\0' ? error_.data() : curl_easy_strerror(outcome));
    if (!refusal_.empty()) {
      const auto where = command_.empty() ? "greeting" : command_;
      delivery.error = where + ": " + printable(refusal_) + " (" + delivery.error + ')';
    }
    replace_all(delivery.error, options_.password, "***");
    return delivery;
  }

  /// A line `550-text`, or `550 text` for the last one. Keeps what the last command was refused with.
  void read_reply(std::string_view line) {
    constexpr std::size_t kCode = 4;
    if (quitting_ || line.size() < kCode) return;
    const bool refused = line[0] == '4' || line[0] == '5';
    if (!more_follows_) refusal_.clear();
    if (refused) refusal_ += refusal_.empty() ? line : line.substr(kCode);
    refusal_.erase(refusal_.find_last_not_of("\r\n") + 1);
    more_follows_ = line[kCode - 1] == '-';
    if (more_follows_ && refused) refusal_ += ' ';
  }
  void read_command(std::string_view line) {
    const auto said = verb(line);
    quitting_ = said == "QUIT";  // which follows a refusal
    if (!quitting_ && !said.empty()) command_ = said;
  }

  static std::size_t on_read(char* to, std::size_t size, std::size_t count, void* self) {
    auto& unsent = static_cast<Connection*>(self)->unsent_;
    const auto taken = unsent.copy(to, size * count);
    unsent.remove_prefix(taken);
    return taken;
  }
  static std::size_t on_reply(char* line, std::size_t size, std::size_t count, void* self) {
    static_cast<Connection*>(self)->read_reply({line, size * count});
    return size * count;
  }
  static std::size_t on_body(char* /*bytes*/, std::size_t size, std::size_t count, void* /*self*/) {
    return size * count;
  }
  static int on_connected(void* self, curl_socket_t socket, curlsocktype /*purpose*/) {
    static_cast<Connection*>(self)->socket_ = socket;
    return CURL_SOCKOPT_OK;
  }
  static int on_close(void* self, curl_socket_t socket) {
    auto& own = static_cast<Connection*>(self)->socket_;
    if (own == socket) own = CURL_SOCKET_BAD;
    return ::close(socket);
  }
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Connection*>(self)->cancelled_.load() ? 1 : 0;
  }
  static int on_debug(CURL*, curl_infotype type, char* text, std::size_t size, void* self) {
    if (type == CURLINFO_HEADER_OUT) static_cast<Connection*>(self)->read_command({text, size});
    return 0;
  }

  const SmtpOptions& options_;
  const std::atomic<bool>& cancelled_;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
  std::array<char, CURL_ERROR_SIZE> error_{};
  std::string_view unsent_;
  std::string command_;  // the verb of the last one
  std::string refusal_;  // what it was refused with
  bool more_follows_ = false;
  bool quitting_ = false;
  const std::unique_ptr<CURL, FreeHandle> handle_;  // goes first: closing calls back
};

SmtpTransport::SmtpTransport(SmtpOptions options) : options_(std::move(options)) {
  if (const auto wrong = check_smtp_url(options_.url); !wrong.empty()) {
    throw std::runtime_error("the URL of the mail server " + wrong);
  }
  if (!options_.ca_file.empty()) check_ca_file(options_.ca_file);
  initialize_curl();
}

SmtpTransport::~SmtpTransport() = default;

Delivery SmtpTransport::send(const Envelope& envelope, const std::string& message) {
  if (connection_ == nullptr) connection_ = std::make_unique<Connection>(options_, cancelled_);
  return connection_->send(envelope, message);
}

void SmtpTransport::rest() { connection_.reset(); }

void SmtpTransport::cancel() { cancelled_.store(true); }

}  // namespace selfsame::mail
