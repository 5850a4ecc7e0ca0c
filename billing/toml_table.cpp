#include "billing/toml_table.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace selfsame::billing {
namespace {

std::string at_line(const toml::node& node) {
  return " (line " + std::to_string(node.source().begin.line) + ')';
}

bool is_within(std::optional<std::int64_t> number, std::int64_t min, std::int64_t max) {
  return number && *number >= min && *number <= max;
}

std::string describe_range(std::int64_t min, std::int64_t max, std::string_view unit) {
  return " of " + std::string(unit) + ", " + std::to_string(min) + " to " + std::to_string(max);
}

/// No value if an item is no string.
std::optional<std::vector<std::string>> read_strings(const toml::array& items) {
  std::vector<std::string> texts;
  texts.reserve(items.size());
  for (const auto& item : items) {
    auto text = item.value_exact<std::string>();
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace

void TomlTable::allow_only(std::initializer_list<std::string_view> keys) const {
  for (const auto& [key, node] : table_) {
    if (std::ranges::find(keys, key.str()) == keys.end()) {
      throw std::runtime_error(place_ + "unknown key " + prefix_ + std::string(key.str()) +
                               at_line(node));
    }
  }
}

void TomlTable::refuse(std::string_view key, std::string_view message) const {
  const auto* node = find(key);
  throw std::runtime_error(place_ + prefix_ + std::string(key) + ' ' + std::string(message) +
                           at_line(node == nullptr ? table_ : *node));
}

std::optional<std::string> TomlTable::string(std::string_view key) const {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  auto text = node->value_exact<std::string>();
  if (!text) refuse(key, "must be a string");
  return text;
}

std::optional<bool> TomlTable::boolean(std::string_view key) const {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto truth = node->value_exact<bool>();
  if (!truth) refuse(key, "must be true or false");
  return truth;
}

std::optional<std::int64_t> TomlTable::number(std::string_view key, std::int64_t min,
                                              std::int64_t max, std::string_view unit) const {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto number = node->value_exact<std::int64_t>();
  if (!is_within(number, min, max)) {
    refuse(key, "must be a whole number" + describe_range(min, max, unit));
  }
  return number;
}

std::optional<std::vector<std::int64_t>> TomlTable::numbers(std::string_view key, std::int64_t min,
                                                            std::int64_t max, std::string_view unit,
                                                            std::size_t count_max) const {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto complain = [&] {
    refuse(key, "must be an array of at most " + std::to_string(count_max) + " whole numbers" +
                    describe_range(min, max, unit));
  };
  const auto* items = node->as_array();
  if (items == nullptr || items->size() > count_max) complain();
  std::vector<std::int64_t> numbers;
  numbers.reserve(items->size());
  for (const auto& item : *items) {
    const auto number = item.value_exact<std::int64_t>();
    if (!is_within(number, min, max)) complain();
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<std::vector<std::string>> TomlTable::strings(std::string_view key) const {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto* items = node->as_array();
  auto texts = items == nullptr ? std::nullopt : read_strings(*items);
  if (!texts) refuse(key, "must be an array of strings");
  return texts;
}

std::optional<std::vector<std::string>> TomlTable::one_or_more_strings(std::string_view key) const {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (auto text = node->value_exact<std::string>()) return std::vector{std::move(*text)};
  const auto* items = node->as_array();
  auto texts = items == nullptr ? std::nullopt : read_strings(*items);
  if (!texts) refuse(key, "must be a string or an array of strings");
  return texts;
}

std::optional<TomlTable> TomlTable::table(std::string_view key) const {
  const auto* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto* table = node->as_table();
  if (table == nullptr) refuse(key, "must be a table");
  return TomlTable(*table, place_, prefix_ + std::string(key) + '.');
}

std::vector<const toml::table*> TomlTable::tables(std::string_view key) const {
  const auto* node = find(key);
  if (node == nullptr) return {};
  const auto* items = node->as_array();
  const bool all_are_tables = items != nullptr && std::ranges::all_of(*items, [](const auto& item) {
                                return item.is_table();
                              });
  if (!all_are_tables) refuse(key, "must be an array of tables: [[" + std::string(key) + "]]");
  std::vector<const toml::table*> tables;
  tables.reserve(items->size());
  for (const auto& item : *items) tables.push_back(item.as_table());
  return tables;
}

std::vector<std::string> TomlTable::keys() const {
  std::vector<std::string> keys;
  keys.reserve(table_.size());
  for (const auto& [key, node] : table_) keys.emplace_back(key.str());
  return keys;
}

toml::table parse_toml(std::string_view text, const std::string& file) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw std::runtime_error(file + ": " + std::string(error.description()) + " (line " +
                             std::to_string(error.source().begin.line) + ')');
  }
}

}  // namespace selfsame::billing
