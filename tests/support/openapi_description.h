#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <set>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/text.h"

namespace selfsame::testing {

/// A description of an API as OpenAPI 3.1, as the tests of dialects look into it.
class OpenApiDescription {
 public:
  explicit OpenApiDescription(std::string_view text)
      : file_(boost::json::parse(boost::json::string_view(text.data(), text.size()))) {}

  [[nodiscard]] const boost::json::value& file() const { return file_; }

  /// A method as it is spelled there.
  static std::string spell(http::Method method) {
    std::string lowered(http::to_string(method));
    for (char& c : lowered) c = http::to_lower(c);
    return lowered;
  }

  /// `get /users` for each operation.
  [[nodiscard]] std::set<std::string> operations() const {
    std::set<std::string> described;
    for (const auto& [path, item] : file_.at("paths").as_object()) {
      for (const auto& [method, operation] : item.as_object()) {
        described.insert(std::string(method) + ' ' + std::string(path));
      }
    }
    return described;
  }

  /// Throws if it is not described.
  [[nodiscard]] const boost::json::object& operation(http::Method method,
                                                     std::string_view path) const {
    return file_.at("paths").as_object().at(path).as_object().at(spell(method)).as_object();
  }

  /// Every reference in it.
  [[nodiscard]] std::set<std::string> references() const {
    std::set<std::string> found;
    collect_references(file_, found);
    return found;
  }

  /// Whether there is something where a reference points.
  [[nodiscard]] bool resolves(std::string_view reference) const {
    if (!reference.starts_with("#/")) return false;
    boost::json::error_code error;
    return file_.find_pointer(reference.substr(1), error) != nullptr;
  }

 private:
  static void collect_references(const boost::json::value& value, std::set<std::string>& found) {
    if (const auto* items = value.if_array()) {
      for (const auto& item : *items) collect_references(item, found);
    } else if (const auto* fields = value.if_object()) {
      for (const auto& [key, field] : *fields) {
        if (key == "$ref") found.insert(std::string(field.as_string()));
        collect_references(field, found);
      }
    }
  }

  boost::json::value file_;
};

}  // namespace selfsame::testing
