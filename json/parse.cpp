#include "json/parse.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>
#include <cstdint>
#include <unordered_set>
#include <vector>

namespace selfsame::json {
namespace {

using boost::json::error_code;
using boost::json::string_view;

/// Builds a value from the parser's events. The names are the library's.
class ValueBuilder {
 public:
  // NOLINTBEGIN(readability-identifier-naming)
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;
  // NOLINTEND(readability-identifier-naming)

  bool on_document_begin(error_code&) {
    stack_.reset();
    return true;
  }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    keys_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t size, error_code&) {
    keys_.pop_back();
    stack_.push_object(size);
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t size, error_code&) {
    stack_.push_array(size);
    return true;
  }
  bool on_key_part(string_view part, std::size_t, error_code&) {
    key_ += part;
    stack_.push_chars(part);
    return true;
  }
  bool on_key(string_view part, std::size_t, error_code& error) {
    key_ += part;
    stack_.push_key(part);
    const bool is_new = keys_.back().insert(std::exchange(key_, {})).second;
    if (!is_new) {
      duplicate_key_ = true;
      error = boost::json::error::syntax;
    }
    return is_new;
  }
  bool on_string_part(string_view part, std::size_t, error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(string_view part, std::size_t, error_code&) {
    stack_.push_string(part);
    return true;
  }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t value, string_view, error_code&) {
    stack_.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, string_view, error_code&) {
    stack_.push_uint64(value);
    return true;
  }
  bool on_double(double value, string_view, error_code& error) {
    if (!std::isfinite(value)) {  // it could not be written as JSON again
      error = boost::json::error::exponent_overflow;
      return false;
    }
    stack_.push_double(value);
    return true;
  }
  bool on_bool(bool value, error_code&) {
    stack_.push_bool(value);
    return true;
  }
  bool on_null(error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

  boost::json::value release() { return stack_.release(); }
  [[nodiscard]] bool saw_duplicate_key() const { return duplicate_key_; }

 private:
  boost::json::value_stack stack_;
  std::vector<std::unordered_set<std::string>> keys_;  // of the objects that are open
  std::string key_;
  bool duplicate_key_ = false;
};

std::string describe(const error_code& error, bool duplicate_key, std::size_t depth_max) {
  if (duplicate_key) return "an object has the same key twice";
  if (error == boost::json::error::too_deep) {
    return "nested deeper than " + std::to_string(depth_max) + " levels";
  }
  if (error == boost::json::error::incomplete) return "the text ends too early";
  return error.message();
}

}  // namespace

std::expected<boost::json::value, std::string> parse(std::string_view text, std::size_t depth_max) {
  boost::json::parse_options options;
  options.max_depth = depth_max;
  boost::json::basic_parser<ValueBuilder> parser(options);
  error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = boost::json::error::extra_data;
  if (error) {
    return std::unexpected(describe(error, parser.handler().saw_duplicate_key(), depth_max) +
                           " (at byte " + std::to_string(read) + ")");
  }
  return parser.handler().release();
}

}  // namespace selfsame::json
