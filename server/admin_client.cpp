#include <boost/json/serialize.hpp>
#include <curl/curl.h>
#include <stdexcept>

#include "dialects/native/routes.h"
#include "server/admin_door.h"
#include "server/version.h"

namespace selfsame::server {
namespace {

constexpr long kConnectSeconds = 10;
constexpr long kAnswerSeconds = 60;
constexpr std::size_t kAnswerBytes = std::size_t{64} << 20;

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeHeaders {
  void operator()(curl_slist* headers) const { curl_slist_free_all(headers); }
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
  std::unique_ptr<curl_slist, FreeHeaders> list_;
};

std::size_t receive(char* bytes, std::size_t size, std::size_t count, void* target) {
  auto& body = *static_cast<std::string*>(target);
  if (body.size() + size * count > kAnswerBytes) return 0;
  body.append(bytes, size * count);
  return size * count;
}

class ServerDoor final : public AdminDoor {
 public:
  ServerDoor(const std::string& url, const std::string& token)
      : url_(url.substr(0, url.find_last_not_of('/') + 1)),
        authorization_("Authorization: Bearer " + token),
        easy_(curl_easy_init()) {
    if (!easy_) throw std::runtime_error("cannot set libcurl up");
  }

  AdminAnswer send(const native::LocalRequest& request) override {
    auto* easy = easy_.get();
    curl_easy_reset(easy);  // keeps the connection
    const auto url = url_ + std::string(native::kMount) + request.path +
                     (request.query.empty() ? "" : '?' + request.query);
    const auto method = std::string(http::to_string(request.method));
    const auto body = boost::json::serialize(request.body);
    Headers headers;
    headers.add(authorization_);
    headers.add("Accept: application/json");
    AdminAnswer answer;
    if (request.method != http::Method::get) {
      headers.add("Content-Type: application/json");
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(easy, CURLOPT_USERAGENT, (std::string("selfsame/") + kVersion).c_str());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer.body);
    // No redirects: the token is for the server that was named.
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, kAnswerSeconds);
    if (const auto failure = curl_easy_perform(easy); failure != CURLE_OK) {
      throw std::runtime_error("no answer from " + url_ + ": " + curl_easy_strerror(failure) +
                               "\nIs `selfsame serve` running there?");
    }
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<unsigned>(status);
    return answer;
  }

 private:
  std::string url_;
  std::string authorization_;
  std::unique_ptr<CURL, FreeEasy> easy_;
};

}  // namespace

std::unique_ptr<AdminDoor> open_server_door(const std::string& url, const std::string& token) {
  return std::make_unique<ServerDoor>(url, token);
}

}  // namespace selfsame::server
