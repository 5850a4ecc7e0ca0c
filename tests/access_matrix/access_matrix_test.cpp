// docs/access-matrix.md says who may do what; this does it.
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "tests/access_matrix/matrix_world.h"

namespace selfsame::matrix {
namespace {

const std::map<std::string, Row>& table() {
  static const auto rows = [] {
    std::ifstream file(SELFSAME_SOURCE_DIR "/docs/access-matrix.md");
    EXPECT_TRUE(file) << "docs/access-matrix.md is not there";
    return read_table(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  return rows;
}

TEST(AccessMatrix, HasARowForEveryOperationAndNoOther) {
  std::set<std::string> names;
  for (const auto& op : core::operations()) {
    names.emplace(op.name);
    EXPECT_TRUE(table().contains(std::string(op.name))) << op.name << " has no row";
  }
  for (const auto& [name, row] : table()) {
    EXPECT_TRUE(names.contains(name)) << name << " is no operation";
  }
}

TEST_F(MatrixWorld, DoesWhatTheTableSays) {
  for (const auto& op : core::operations()) {
    const auto expected = table().find(std::string(op.name));
    if (expected == table().end()) continue;  // the test before this one tells
    Row found;
    for (std::size_t caller = 0; caller < kCallers; ++caller) {
      found[caller] = try_operation(op.id, static_cast<Caller>(caller));
    }
    EXPECT_EQ(write_row(op.name, found), write_row(op.name, expected->second));
  }
}

TEST_F(MatrixWorld, TryingUndoesWhatItDid) {
  const auto before = contents();
  for (const auto& op : core::operations()) try_operation(op.id, Caller::owner);
  EXPECT_EQ(contents(), before);
}

std::string with_header(const std::string& rows) {
  std::string text = "| operation |";
  for (const auto name : kCallerNames) text += ' ' + std::string(name) + " |";
  return "Some text.\n\n" + text + "\n|---|\n" + rows;
}

Row row_of(std::string_view word) {
  Row row;
  row.fill(std::string(word));
  return row;
}

TEST(ReadTable, ReadsWhatWriteRowWrites) {
  const auto rows = read_table(with_header(write_row("a.b", row_of(kYes)) + '\n' +
                                           write_row("c.d", row_of(kNo)) + "\n\nMore text."));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.at("a.b"), row_of(kYes));
  EXPECT_EQ(rows.at("c.d"), row_of(kNo));
}

TEST(ReadTable, RefusesOtherColumnsWordsCountsAndDoubles) {
  EXPECT_THROW(read_table("| operation | owner |\n"), std::runtime_error);
  EXPECT_THROW(read_table(with_header(write_row("a.b", row_of("maybe")))), std::runtime_error);
  EXPECT_THROW(read_table(with_header("| `a.b` | yes |\n")), std::runtime_error);
  const auto row = write_row("a.b", row_of(kYes)) + '\n';
  EXPECT_THROW(read_table(with_header(row + row)), std::runtime_error);
}

}  // namespace
}  // namespace selfsame::matrix
