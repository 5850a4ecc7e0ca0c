#include "dialects/common/csv.h"

#include <gtest/gtest.h>
#include <vector>

namespace selfsame::dialect {
namespace {

std::string row(const std::vector<std::string>& cells) { return csv_row(cells); }

TEST(CsvRow, IsOneLineOfCells) {
  EXPECT_EQ(row({"a", "b c", ""}), "a,b c,\r\n");
  EXPECT_EQ(row({"a"}), "a\r\n");
  EXPECT_EQ(row({}), "\r\n");
  EXPECT_EQ(row({"\xC3\xA4\xE2\x82\xAC"}), "\xC3\xA4\xE2\x82\xAC\r\n");
}

TEST(CsvRow, QuotesWhatWouldEndACell) {
  EXPECT_EQ(row({"a,b", "c"}), "\"a,b\",c\r\n");
  EXPECT_EQ(row({"say \"x\""}), "\"say \"\"x\"\"\"\r\n");
  EXPECT_EQ(row({"two\r\nlines", "two\nlines"}), "\"two\r\nlines\",\"two\nlines\"\r\n");
}

TEST(CsvRow, QuotesControlCharactersAndKeepsThem) {
  for (int c = 0; c < 0x20; ++c) {
    const auto cell = "a" + std::string(1, static_cast<char>(c));
    EXPECT_EQ(row({cell}), '"' + cell + "\"\r\n") << c;
  }
  EXPECT_EQ(row({"a\x7F"}), "\"a\x7F\"\r\n");
}

TEST(CsvRow, IsNoFormula) {
  for (const char* begin : {"=", "+", "-", "@"}) {
    EXPECT_EQ(row({std::string(begin) + "1"}), "'" + std::string(begin) + "1\r\n");
  }
  EXPECT_EQ(row({"\tx"}), "\"'\tx\"\r\n");
  EXPECT_EQ(row({"\rx"}), "\"'\rx\"\r\n");
  EXPECT_EQ(row({"=a,\"b\""}), "\"'=a,\"\"b\"\"\"\r\n");
  EXPECT_EQ(row({"a=1", "1-2", "a@b"}), "a=1,1-2,a@b\r\n");
}

}  // namespace
}  // namespace selfsame::dialect
