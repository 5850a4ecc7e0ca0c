#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

namespace selfsame::billing {

/// Takes typed values out of one table of a TOML file. Whatever is wrong ends it with
/// std::runtime_error, in one line that says where: `FILE: plan "pro": price.monthly.USD must be ...
/// (line 12)`.
class TomlTable {
 public:
  /// `place` is how a complaint begins; `prefix` what comes before its keys, with a full stop.
  TomlTable(const toml::table& table, std::string place, std::string prefix = {})
      : table_(table), place_(std::move(place)), prefix_(std::move(prefix)) {}

  void set_place(std::string place) { place_ = std::move(place); }
  /// Refuses every key but these.
  void allow_only(std::initializer_list<std::string_view> keys) const;

  // Absent reads as no value.
  [[nodiscard]] std::optional<std::string> string(std::string_view key) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
  /// A whole number from `min` to `max` of something that `unit` names.
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view key, std::int64_t min,
                                                   std::int64_t max, std::string_view unit) const;
  /// At most `count_max` of them.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> numbers(std::string_view key,
                                                                 std::int64_t min, std::int64_t max,
                                                                 std::string_view unit,
                                                                 std::size_t count_max) const;
  /// An array of strings.
  [[nodiscard]] std::optional<std::vector<std::string>> strings(std::string_view key) const;
  /// An array of strings, or one string alone.
  [[nodiscard]] std::optional<std::vector<std::string>> one_or_more_strings(
      std::string_view key) const;
  [[nodiscard]] std::optional<TomlTable> table(std::string_view key) const;
  /// None if absent.
  [[nodiscard]] std::vector<const toml::table*> tables(std::string_view key) const;

  [[nodiscard]] std::vector<std::string> keys() const;

  /// `message` goes on after the key: `must be ...`.
  [[noreturn]] void refuse(std::string_view key, std::string_view message) const;

 private:
  [[nodiscard]] const toml::node* find(std::string_view key) const { return table_.get(key); }

  const toml::table& table_;
  std::string place_;
  std::string prefix_;
};

/// Throws std::runtime_error in one line if the text is no TOML. `file` is how it begins.
toml::table parse_toml(std::string_view text, const std::string& file);

}  // namespace selfsame::billing
