#include "json/object_reader.h"

#include <utility>

namespace selfsame::json {

std::string pointer_step(const std::string& pointer, std::string_view key) {
  return pointer + '/' + core::escape_pointer_step(key);
}

std::string pointer_step(const std::string& pointer, std::size_t index) {
  return pointer + '/' + std::to_string(index);
}

ObjectReader::ObjectReader(const boost::json::value& value, std::string pointer,
                           std::vector<core::FieldError>& errors)
    : object_(value.if_object()), pointer_(std::move(pointer)), errors_(errors) {
  if (object_ == nullptr) errors_.push_back({pointer_, "must be an object"});
}

std::string ObjectReader::pointer_to(std::string_view key) const {
  return pointer_step(pointer_, key);
}

void ObjectReader::refuse(std::string_view key, std::string message) {
  errors_.push_back({pointer_to(key), std::move(message)});
}

void ObjectReader::refuse_item(std::string_view key, std::size_t index, std::string message) {
  errors_.push_back({pointer_step(pointer_to(key), index), std::move(message)});
}

bool ObjectReader::has(std::string_view key) const {
  return object_ != nullptr && object_->contains(key);
}

const boost::json::value* ObjectReader::find(std::string_view key) const {
  const auto* value = object_ == nullptr ? nullptr : object_->if_contains(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<std::string> ObjectReader::string(std::string_view key) {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* text = value->if_string()) return std::string(*text);
  refuse(key, "must be a string");
  return std::nullopt;
}

std::optional<bool> ObjectReader::boolean(std::string_view key) {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* truth = value->if_bool()) return *truth;
  refuse(key, "must be true or false");
  return std::nullopt;
}

const boost::json::object* ObjectReader::object(std::string_view key) {
  const auto* value = find(key);
  if (value == nullptr) return nullptr;
  if (value->is_object()) return &value->get_object();
  refuse(key, "must be an object");
  return nullptr;
}

const boost::json::array* ObjectReader::array(std::string_view key) {
  const auto* value = find(key);
  if (value == nullptr) return nullptr;
  if (value->is_array()) return &value->get_array();
  refuse(key, "must be an array");
  return nullptr;
}

std::optional<std::vector<std::string>> ObjectReader::strings(std::string_view key) {
  const auto* items = array(key);
  if (items == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  texts.reserve(items->size());
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (const auto* text = (*items)[i].if_string()) {
      texts.emplace_back(*text);
    } else {
      errors_.push_back({pointer_step(pointer_to(key), i), "must be a string"});
    }
  }
  return texts;
}

std::string ObjectReader::required_string(std::string_view key) {
  if (find(key) == nullptr) refuse(key, "is required");
  return string(key).value_or(std::string());
}

const boost::json::array* ObjectReader::required_array(std::string_view key) {
  if (find(key) == nullptr) refuse(key, "is required");
  return array(key);
}

const boost::json::object* ObjectReader::required_object(std::string_view key) {
  if (find(key) == nullptr) refuse(key, "is required");
  return object(key);
}

}  // namespace selfsame::json
