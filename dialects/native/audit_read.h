#pragma once

#include <string_view>

#include "dialects/native/problem.h"
#include "http/response.h"

namespace selfsame::native {

/// What a read in steps says before its body. `content_type` has static storage.
inline void begin_answer(http::Response& response, std::string_view content_type) {
  response.status = 200;
  response.content_type = content_type;
  set_fixed_headers(response);
}

}  // namespace selfsame::native
