#include "core/id.h"

#include <gtest/gtest.h>
#include <set>

#include "tests/support/fake_clock.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::core {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using testing::kNoon;

// One id in its three spellings, worked out by hand.
constexpr IdBytes kBytes{0x01, 0x92, 0x3a, 0x4b, 0x5c, 0x6d, 0x7e, 0x8f,
                         0x90, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07};
constexpr auto kHex = "01923a4b5c6d7e8f90a1b2c3d4e5f607";
constexpr auto kUuid = "01923a4b-5c6d-7e8f-90a1-b2c3d4e5f607";

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

IdBytes random_bytes(Entropy& entropy) {
  IdBytes bytes{};
  entropy.fill(bytes);
  return bytes;
}

TEST(Id, IsSpelledAsHexAndAsUuid) {
  EXPECT_EQ(id_to_hex(kBytes), kHex);
  EXPECT_EQ(id_to_uuid(kBytes), kUuid);
}

TEST(Id, IsSpelledInCrockfordsBase32) {
  EXPECT_EQ(id_to_base32(IdBytes{}), std::string(26, '0'));
  IdBytes one{};
  one.back() = 1;
  EXPECT_EQ(id_to_base32(one), std::string(25, '0') + '1');
  one.back() = 31;
  EXPECT_EQ(id_to_base32(one), std::string(25, '0') + 'Z');
  IdBytes all;
  all.fill(0xFF);
  EXPECT_EQ(id_to_base32(all), '7' + std::string(25, 'Z'));
  EXPECT_EQ(id_to_base32({0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67,
                          0x89, 0xab, 0xcd, 0xef}),
            "014D2PF2DBSQQG28T5CY4TQKFF");
}

TEST(Id, EverySpellingComesBackAsTheSameId) {
  testing::SeededEntropy entropy(7);
  for (int i = 0; i < 2000; ++i) {
    const IdBytes bytes = random_bytes(entropy);
    for (const auto& text : {id_to_hex(bytes), id_to_uuid(bytes), id_to_base32(bytes)}) {
      EXPECT_EQ(parse_id(text), bytes) << text;
      EXPECT_EQ(parse_id(upper(text)), bytes) << text;
      EXPECT_EQ(parse_id(lower(text)), bytes) << text;
    }
    for (const auto* prefix : {"usr_", "org_", "api_key_", "jwt_"}) {
      EXPECT_EQ(parse_id(prefix + id_to_base32(bytes)), bytes) << prefix;
    }
  }
}

TEST(Id, Base32ReadsLettersThatLookLikeDigits) {
  EXPECT_EQ(parse_id("0000000000000000000000000I"), parse_id("00000000000000000000000001"));
  EXPECT_EQ(parse_id("0000000000000000000000000l"), parse_id("00000000000000000000000001"));
  EXPECT_EQ(parse_id("OoOOoO00000000000000000001"), parse_id("00000000000000000000000001"));
}

TEST(Id, Base32RefusesMoreThan128Bits) {
  EXPECT_TRUE(parse_id("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
  EXPECT_FALSE(parse_id("80000000000000000000000000"));
  EXPECT_FALSE(parse_id("ZZZZZZZZZZZZZZZZZZZZZZZZZZ"));
}

TEST(Id, RefusesMalformedText) {
  for (const std::string text :
       {"", "-", "_", "usr_", "01923a4b5c6d7e8f90a1b2c3d4e5f60",
        "01923a4b5c6d7e8f90a1b2c3d4e5f6070", "g1923a4b5c6d7e8f90a1b2c3d4e5f607",
        "01923a4b5c6d7e8f90a1b2c3d4e5f60 ", " 01923a4b5c6d7e8f90a1b2c3d4e5f607",
        "01923a4b-5c6d7e8f-90a1-b2c3-d4e5f607", "01923a4b-5c6d-7e8f-90a1_b2c3d4e5f607",
        "01923a4b-5c6d-7e8f-90a1-b2c3d4e5f60g", "{01923a4b-5c6d-7e8f-90a1-b2c3d4e5f607}",
        "0x923a4b5c6d7e8f90a1b2c3d4e5f607", "0000000000000000000000000U",
        "usr_0000000000000000000000000", "usr_0000000000000000000000000!",
        "usr_000000000000000000000000011", "usr_01923a4b5c6d7e8f90a1b2c3d4e5f607"}) {
    EXPECT_FALSE(parse_id(text)) << text;
  }
  EXPECT_FALSE(parse_id(std::string(32, '\0')));
  EXPECT_FALSE(parse_id(std::string(26, '\xFF')));
  EXPECT_FALSE(parse_id(std::string(100'000, '0')));
}

TEST(Id, HexIdTakesNoOtherSpelling) {
  EXPECT_EQ(parse_hex_id(kHex), kBytes);
  EXPECT_EQ(parse_hex_id(upper(kHex)), kBytes);
  EXPECT_FALSE(parse_hex_id(kUuid));
  EXPECT_FALSE(parse_hex_id(id_to_base32(kBytes)));
  EXPECT_FALSE(parse_hex_id(""));
}

TEST(Id, TypedIdsReadAndWriteTheSameText) {
  EXPECT_EQ(UserId::parse(kUuid)->hex(), kHex);
  EXPECT_FALSE(UserId::parse("nobody"));
}

TEST(MakeId, HoldsTheMillisecondItsFractionAndTheVersionBits) {
  const auto milliseconds_since_1970 =
      std::chrono::floor<milliseconds>(kNoon).time_since_epoch().count() + 1;
  for (const std::uint8_t filler : {std::uint8_t{0x00}, std::uint8_t{0xFF}}) {
    for (const auto& [fraction, expected] : {std::pair(0, 0), {1, 4}, {500, 2048}, {999, 4091}}) {
      testing::ConstantEntropy entropy(filler);
      const auto id = make_id(kNoon + milliseconds(1) + microseconds(fraction), entropy);
      std::int64_t held = 0;
      for (std::size_t i = 0; i < 6; ++i) held = held * 256 + id.at(i);
      EXPECT_EQ(held, milliseconds_since_1970);
      EXPECT_EQ(id[6] >> 4, 7) << "version of RFC 9562";
      EXPECT_EQ((id[6] & 0x0F) * 256 + id[7], expected) << "in 4096ths of a millisecond";
      EXPECT_EQ(id[8] >> 6, 2) << "variant of RFC 9562";
      EXPECT_EQ(id[8] & 0x3F, filler & 0x3F) << "the rest is random";
      for (std::size_t i = 9; i < id.size(); ++i) EXPECT_EQ(id.at(i), filler);
    }
  }
}

TEST(MakeId, IdsOfLaterMicrosecondsAreGreaterInEverySpelling) {
  testing::SeededEntropy entropy;
  auto before = make_id(kNoon, entropy);
  for (int i = 1; i <= 3000; ++i) {
    const auto after = make_id(kNoon + microseconds(i), entropy);
    EXPECT_LT(before, after);
    EXPECT_LT(id_to_hex(before), id_to_hex(after));
    EXPECT_LT(id_to_base32(before), id_to_base32(after));
    before = after;
  }
}

TEST(MakeId, IdsOfOneInstantDiffer) {
  testing::SeededEntropy entropy;
  std::set<IdBytes> made;
  for (int i = 0; i < 10'000; ++i) made.insert(make_id(kNoon, entropy));
  EXPECT_EQ(made.size(), 10'000U);
}

}  // namespace
}  // namespace selfsame::core
