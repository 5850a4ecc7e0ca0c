#pragma once

#include <span>
#include <string>

namespace selfsame::dialect {

/// One row of a table by RFC 4180, with its end. A cell that a spreadsheet would take for a formula
/// gets an apostrophe in front.
std::string csv_row(std::span<const std::string> cells);

}  // namespace selfsame::dialect
