#include "dialects/common/csv.h"

#include <algorithm>
#include <string_view>

namespace selfsame::dialect {
namespace {

bool begins_like_a_formula(std::string_view cell) {
  constexpr std::string_view kBeginnings = "=+-@\t\r";
  return !cell.empty() && kBeginnings.find(cell.front()) != std::string_view::npos;
}

bool needs_quotes(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '"' || c == ',' || byte < 0x20 || byte == 0x7F;
}

void append_cell(std::string& row, std::string_view cell) {
  const std::string_view guard = begins_like_a_formula(cell) ? "'" : "";
  if (std::ranges::none_of(cell, needs_quotes)) {
    row.append(guard).append(cell);
    return;
  }
  row.append("\"").append(guard);
  for (const char c : cell) {
    if (c == '"') row += '"';
    row += c;
  }
  row += '"';
}

}  // namespace

std::string csv_row(std::span<const std::string> cells) {
  std::string row;
  bool first = true;
  for (const auto& cell : cells) {
    if (!first) row += ',';
    append_cell(row, cell);
    first = false;
  }
  return row + "\r\n";
}

}  // namespace selfsame::dialect
