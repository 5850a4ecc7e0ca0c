#pragma once

#include <string>
#include <string_view>

#include "http/response.h"

namespace selfsame::http {

/// What the answer says about the connection.
enum class Persistence { unsaid, keep_alive, close };

struct AnswerStyle {
  std::string_view date_line{};  ///< with its CRLF
  Persistence persistence = Persistence::unsaid;
  bool head = false;  ///< to a HEAD request: everything but the body
};

/// Appends the bytes of one answer to `out`.
void append_answer(std::string& out, const Response& response, const AnswerStyle& style);

}  // namespace selfsame::http
