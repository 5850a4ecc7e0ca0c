#pragma once

#include <string>
#include <string_view>

#include "http/response.h"

namespace selfsame::http {

/// What the answer says about the connection.
enum class Persistence { unsaid, keep_alive, close };

/// How the client sees where the body ends.
enum class Framing {
  length,   ///< by `Content-Length`
  chunked,  ///< by the last of the chunks, which follow
  closing,  ///< by the end of the connection
};

struct AnswerStyle {
  std::string_view date_line{};  ///< with its CRLF
  Persistence persistence = Persistence::unsaid;
  Framing framing = Framing::length;
  bool head = false;  ///< to a HEAD request: everything but the body
};

/// Appends the bytes of one answer to `out`.
void append_answer(std::string& out, const Response& response, const AnswerStyle& style);

/// Whether answers of that status never have a body.
bool is_bodiless(unsigned status);

/// Appends one chunk of a body. `piece` is not empty: that would be the end.
void append_chunk(std::string& out, std::string_view piece);
void append_last_chunk(std::string& out);

}  // namespace selfsame::http
