#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "http/query.h"

namespace selfsame::dialect {

/// Takes typed parameters out of a raw query string; what is wrong is added to one list of errors,
/// named by `/<parameter>`. Unknown parameters are passed over, empty ones are absent.
class QueryReader {
 public:
  QueryReader(std::string_view query, std::vector<core::FieldError>& errors)
      : query_(query), errors_(errors) {}

  [[nodiscard]] std::optional<std::string> text(std::string_view name) const {
    return http::query_parameter(query_, name);
  }
  /// A whole number from 0 to 2^63-1. Larger ones read as the maximum.
  std::optional<std::uint64_t> number(std::string_view name);
  /// An id in any spelling.
  template <class IdType>
  std::optional<IdType> id(std::string_view name) {
    const auto value = text(name);
    if (!value) return std::nullopt;
    auto parsed = IdType::parse(*value);
    if (!parsed) refuse(name, "must be an id of 32 hex digits");
    return parsed;
  }
  void refuse(std::string_view name, std::string message) {
    errors_.push_back({'/' + std::string(name), std::move(message)});
  }

 protected:
  /// What `value`, given for a parameter, says as a number.
  std::optional<std::uint64_t> read_number(std::string_view name, std::string_view value);

 private:
  std::string_view query_;
  std::vector<core::FieldError>& errors_;
};

}  // namespace selfsame::dialect
