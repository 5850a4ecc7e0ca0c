#include "http/query.h"

#include <charconv>

namespace selfsame::http {
namespace {

/// The next `name=value` of a raw query string, which it takes off the front.
std::string_view take_pair(std::string_view& query) {
  const auto end = query.find('&');
  const auto pair = query.substr(0, end);
  query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  return pair;
}

}  // namespace

std::string percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
      continue;
    }
    unsigned byte = 0;
    if (text[i] == '%' && text.size() - i > 2) {
      const auto* const digits = text.data() + i + 1;
      const auto read = std::from_chars(digits, digits + 2, byte, 16);
      if (read.ec == std::errc() && read.ptr == digits + 2) {
        decoded += static_cast<char>(byte);
        i += 2;
        continue;
      }
    }
    decoded += text[i];
  }
  return decoded;
}

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto pair = take_pair(query);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || percent_decode(pair.substr(0, equals)) != name) {
      continue;
    }
    auto value = percent_decode(pair.substr(equals + 1));
    if (value.empty()) return std::nullopt;
    return value;
  }
  return std::nullopt;
}

std::vector<QueryParameter> query_parameters(std::string_view query) {
  std::vector<QueryParameter> parameters;
  while (!query.empty()) {
    const auto pair = take_pair(query);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals + 1 == pair.size()) continue;
    parameters.push_back(
        {percent_decode(pair.substr(0, equals)), percent_decode(pair.substr(equals + 1))});
  }
  return parameters;
}

}  // namespace selfsame::http
