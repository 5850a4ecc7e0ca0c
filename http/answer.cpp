#include "http/answer.h"

#include <array>
#include <charconv>
#include <cstring>

namespace selfsame::http {

namespace {

constexpr std::string_view kClose = "Connection: close\r\n";
constexpr std::string_view kLocation = "Location: ";
constexpr std::string_view kSetCookie = "Set-Cookie: ";
constexpr std::string_view kKeepAlive = "Connection: keep-alive\r\n";
constexpr std::size_t kFixedBytes = 192;  // status line and the names and numbers below, at most

std::string_view persistence_line(Persistence persistence) {
  switch (persistence) {
    case Persistence::unsaid:
      return {};
    case Persistence::keep_alive:
      return kKeepAlive;
    case Persistence::close:
      return kClose;
  }
  return {};
}

/// Writes into room that is known to suffice.
class Pen {
 public:
  explicit Pen(char* at) : at_(at) {}

  Pen& put(std::string_view text) {
    if (!text.empty()) std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
    return *this;
  }
  Pen& put(std::size_t number) {
    at_ = std::to_chars(at_, at_ + 20, number).ptr;
    return *this;
  }
  [[nodiscard]] char* at() const { return at_; }

 private:
  char* at_;
};

void put_status_line(Pen& pen, unsigned status) {
  if (status == 200) {
    pen.put("HTTP/1.1 200 OK\r\n");
    return;
  }
  pen.put("HTTP/1.1 ").put(std::size_t{status}).put(" ").put(reason_phrase(status)).put("\r\n");
}

void put_framing(Pen& pen, Framing framing, std::size_t body_size) {
  switch (framing) {
    case Framing::length:
      pen.put("Content-Length: ").put(body_size).put("\r\n");
      break;
    case Framing::chunked:
      pen.put("Transfer-Encoding: chunked\r\n");
      break;
    case Framing::closing:
      break;
  }
}

}  // namespace

bool is_bodiless(unsigned status) { return status == 204 || status == 304 || status < 200; }

void append_answer(std::string& out, const Response& response, const AnswerStyle& style) {
  const bool bodiless = is_bodiless(response.status);
  const std::string& headers = response.headers();
  const std::string& location = response.location();
  const std::string& cookie = response.cookie();
  const std::size_t most = kFixedBytes + style.date_line.size() + response.content_type.size() +
                           response.fixed_headers.size() + headers.size() + kLocation.size() +
                           location.size() + kSetCookie.size() + cookie.size() +
                           response.body.size();
  const std::size_t before = out.size();
  out.resize_and_overwrite(before + most, [&](char* start, std::size_t) {
    Pen pen(start + before);
    put_status_line(pen, response.status);
    pen.put(style.date_line);
    if (!bodiless) {
      if (!response.content_type.empty()) {
        pen.put("Content-Type: ").put(response.content_type).put("\r\n");
      }
      put_framing(pen, style.framing, response.body.size());
    }
    pen.put(persistence_line(style.persistence)).put(response.fixed_headers).put(headers);
    if (!location.empty()) pen.put(kLocation).put(location).put("\r\n");
    if (!cookie.empty()) pen.put(kSetCookie).put(cookie).put("\r\n");
    pen.put("\r\n");
    if (!bodiless && !style.head) pen.put(response.body);
    return static_cast<std::size_t>(pen.at() - start);
  });
}

void append_chunk(std::string& out, std::string_view piece) {
  std::array<char, 2 * sizeof(std::size_t)> size;
  char* const end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16).ptr;
  const std::string_view digits(size.data(), end);
  out.reserve(out.size() + digits.size() + piece.size() + 4);
  out.append(digits).append("\r\n").append(piece).append("\r\n");
}

void append_last_chunk(std::string& out) { out += "0\r\n\r\n"; }

}  // namespace selfsame::http
