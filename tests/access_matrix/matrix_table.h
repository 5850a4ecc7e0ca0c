#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace selfsame::matrix {

/// Who tries each operation. The columns of docs/access-matrix.md, in its order.
enum class Caller : std::size_t {
  owner,
  administrator,
  plain_member,
  pending_member,
  removed_member,
  stranger,
  suspended_user,
  account_token,
  token_without_group,
  anonymous,
  operator_,
  count_,
};

inline constexpr std::size_t kCallers = static_cast<std::size_t>(Caller::count_);
inline constexpr std::array<std::string_view, kCallers> kCallerNames{
    "owner",     "administrator", "member",        "pending",   "removed", "stranger",
    "suspended", "account token", "token without", "anonymous", "operator"};

// What a cell can say.
inline constexpr std::string_view kYes = "yes";
inline constexpr std::string_view kOwn = "own";
inline constexpr std::string_view kEmpty = "empty";
inline constexpr std::string_view kNo = "no";
inline constexpr std::string_view kAbsent = "absent";
inline constexpr std::string_view kUnknown = "unknown";

using Row = std::array<std::string, kCallers>;

/// A row as the table spells it.
std::string write_row(std::string_view operation, const Row& row);

/// The rows of the table in a Markdown text, by operation. Throws std::runtime_error if its columns
/// are others, a row has a wrong number of cells or an unknown word in one, or an operation is there
/// twice.
std::map<std::string, Row> read_table(std::string_view markdown);

}  // namespace selfsame::matrix
