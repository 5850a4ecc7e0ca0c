#include "dialects/cloudflare/log_cursor.h"

#include <gtest/gtest.h>

#include "tests/support/fake_hasher.h"

namespace selfsame::cloudflare {
namespace {

const testing::FakeHasher kHasher;
constexpr LogCursor kCursor{0x0123456789ABCDEF, 0xFFFFFFFFFFFFFFFF};

TEST(LogCursor, IsReadAsItWasWritten) {
  for (const LogCursor& cursor :
       {kCursor, LogCursor{}, LogCursor{1, 0}, LogCursor{0, 1}, LogCursor{10'000'000, 256}}) {
    EXPECT_EQ(read_cursor(write_cursor(cursor, "list", kHasher), "list", kHasher), cursor);
  }
}

TEST(LogCursor, NeedsNoEncodingInAQuery) {
  const auto text = write_cursor(kCursor, "list", kHasher);
  EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), std::string::npos) << text;
}

TEST(LogCursor, BelongsToItsList) {
  const auto text = write_cursor(kCursor, "list", kHasher);
  for (const auto* list : {"", "lis", "list ", "other"}) {
    EXPECT_EQ(read_cursor(text, list, kHasher), std::nullopt) << list;
  }
}

TEST(LogCursor, ThatNobodyWroteIsNone) {
  const auto good = write_cursor(kCursor, "list", kHasher);
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto text = good;
    text[i] = text[i] == '0' ? '1' : '0';
    EXPECT_EQ(read_cursor(text, "list", kHasher), std::nullopt) << i;
  }
  for (const std::string& text : {std::string(), std::string("x"), good + "0", good.substr(1),
                                  std::string(64, 'z'), std::string(7000, '0')}) {
    EXPECT_EQ(read_cursor(text, "list", kHasher), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace selfsame::cloudflare
