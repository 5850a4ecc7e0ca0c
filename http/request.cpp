#include "http/request.h"

#include "http/text.h"

namespace selfsame::http {

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::delete_:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
    case Method::other:
      return {};
  }
  return {};
}

std::string_view Request::header(std::string_view name) const {
  for (std::size_t i = 0; i < header_count; ++i) {
    if (equal_ignoring_case(header_lines[i].name, name)) return header_lines[i].value;
  }
  return {};
}

}  // namespace selfsame::http
