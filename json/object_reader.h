#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace selfsame::json {

/// Takes typed fields out of a JSON object. What is wrong is added to one list of errors, each with
/// its JSON pointer, so that a caller learns of all at once. Unknown fields are passed over.
class ObjectReader {
 public:
  /// `pointer` is where the value lies in the whole text. Something that is no object is an error,
  /// and reads as an object without fields.
  ObjectReader(const boost::json::value& value, std::string pointer,
               std::vector<core::FieldError>& errors);

  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] std::string pointer_to(std::string_view key) const;
  void refuse(std::string_view key, std::string message);
  /// Of one item of the array that a field holds.
  void refuse_item(std::string_view key, std::size_t index, std::string message);

  /// The value of a field; null if absent or JSON null.
  [[nodiscard]] const boost::json::value* find(std::string_view key) const;
  /// Whether the key is there at all, be its value null.
  [[nodiscard]] bool has(std::string_view key) const;

  // Absent and null read as no value. A wrong type is an error, and no value.
  std::optional<std::string> string(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  const boost::json::object* object(std::string_view key);
  const boost::json::array* array(std::string_view key);
  std::optional<std::vector<std::string>> strings(std::string_view key);

  // Absent and null are errors too.
  std::string required_string(std::string_view key);
  const boost::json::array* required_array(std::string_view key);
  const boost::json::object* required_object(std::string_view key);

 private:
  const boost::json::object* object_ = nullptr;
  std::string pointer_;
  std::vector<core::FieldError>& errors_;
};

/// One more step of a JSON pointer (RFC 6901).
std::string pointer_step(const std::string& pointer, std::string_view key);
std::string pointer_step(const std::string& pointer, std::size_t index);

}  // namespace selfsame::json
