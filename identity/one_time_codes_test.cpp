#include "identity/one_time_codes.h"

#include <array>
#include <chrono>
#include <gtest/gtest.h>
#include <limits>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/seeded_entropy.h"

namespace selfsame::identity {
namespace {

using core::Timestamp;
using std::chrono::microseconds;
using std::chrono::seconds;

/// RFC 6238's `12345678901234567890`.
const std::string kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
constexpr std::int64_t kStep = 37037036;
constexpr const char* kCode = "081804";  // of kStep
constexpr const char* kNext = "050471";  // of the step after

constexpr Timestamp at(std::int64_t second) { return Timestamp(seconds(second)); }
constexpr Timestamp kBegin = at(kStep * 30);

class OneTimeCodesTest : public ::testing::Test {
 protected:
  std::optional<std::int64_t> find(std::string_view code, Timestamp now,
                                   std::optional<std::int64_t> last_step = std::nullopt) {
    return codes_.find_step(kSecret, code, now, last_step);
  }

  OneTimeCodes codes_;
};

TEST_F(OneTimeCodesTest, KnowsTheCodesOfRfc6238) {
  // Appendix B, SHA1: the last six of the eight digits.
  EXPECT_EQ(find("287082", at(59)), 1);
  EXPECT_EQ(find("081804", at(1111111109)), 37037036);
  EXPECT_EQ(find("050471", at(1111111111)), 37037037);
  EXPECT_EQ(find("005924", at(1234567890)), 41152263);
  EXPECT_EQ(find("279037", at(2000000000)), 66666666);
  EXPECT_EQ(find("353130", at(20000000000)), 666666666);
}

TEST_F(OneTimeCodesTest, TakesACodeOneStepEarlyOrLate) {
  const auto now = kBegin + seconds(7);
  EXPECT_EQ(find(kCode, now - seconds(30)), kStep);
  EXPECT_EQ(find(kCode, now), kStep);
  EXPECT_EQ(find(kCode, now + seconds(30)), kStep);
  EXPECT_EQ(find(kCode, now - seconds(60)), std::nullopt);
  EXPECT_EQ(find(kCode, now + seconds(60)), std::nullopt);
}

TEST_F(OneTimeCodesTest, TakesItFromTheFirstInstantToTheLast) {
  const auto first = kBegin - seconds(30);
  const auto past = kBegin + seconds(60);
  EXPECT_EQ(find(kCode, first - microseconds(1)), std::nullopt);
  EXPECT_EQ(find(kCode, first), kStep);
  EXPECT_EQ(find(kCode, past - microseconds(1)), kStep);
  EXPECT_EQ(find(kCode, past), std::nullopt);
}

TEST_F(OneTimeCodesTest, TakesACodeOnce) {
  const auto now = kBegin;
  EXPECT_EQ(find(kCode, now, kStep - 1), kStep);
  EXPECT_EQ(find(kCode, now, kStep), std::nullopt);
  EXPECT_EQ(find(kCode, now + seconds(30), kStep), std::nullopt) << "though a step late is allowed";
  EXPECT_EQ(find(kNext, now, kStep), kStep + 1) << "the next one works at once";
}

TEST_F(OneTimeCodesTest, TakesNoneFromBeforeTheLastOne) {
  EXPECT_EQ(find(kCode, kBegin, kStep + 1), std::nullopt);
  EXPECT_EQ(find(kNext, kBegin, kStep + 1), std::nullopt);
  EXPECT_EQ(find(kCode, kBegin, std::numeric_limits<std::int64_t>::max()), std::nullopt);
}

TEST_F(OneTimeCodesTest, ACodeOfTwoStepsWorksOnce) {
  // Steps 910737 and 910738 of this secret have the same code.
  const auto found = find("911617", at(std::int64_t{910737} * 30));
  EXPECT_EQ(found, 910738);
  EXPECT_EQ(find("911617", at(std::int64_t{910738} * 30), found), std::nullopt);
}

TEST_F(OneTimeCodesTest, RefusesWhatIsNotSixDigits) {
  for (const std::string code : {"",
                                 "0",
                                 "81804",
                                 "81804 ",
                                 " 81804",
                                 "081804 ",
                                 " 081804",
                                 "081 804",
                                 "0818040",
                                 "94081804",
                                 "0081804",
                                 "07081804",
                                 "08180a",
                                 "O81804",
                                 "+81804",
                                 "-81804",
                                 "0x1804",
                                 "081804\n",
                                 "\uFF10\uFF18\uFF11\uFF18\uFF10\uFF14",
                                 "\u0660\u0668\u0661\u0668\u0660\u0664",
                                 "\u0660\u0668\u0661",
                                 "......",
                                 "******"}) {
    EXPECT_EQ(find(code, kBegin), std::nullopt) << code;
  }
  EXPECT_EQ(find(std::string("081804\0", 7), kBegin), std::nullopt);
  EXPECT_EQ(find(std::string("08180\0", 6), kBegin), std::nullopt);
  EXPECT_EQ(find(std::string(6, '\0'), kBegin), std::nullopt);
  EXPECT_EQ(find(std::string(1 << 20, '0'), kBegin), std::nullopt);
}

TEST_F(OneTimeCodesTest, RefusesEveryOtherCode) {
  int taken = 0;
  for (int i = 0; i < 10000; ++i) {
    auto digits = std::to_string(i * 100 + 4);
    digits.insert(0, 6 - digits.size(), '0');
    if (find(digits, kBegin)) {
      ++taken;
      EXPECT_EQ(digits, kCode);
    }
  }
  EXPECT_EQ(taken, 1);
}

TEST_F(OneTimeCodesTest, RefusesACodeOfAnotherSecret) {
  const std::string other = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJR";
  EXPECT_EQ(codes_.find_step(other, kCode, kBegin, std::nullopt), std::nullopt);
}

TEST_F(OneTimeCodesTest, StartsAtTheEpoch) {
  // RFC 4226: 755224 is the code of counter 0.
  EXPECT_EQ(find("755224", at(0)), 0);
  EXPECT_EQ(find("755224", at(-1)), 0) << "a step early";
  EXPECT_EQ(find("755224", at(-31)), std::nullopt);
  EXPECT_EQ(find("755224", Timestamp::min()), std::nullopt);
  EXPECT_EQ(find("755224", at(0), 0), std::nullopt);
}

TEST_F(OneTimeCodesTest, GoesOnToTheEndOfTime) {
  EXPECT_NO_THROW(find("000000", Timestamp::max()));
}

TEST_F(OneTimeCodesTest, ThrowsForASecretThatIsNone) {
  for (const std::string secret :
       {"", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", "GEZDGNBVGY3TQOJQGEZDGNBV", "GEZDGNBVGY3TQOJQ!",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBV"}) {
    EXPECT_THROW(static_cast<void>(codes_.find_step(secret, kCode, kBegin, std::nullopt)),
                 std::invalid_argument)
        << secret;
  }
}

TEST_F(OneTimeCodesTest, MakesSecretsOf32CharactersOfBase32) {
  testing::SeededEntropy entropy;
  std::set<std::string> made;
  for (int i = 0; i < 200; ++i) {
    const auto secret = codes_.make_secret(entropy);
    EXPECT_EQ(secret.reveal().size(), 32U);
    EXPECT_EQ(secret.reveal().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
              std::string_view::npos);
    made.emplace(secret.reveal());
  }
  EXPECT_EQ(made.size(), 200U);
}

TEST_F(OneTimeCodesTest, AllOfASecretIsRandom) {
  testing::ConstantEntropy ones(0xFF);
  EXPECT_EQ(codes_.make_secret(ones).reveal(), std::string(32, '7'));
  testing::ConstantEntropy zeros(0);
  EXPECT_EQ(codes_.make_secret(zeros).reveal(), std::string(32, 'A'));
}

TEST_F(OneTimeCodesTest, ReadsTheSecretsItMakes) {
  struct OfTheRfc final : core::Entropy {
    void fill(std::span<std::uint8_t> bytes) override {
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>('0' + (i + 1) % 10);
      }
    }
  } entropy;
  const auto secret = codes_.make_secret(entropy);
  EXPECT_EQ(secret.reveal(), kSecret);
  EXPECT_EQ(codes_.find_step(secret.reveal(), kCode, kBegin, std::nullopt), kStep);
}

TEST(OneTimeCodes, ServesManyThreads) {
  std::vector<std::thread> threads;
  std::array<int, 4> found{};
  for (auto& count : found) {
    threads.emplace_back([&count] {
      const OneTimeCodes codes;
      for (int i = 0; i < 500; ++i) {
        if (codes.find_step(kSecret, kCode, kBegin, std::nullopt) == kStep) ++count;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto count : found) EXPECT_EQ(count, 500);
}

}  // namespace
}  // namespace selfsame::identity
