#include "http/request_parser.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "http/text.h"

namespace selfsame::http {

namespace beast = boost::beast::http;

namespace {

// What a chunk may cost in framing before the message is taken for an attack.
constexpr std::size_t kFramingBytesPerChunk = 32;

std::string_view to_std(boost::beast::string_view text) { return {text.data(), text.size()}; }

Method to_method(beast::verb verb) {
  switch (verb) {
    case beast::verb::get:
      return Method::get;
    case beast::verb::head:
      return Method::head;
    case beast::verb::post:
      return Method::post;
    case beast::verb::put:
      return Method::put;
    case beast::verb::patch:
      return Method::patch;
    case beast::verb::delete_:
      return Method::delete_;
    case beast::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

/// How long `scheme://authority` at the front of an absolute target is; 0 if it is none.
std::size_t origin_size(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (equal_ignoring_case(target.substr(0, scheme.size()), scheme)) {
      return std::min(target.find_first_of("/?", scheme.size()), target.size());
    }
  }
  return 0;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void rebase(std::string_view& view, std::string_view from, const char* to) {
  const std::less<> before;
  if (before(view.data(), from.data()) || before(from.data() + from.size(), view.data())) return;
  view = {to + (view.data() - from.data()), view.size()};
}

}  // namespace

void reset_message(Request& request) {
  request.method = Method::other;
  request.method_text = {};
  request.path = {};
  request.query = {};
  request.body = {};
  request.keep_alive = true;
  request.authorization = {};
  request.content_type = {};
  request.user_agent = {};
  request.header_count = 0;
}

void rebase(Request& request, std::string_view from, const char* to) {
  for (auto* view : {&request.method_text, &request.path, &request.query, &request.authorization,
                     &request.content_type, &request.user_agent}) {
    rebase(*view, from, to);
  }
  for (std::size_t i = 0; i < request.header_count; ++i) {
    rebase(request.header_lines[i].name, from, to);
    rebase(request.header_lines[i].value, from, to);
  }
}

RequestParser::RequestParser(const ServerOptions& options, Request& request, std::string& body)
    : options_(options), request_(request), body_(body) {
  header_limit(std::numeric_limits<std::uint32_t>::max());  // the size is checked below
  body_limit(std::uint64_t{options.body_bytes});
}

RequestParser::Step RequestParser::read_header(std::string_view data) {
  input_ = data;
  Error error;
  const std::size_t size = put({data.data(), data.size()}, error);
  if (error) return refused(error);
  if (size > options_.header_bytes) {
    refuse(431, error);
    return refused(error);
  }
  eager(true);
  return {is_done() ? Outcome::complete : Outcome::incomplete, size};
}

RequestParser::Step RequestParser::read_body(std::string_view data) {
  Error error;
  const std::size_t consumed = put({data.data(), data.size()}, error);
  raw_body_bytes_ += consumed;
  if (error && error != beast::error::need_more) return refused(error);
  if (chunked() && framing_too_heavy()) refuse(400, error);
  if (data.size() - consumed > options_.header_bytes && !is_done()) refuse(431, error);
  if (refusal_ != 0) return refused(error);
  return {is_done() ? Outcome::complete : Outcome::incomplete, consumed};
}

void RequestParser::glance(std::string_view data) {
  Error ignored;
  input_ = data;
  if (!data.empty()) put({data.data(), data.size()}, ignored);
}

void RequestParser::on_request_impl(beast::verb verb, Text method, Text target, int version,
                                    Error& error) {
  request_.method = to_method(verb);
  request_.method_text = to_std(method);
  http11_ = version >= 11;
  if (target.size() > options_.url_bytes) return refuse(414, error);
  if (!split_target(to_std(target))) refuse(400, error);
}

bool RequestParser::split_target(std::string_view target) {
  if (target.find('#') != target.npos) return false;
  if (target == "*") {
    request_.path = target;
    return true;
  }
  if (target.front() != '/') {
    const std::size_t origin = origin_size(target);
    if (origin == 0) return false;
    target.remove_prefix(origin);
  }
  const std::size_t mark = target.find('?');
  request_.path = target.substr(0, mark);
  if (request_.path.empty()) request_.path = "/";
  if (mark != target.npos) request_.query = target.substr(mark + 1);
  return true;
}

/// A value on a continuation line lies behind a line break, or in a buffer of the base class.
bool RequestParser::is_folded(Text name, Text value) const {
  const char* const end = input_.data() + input_.size();
  const std::less<> before;
  if (before(value.data(), name.data()) || before(end, value.data())) return true;
  return std::any_of(name.data() + name.size(), value.data(), [](char c) { return c == '\n'; });
}

void RequestParser::on_field_impl(Field field, Text name, Text value, Error& error) {
  if (header_done_) return;  // a trailer: framing rules were checked by the base, nobody reads it
  if (is_folded(name, value)) return refuse(400, error);
  if (request_.header_count == Request::kMaxHeaderLines) return refuse(431, error);
  request_.header_lines[request_.header_count++] = {to_std(name), to_std(value)};
  note(field, to_std(value), error);
}

void RequestParser::note(Field field, std::string_view value, Error& error) {
  const auto keep_first = [value](std::string_view& view) {
    if (view.data() == nullptr) view = value;
  };
  switch (field) {
    case Field::authorization:
      return keep_first(request_.authorization);
    case Field::content_type:
      return keep_first(request_.content_type);
    case Field::user_agent:
      return keep_first(request_.user_agent);
    case Field::host:
      if (std::exchange(host_seen_, true)) refuse(400, error);
      return;
    case Field::content_length:
      if (std::exchange(length_seen_, true) || !is_digits(value)) refuse(400, error);
      return;
    case Field::transfer_encoding:
      if (std::exchange(encoding_seen_, true)) return refuse(400, error);
      if (!equal_ignoring_case(value, "chunked")) refuse(501, error);
      return;
    case Field::expect:
      expects_continue_ = equal_ignoring_case(value, "100-continue");
      return;
    default:
      return;
  }
}

void RequestParser::on_header_impl(Error& error) {
  header_done_ = true;
  if (http11_ && !host_seen_) return refuse(400, error);
  if (encoding_seen_ && (length_seen_ || !http11_)) return refuse(400, error);
  request_.keep_alive = keep_alive();
}

std::size_t RequestParser::on_body_impl(Text part, Error&) {
  if (body_.empty() && content_length() == part.size()) {
    whole_body_ = to_std(part);
  } else {
    body_.append(part.data(), part.size());
  }
  return part.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t, Text extensions, Error& error) {
  ++chunks_;
  if (to_std(extensions).find('\n') != std::string_view::npos) refuse(400, error);
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text part, Error&) {
  body_.append(part.data(), part.size());
  return part.size();
}

void RequestParser::on_finish_impl(Error&) {
  request_.body = whole_body_.data() != nullptr ? whole_body_ : std::string_view(body_);
}

void RequestParser::refuse(unsigned status, Error& error) {
  if (refusal_ == 0) refusal_ = status;
  error = beast::error::bad_value;
}

RequestParser::Step RequestParser::refused(Error error) {
  if (refusal_ == 0) refusal_ = error == beast::error::body_limit ? 413 : 400;
  return {Outcome::refused, 0};
}

bool RequestParser::framing_too_heavy() const {
  return raw_body_bytes_ - body_.size() > options_.header_bytes + kFramingBytesPerChunk * chunks_;
}

}  // namespace selfsame::http
