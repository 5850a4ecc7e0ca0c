#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/id.h"
#include "core/result.h"
#include "core/time.h"
#include "json/object_reader.h"

/// Fields of bodies that several routes take. What is wrong is refused by the reader.
namespace selfsame::native {

/// The value, unless something in it was refused.
template <class T>
core::Result<T> checked(T value, std::vector<core::FieldError> errors) {
  if (!errors.empty()) return core::invalid(std::move(errors));
  return value;
}

template <class Id>
Id required_id(json::ObjectReader& in, std::string_view key) {
  const auto* value = in.find(key);
  const auto text = in.required_string(key);
  if (const auto id = Id::parse(text)) return *id;
  if (value != nullptr && value->is_string()) in.refuse(key, "must be an id of 32 hex digits");
  return {};
}

template <class Id>
std::optional<Id> optional_id(json::ObjectReader& in, std::string_view key) {
  if (in.find(key) == nullptr) return std::nullopt;
  return required_id<Id>(in, key);
}

/// Both ends belong to it.
struct WholeNumbers {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

/// A JSON number without fraction or exponent. Absent and null read as no value.
std::optional<std::int64_t> whole_number(json::ObjectReader& in, std::string_view key,
                                         WholeNumbers range);
std::int64_t required_whole_number(json::ObjectReader& in, std::string_view key,
                                   WholeNumbers range);

/// An RFC 3339 date-time.
core::Timestamp required_time(json::ObjectReader& in, std::string_view key);

}  // namespace selfsame::native
