#pragma once

#include <boost/json/value.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/entropy.h"
#include "core/error.h"
#include "core/owner.h"
#include "core/time.h"
#include "json/object_reader.h"

/// Fields of the lines of import files, whatever they are of. What is wrong is added to the line's
/// errors.
namespace selfsame::server {

/// What reading any line needs.
struct Line {
  std::vector<core::FieldError>& errors;
  json::ObjectReader in;
  const boost::json::value& value;
  core::Timestamp now;
  core::Entropy& entropy;
};

/// Whether there is a text to read, be it empty; if not, `required_string` has complained.
bool has_text(const Line& line, std::string_view key);

template <class IdType>
IdType required_id(Line& line, std::string_view key) {
  const auto text = line.in.required_string(key);
  if (const auto id = IdType::parse(text)) return *id;
  if (has_text(line, key)) line.in.refuse(key, "must be an id, e.g. of 32 hex digits");
  return {};
}

template <class IdType>
std::optional<IdType> optional_id(Line& line, std::string_view key) {
  if (line.in.find(key) == nullptr) return std::nullopt;
  return required_id<IdType>(line, key);
}

template <class IdType>
IdType id_or_new(Line& line, std::string_view key) {
  if (line.in.find(key) == nullptr) return IdType::make(line.now, line.entropy);
  return required_id<IdType>(line, key);
}

/// Whether there is a value for one of two keys; if not, or for both, it complains.
bool has_one_of(Line& line, std::string_view key, std::string_view other);

template <class Value, class Parse>
std::vector<Value> list_of(Line& line, std::string_view key, const char* wanted, Parse parse) {
  std::vector<Value> values;
  const auto texts = line.in.strings(key).value_or(std::vector<std::string>());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (auto value = parse(texts[i])) {
      values.push_back(std::move(*value));
    } else {
      line.errors.push_back({json::pointer_step(line.in.pointer_to(key), i), wanted});
    }
  }
  return values;
}

template <class IdType>
std::vector<IdType> ids(Line& line, std::string_view key) {
  return list_of<IdType>(line, key, "must be an id, e.g. of 32 hex digits", IdType::parse);
}

/// The value of one of a few words, or of the first if the key is absent.
template <class Value>
Value choice(Line& line, std::string_view key,
             std::initializer_list<std::pair<std::string_view, Value>> words) {
  const auto text = line.in.string(key);
  if (!text) return words.begin()->second;
  std::string wanted;
  for (const auto& [word, value] : words) {
    if (*text == word) return value;
    wanted += (wanted.empty() ? "must be " : " or ") + std::string(word);
  }
  line.in.refuse(key, wanted);
  return words.begin()->second;
}

std::optional<core::Timestamp> optional_time(Line& line, std::string_view key);
core::Timestamp required_time(Line& line, std::string_view key);

/// `user_id` or `organization_id`: whose it is.
core::Owner owner(Line& line);

}  // namespace selfsame::server
