#include "server/admin_output.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string>
#include <vector>

#include "core/billing/money.h"
#include "core/text.h"

namespace selfsame::server {
namespace {

/// Nothing that a terminal could take for a command.
std::string printable(std::string text) {
  std::ranges::replace_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  return text;
}

std::string text_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

/// What people read of an object in an object: a period, or whatever has a name.
std::string short_form(const boost::json::object& object) {
  const auto start = text_of(object, "start");
  if (!start.empty()) return start + " to " + text_of(object, "end");
  const auto name = text_of(object, "name");
  return name.empty() ? boost::json::serialize(object) : name;
}

std::string cell_of(const boost::json::value* value) {
  if (value == nullptr || value->is_null()) return "-";
  if (const auto* object = value->if_object()) return printable(short_form(*object));
  if (const auto* text = value->if_string()) {
    return text->empty() ? "-" : printable(std::string(*text));
  }
  if (const auto* truth = value->if_bool()) return *truth ? "yes" : "no";
  return boost::json::serialize(*value);
}

/// `parent_id` is `parent id` to people.
std::string title_of(std::string_view key) {
  std::string title(key);
  std::ranges::replace(title, '_', ' ');
  return title;
}

/// Writes amounts with the decimals of their currency: `20.00 USD`.
boost::json::object with_amounts(const boost::json::object& object) {
  const auto currency = text_of(object, "currency");
  const auto* exponent = object.if_contains("exponent");
  if (currency.empty() || exponent == nullptr || !exponent->is_int64()) return object;
  const auto decimals = static_cast<std::uint8_t>(exponent->get_int64());
  boost::json::object shown;
  for (const auto& [key, value] : object) {
    const bool is_amount = key == "amount" || key == "price" || key == "balance";
    if (is_amount && value.is_int64()) {
      shown[key] = core::format_amount(value.get_int64(), decimals) + ' ' + currency;
    } else if (key != "currency" && key != "exponent") {
      shown[key] = value;
    }
  }
  return shown;
}

void pad(std::string& line, std::string_view cell, std::size_t width) {
  line += cell;
  const auto characters = core::count_characters(cell);
  line.append(width > characters ? width - characters : 0, ' ');
}

}  // namespace

void print_object(const boost::json::object& answer, std::ostream& out) {
  const auto object = with_amounts(answer);
  std::size_t width = 0;
  for (const auto& [key, value] : object) width = std::max<std::size_t>(width, key.size());
  for (const auto& [key, value] : object) {
    std::string line;
    pad(line, title_of(key), width + 2);
    out << line << cell_of(&value) << '\n';
  }
}

void Table::print(const boost::json::array& items) {
  std::vector<std::vector<std::string>> rows{{}};
  for (const auto column : columns_) rows.front().push_back(title_of(column));
  for (const auto& item : items) {
    if (!item.is_object()) continue;
    const auto object = with_amounts(item.get_object());
    auto& row = rows.emplace_back();
    row.reserve(columns_.size());
    for (const auto column : columns_) row.push_back(cell_of(object.if_contains(column)));
  }
  std::vector<std::size_t> widths(columns_.size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], core::count_characters(row[i]));
    }
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) pad(line, row[i], widths[i] + 2);
    out_ << line << row.back() << '\n';
  }
}

}  // namespace selfsame::server
