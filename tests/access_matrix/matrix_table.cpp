#include "tests/access_matrix/matrix_table.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace selfsame::matrix {
namespace {

constexpr std::string_view kFirstColumn = "operation";
constexpr std::array kWords{kYes, kOwn, kEmpty, kNo, kAbsent, kUnknown};

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" `");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" `") - first + 1);
}

/// The cells of a line that begins and ends with a bar.
std::vector<std::string> read_cells(std::string_view line) {
  std::vector<std::string> cells;
  line.remove_prefix(1);
  for (auto bar = line.find('|'); bar != std::string_view::npos; bar = line.find('|')) {
    cells.emplace_back(trim(line.substr(0, bar)));
    line.remove_prefix(bar + 1);
  }
  return cells;
}

void check_columns(const std::vector<std::string>& cells) {
  const bool right =
      cells.size() == kCallers + 1 &&
      std::ranges::equal(cells.begin() + 1, cells.end(), kCallerNames.begin(), kCallerNames.end());
  if (!right) throw std::runtime_error("the columns are not the callers of the test");
}

}  // namespace

std::string write_row(std::string_view operation, const Row& row) {
  std::string text = "| `" + std::string(operation) + "` |";
  for (const auto& cell : row) text += ' ' + cell + " |";
  return text;
}

std::map<std::string, Row> read_table(std::string_view markdown) {
  std::map<std::string, Row> rows;
  bool in_table = false;
  while (!markdown.empty()) {
    const auto line = markdown.substr(0, markdown.find('\n'));
    markdown.remove_prefix(std::min(markdown.size(), line.size() + 1));
    if (!line.starts_with('|')) {
      in_table = false;
      continue;
    }
    const auto cells = read_cells(line);
    if (!cells.empty() && cells[0] == kFirstColumn) {
      check_columns(cells);
      in_table = true;
      continue;
    }
    if (!in_table || line.starts_with("|--") || line.starts_with("| --")) continue;
    if (cells.size() != kCallers + 1) {
      throw std::runtime_error("a wrong number of cells: " + std::string(line));
    }
    Row row;
    for (std::size_t i = 0; i < kCallers; ++i) {
      row[i] = cells[i + 1];
      if (std::ranges::find(kWords, row[i]) == kWords.end()) {
        throw std::runtime_error("an unknown word: " + std::string(line));
      }
    }
    if (!rows.emplace(cells[0], row).second) {
      throw std::runtime_error("an operation is there twice: " + cells[0]);
    }
  }
  return rows;
}

}  // namespace selfsame::matrix
