#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "http/response.h"

namespace selfsame::server {

/// What is wrong with an allowed origin; empty if nothing is.
std::string check_origin(std::string_view origin);

/// Which pages of other origins may read answers in a browser (https://fetch.spec.whatwg.org,
/// "HTTP CORS protocol"). Whether they may change anything by cookie is the dialects' to say.
class Cors {
 public:
  /// `*` among them: any page, but without what the browser sends along by itself.
  explicit Cors(std::vector<std::string> allowed);

  /// Those that are named.
  [[nodiscard]] const std::vector<std::string>& named() const { return named_; }
  /// The page's that made the request, as far as it matters here.
  [[nodiscard]] std::string_view origin_of(const http::Request& request) const {
    return is_off() ? std::string_view() : request.header("Origin");
  }
  /// Adds the headers that let a page of the origin read the answer.
  void admit(std::string_view origin, http::Response& response) const;
  /// Answers a browser that asks before it sends a page's request. False: the request is none of that,
  /// or of a page that may not.
  bool answer_preflight(const http::Request& request, http::Response& response) const;

 private:
  [[nodiscard]] bool is_off() const { return named_.empty() && !any_; }
  [[nodiscard]] bool is_named(std::string_view origin) const;

  std::vector<std::string> named_;
  bool any_ = false;
};

}  // namespace selfsame::server
