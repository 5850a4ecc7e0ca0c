#pragma once

#include <string>
#include <string_view>

#include "http/response.h"

namespace selfsame::native {

/// The answer to a change while it is written. A change may run twice: what it says replaces what was
/// said before.
class Reply {
 public:
  explicit Reply(http::Response& response) : response_(response) {}

  /// Where the body goes, empty. Without one, the answer is 204.
  std::string& body() {
    response_.body.clear();
    return response_.body;
  }
  void set_cookie(std::string_view value) { response_.set_cookie(value); }

 private:
  http::Response& response_;
};

}  // namespace selfsame::native
