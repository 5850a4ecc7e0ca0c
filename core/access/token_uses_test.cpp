#include "core/access/token_uses.h"

#include <gtest/gtest.h>
#include <map>

#include "tests/support/fake_clock.h"
#include "tests/support/stub_transaction.h"

namespace selfsame::core {
namespace {

using std::chrono::seconds;
using testing::kNoon;

/// Remembers which uses were written.
class UseRecorder final : public testing::StubTransaction {
 public:
  void record_token_use(const Owner& owner, const TokenId& id, Timestamp at) override {
    EXPECT_TRUE(uses.emplace(id, std::pair(owner, at)).second) << "written twice";
  }
  std::map<TokenId, std::pair<Owner, Timestamp>> uses;
};

Token token(std::uint8_t number) {
  Token token;
  token.id = TokenId{{number}};
  token.owner = UserId{{0xAA, number}};
  return token;
}

auto written(const TokenUses& uses) {
  UseRecorder recorder;
  uses.write(recorder);
  return recorder.uses;
}

TEST(TokenUses, WritesTheLastUseOfEachToken) {
  TokenUses uses;
  EXPECT_TRUE(uses.empty());
  uses.note(token(1), kNoon);
  uses.note(token(2), kNoon + seconds(1));
  uses.note(token(1), kNoon + seconds(2));
  const auto found = written(uses);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found.at(token(1).id), std::pair(token(1).owner, Timestamp(kNoon + seconds(2))));
  EXPECT_EQ(found.at(token(2).id), std::pair(token(2).owner, Timestamp(kNoon + seconds(1))));
}

TEST(TokenUses, TakeHandsOutOnlyWhatIsNew) {
  TokenUses uses;
  uses.note(token(1), kNoon);
  EXPECT_EQ(written(uses.take()).size(), 1U);
  EXPECT_TRUE(uses.empty());
  uses.note(token(2), kNoon);
  const auto found = written(uses.take());
  EXPECT_EQ(found.size(), 1U);
  EXPECT_TRUE(found.contains(token(2).id));
}

TEST(TokenUses, WhatIsPutBackDoesNotReplaceWhatIsNewer) {
  TokenUses uses;
  uses.note(token(1), kNoon);
  uses.note(token(2), kNoon);
  auto taken = uses.take();
  uses.note(token(1), kNoon + seconds(9));
  uses.put_back(std::move(taken));
  const auto found = written(uses);
  EXPECT_EQ(found.at(token(1).id).second, kNoon + seconds(9));
  EXPECT_EQ(found.at(token(2).id).second, kNoon);
}

}  // namespace
}  // namespace selfsame::core
