#include "audit/checkpoint.h"

#include <gtest/gtest.h>

#include "audit/testing.h"
#include "tests/support/fake_clock.h"

namespace selfsame::audit {
namespace {

using selfsame::testing::kNoon;
using testing::replaced;

core::AuditHead head() {
  core::AuditHead head;
  head.owner = core::OrganizationId{{0xAB, 0xCD}};
  head.sequence = 42;
  head.hash.fill(0x5A);
  return head;
}

class Checkpoint : public ::testing::Test {
 protected:
  SigningKey key_ = testing::make_key();
  core::AuditCheckpoint checkpoint_ = make_checkpoint(key_, head(), kNoon);
};

TEST_F(Checkpoint, SignsTheseBytes) {
  EXPECT_EQ(checkpoint_statement(checkpoint_),
            "selfsame audit checkpoint v1\n"
            "organization\n"
            "abcd0000000000000000000000000000\n"
            "42\n"
            "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\n"
            "2026-03-01T12:00:00.000000Z\n" +
                key_.id() + "\n");
  EXPECT_TRUE(
      is_signed_by(key_.public_key(), checkpoint_statement(checkpoint_), checkpoint_.signature));
}

TEST_F(Checkpoint, IsGenuineWithItsKeyAlone) {
  EXPECT_TRUE(is_genuine(checkpoint_, key_.public_key()));
  EXPECT_FALSE(is_genuine(checkpoint_, testing::make_key(2).public_key()));
}

TEST_F(Checkpoint, IsNotGenuineIfAnythingWasChanged) {
  const auto refused = [&](auto change) {
    auto changed = checkpoint_;
    change(changed);
    EXPECT_FALSE(is_genuine(changed, key_.public_key()));
  };
  refused([](auto& it) { it.owner.kind = core::AuditOwnerKind::user; });
  for (std::size_t i = 0; i < checkpoint_.owner.id.size(); ++i) {
    refused([&](auto& it) { it.owner.id[i] ^= 1; });
  }
  refused([](auto& it) { it.sequence = 41; });
  refused([](auto& it) { it.sequence = 421; });
  for (std::size_t i = 0; i < checkpoint_.hash.size(); ++i) {
    refused([&](auto& it) { it.hash[i] ^= 0x80; });
  }
  refused([](auto& it) { it.signed_at += std::chrono::microseconds(1); });
  refused([](auto& it) { it.key = "0123456789abcdef"; });
  refused([](auto& it) { it.key += '\n'; });
  for (std::size_t i = 0; i < checkpoint_.signature.size(); ++i) {
    refused([&](auto& it) { it.signature[i] = static_cast<char>(it.signature[i] ^ 1); });
  }
  refused([](auto& it) { it.signature.clear(); });
}

TEST_F(Checkpoint, ReadsWhatItWrites) {
  const auto text = checkpoint_json(checkpoint_);
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_TRUE(
      text.starts_with(R"({"format":"selfsame audit checkpoint v1","owner":{"kind":"organization",)"
                       R"("id":"abcd0000000000000000000000000000"},"sequence":42,"hash":"5a5a)"))
      << text;
  const auto read = parse_checkpoint(text);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(*read, checkpoint_);
  EXPECT_EQ(*parse_checkpoint(" " + text + "\n"), checkpoint_);
}

TEST_F(Checkpoint, SaysWhatIsWrong) {
  const auto text = checkpoint_json(checkpoint_);
  const auto wrong = [&](const std::string& bad) {
    const auto read = parse_checkpoint(bad);
    return read ? std::string("nothing") : read.error();
  };
  EXPECT_TRUE(wrong("").starts_with("no JSON: "));
  EXPECT_EQ(wrong("[]"), "it must be an object");
  EXPECT_EQ(wrong("{}"), "format is required");
  EXPECT_EQ(wrong(replaced(text, "v1", "v2")), "format must be selfsame audit checkpoint v1");
  EXPECT_EQ(wrong(replaced(text, "\"owner\"", "\"Owner\"")), "owner is required");
  EXPECT_EQ(wrong(replaced(text, "organization", "group")),
            "owner/kind must be user, organization or installation");
  EXPECT_EQ(wrong(replaced(text, "abcd", "xbcd")), "owner/id must be 32 hex digits");
  for (const std::string bad : {"0", "-1", "\"42\"", "1.5", "null", "18446744073709551615"}) {
    EXPECT_EQ(wrong(replaced(text, "42", bad)), "sequence must be a whole number from 1") << bad;
  }
  EXPECT_EQ(wrong(replaced(text, "5a5a", "5A5a")), "hash must be 64 hex digits in lower case");
  EXPECT_EQ(wrong(replaced(text, "2026-", "26-")), "signed_at must be a date and time by RFC 3339");
  EXPECT_EQ(wrong(replaced(text, "\"signature\":\"", "\"signature\":\"AAAA")),
            "signature must be 64 bytes in base64");
  EXPECT_EQ(wrong(replaced(text, "\"key\"", "\"Key\"")), "key is required");
}

}  // namespace
}  // namespace selfsame::audit
