#include "audit/sealer.h"

#include <gtest/gtest.h>

#include "audit/canonical.h"
#include "audit/hex.h"
#include "audit/testing.h"

namespace selfsame::audit {
namespace {

// Computed by another program from the text in docs/audit.md.
constexpr std::string_view kBody =
    "0be2fcd774230f8a9aaca034af721b6b228b6a8a4ecb23d5f5e1e063ed2cebfe";
constexpr std::string_view kFirst =
    "8672d765d4e36f7f30b8c91c4aec8ec1003e8a59025bd4dafcf39164bb146865";
constexpr std::string_view kSecond =
    "55275d9530b42b47f1d00eefd4621314c2bddf541cc4fd624be3367a00f2a06d";

TEST(Sha256Sealer, HashesTheCanonicalText) {
  EXPECT_EQ(to_hex(body_hash(canonical_json(testing::full_record()))), kBody);
}

TEST(Sha256Sealer, TiesARecordToTheOneBeforeIt) {
  const Sha256Sealer sealer;
  const auto record = testing::full_record();
  const auto first = sealer.seal(record, {});
  EXPECT_EQ(to_hex(first), kFirst);
  EXPECT_EQ(to_hex(sealer.seal(record, first)), kSecond);
  EXPECT_EQ(first, link({}, body_hash(canonical_json(record))));
}

TEST(Sha256Sealer, DoesNotLookAtTheHashOfTheRecord) {
  const Sha256Sealer sealer;
  auto record = testing::full_record();
  const auto before = sealer.seal(record, {});
  record.hash.fill(1);
  EXPECT_EQ(sealer.seal(record, {}), before);
}

TEST(ParseHash, ReadsOneSpellingOnly) {
  const std::string text(64, 'a');
  ASSERT_TRUE(parse_hash(text));
  EXPECT_EQ(to_hex(*parse_hash(text)), text);
  EXPECT_FALSE(parse_hash(std::string(64, 'A')));
  EXPECT_FALSE(parse_hash(std::string(63, 'a')));
  EXPECT_FALSE(parse_hash(std::string(65, 'a')));
  EXPECT_FALSE(parse_hash(std::string(63, 'a') + 'g'));
}

}  // namespace
}  // namespace selfsame::audit
