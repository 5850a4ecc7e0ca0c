#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/server.h"

namespace selfsame::http {

/// Forgets everything about the message; leaves what belongs to the connection.
void reset_message(Request& request);

/// Shifts the views of `request` that lie in `from` to where these bytes are going.
void rebase(Request& request, std::string_view from, const char* to);

/// Reads one message into a `Request` whose views point into the bytes it was given. Strict where
/// leniency could make two servers see different messages: no folded lines, one Content-Length of
/// digits only, no Transfer-Encoding but `chunked`, never both.
class RequestParser final : private boost::beast::http::basic_parser<true> {
 public:
  enum class Outcome { incomplete, complete, refused };
  struct Step {
    Outcome outcome;
    std::size_t consumed;
  };

  /// `body` collects a body that does not come in one piece.
  RequestParser(const ServerOptions& options, Request& request, std::string& body);

  /// `data` starts with the message and holds its blank line. Consumes up to that line.
  Step read_header(std::string_view data);
  /// `data` starts behind what was consumed so far; it is not empty.
  Step read_body(std::string_view data);
  /// For a refusal before the header is complete: fills in the method and path, if they are there.
  void glance(std::string_view data);

  [[nodiscard]] bool header_done() const { return header_done_; }
  /// The status to refuse with, after `Outcome::refused`.
  [[nodiscard]] unsigned refusal() const { return refusal_; }
  [[nodiscard]] bool expects_continue() const { return expects_continue_ && http11_; }
  [[nodiscard]] bool http11() const { return http11_; }

 private:
  using Error = boost::beast::error_code;
  using Text = boost::beast::string_view;
  using Field = boost::beast::http::field;

  void on_request_impl(boost::beast::http::verb verb, Text method, Text target, int version,
                       Error& error) override;
  void on_response_impl(int, Text, int, Error&) override {}
  void on_field_impl(Field field, Text name, Text value, Error& error) override;
  void on_header_impl(Error& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(Text part, Error&) override;
  void on_chunk_header_impl(std::uint64_t, Text extensions, Error& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t, Text part, Error&) override;
  void on_finish_impl(Error&) override;

  bool split_target(std::string_view target);
  [[nodiscard]] bool is_folded(Text name, Text value) const;
  void note(Field field, std::string_view value, Error& error);
  void refuse(unsigned status, Error& error);
  Step refused(Error error);
  [[nodiscard]] bool framing_too_heavy() const;

  const ServerOptions& options_;
  Request& request_;
  std::string& body_;
  std::string_view input_;
  std::string_view whole_body_;  // a body that came in one piece, in place
  std::size_t raw_body_bytes_ = 0;
  std::size_t chunks_ = 0;
  unsigned refusal_ = 0;
  bool header_done_ = false;
  bool http11_ = false;
  bool host_seen_ = false;
  bool length_seen_ = false;
  bool encoding_seen_ = false;
  bool expects_continue_ = false;
};

}  // namespace selfsame::http
