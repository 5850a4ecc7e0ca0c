#pragma once

#include <ctime>
#include <string>

namespace selfsame::http {

/// `Sun, 06 Nov 1994 08:49:37 GMT`
std::string http_date(std::time_t time);

/// The `Date` line of answers, made anew only when the second changes.
class DateLine {
 public:
  DateLine() { update(std::time(nullptr)); }
  void update(std::time_t time);
  /// `Date: ...` with its CRLF.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::time_t time_ = -1;
  std::string text_;
};

}  // namespace selfsame::http
