#include "audit/proof.h"

#include <gtest/gtest.h>

#include "audit/canonical.h"
#include "audit/sealer.h"
#include "audit/testing.h"
#include "tests/support/fake_clock.h"

namespace selfsame::audit {
namespace {

using selfsame::testing::kNoon;
using testing::chain;
using testing::replaced;

core::AuditHash body_of(const core::AuditRecord& record) {
  return body_hash(canonical_json(record));
}

class ProofTest : public ::testing::Test {
 protected:
  /// Of one record with a checkpoint on another.
  [[nodiscard]] Proof proof(std::size_t sequence, std::size_t checkpoint) const {
    Proof proof;
    proof.record = canonical_json(records_[sequence - 1]);
    if (sequence > 1) proof.before = records_[sequence - 2].hash;
    for (auto i = sequence; i < checkpoint; ++i) proof.bodies.push_back(body_of(records_[i]));
    proof.checkpoint = make_checkpoint(key_, records_.front().owner, checkpoint,
                                       records_[checkpoint - 1].hash, kNoon);
    return proof;
  }
  [[nodiscard]] std::string problem(const Proof& proof) const {
    const auto verified = verify_proof(proof, {key_.public_key()});
    return verified ? "" : verified.error();
  }

  std::vector<core::AuditRecord> records_ = chain(7);
  SigningKey key_ = testing::make_key();
};

TEST_F(ProofTest, HoldsForEveryRecordUpToTheCheckpoint) {
  for (std::size_t checkpoint = 1; checkpoint <= 7; ++checkpoint) {
    for (std::size_t sequence = 1; sequence <= checkpoint; ++sequence) {
      EXPECT_EQ(problem(proof(sequence, checkpoint)), "");
    }
  }
}

TEST_F(ProofTest, FailsIfAnythingIsChanged) {
  const auto good = proof(3, 6);
  const auto after = [&](auto change) {
    auto changed = good;
    change(changed);
    return problem(changed);
  };
  const std::string something_else = "the checkpoint is on something else";
  EXPECT_EQ(after([](Proof& it) { it.record = replaced(it.record, "curl", "wget"); }),
            something_else);
  EXPECT_EQ(after([](Proof& it) { it.record += ' '; }), something_else);
  EXPECT_EQ(after([](Proof& it) { it.record.pop_back(); }), "the record cannot be read");
  EXPECT_EQ(after([](Proof& it) { it.before[31] ^= 1; }), something_else);
  EXPECT_EQ(after([](Proof& it) { it.bodies[1][0] ^= 1; }), something_else);
  EXPECT_EQ(after([](Proof& it) { std::swap(it.bodies[0], it.bodies[1]); }), something_else);
  EXPECT_EQ(after([](Proof& it) { it.bodies.pop_back(); }),
            "from the record to the checkpoint there are more or fewer records");
  EXPECT_EQ(after([](Proof& it) { it.checkpoint.sequence = 2; }),
            "from the record to the checkpoint there are more or fewer records");
  EXPECT_EQ(after([](Proof& it) { it.checkpoint.hash[0] ^= 1; }), something_else);
  EXPECT_EQ(after([](Proof& it) { it.checkpoint.owner.id[0] ^= 1; }),
            "the checkpoint is of another log than the record");
  EXPECT_EQ(after([](Proof& it) { it.checkpoint.signed_at += std::chrono::seconds(1); }),
            "no trusted key has signed the checkpoint");
}

TEST_F(ProofTest, NeedsATrustedKey) {
  const auto good = proof(1, 7);
  EXPECT_FALSE(verify_proof(good, {}));
  EXPECT_FALSE(verify_proof(good, {testing::make_key(2).public_key()}));
  EXPECT_TRUE(verify_proof(good, {testing::make_key(2).public_key(), key_.public_key()}));
}

TEST_F(ProofTest, ReadsWhatItWrites) {
  const auto good = proof(2, 5);
  const auto read = parse_proof(proof_json(good));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(*read, good);
}

TEST_F(ProofTest, SaysWhatIsWrong) {
  const auto text = proof_json(proof(2, 5));
  const auto wrong = [](const std::string& bad) {
    const auto read = parse_proof(bad);
    return read ? std::string("nothing") : read.error();
  };
  EXPECT_TRUE(wrong("x").starts_with("no JSON: "));
  EXPECT_EQ(wrong("{}"), "record is required");
  EXPECT_EQ(wrong(replaced(text, "\"before\":\"", "\"before\":\"0")),
            "before must be 64 hex digits in lower case");
  EXPECT_EQ(wrong(replaced(text, "\"bodies\":[\"", "\"bodies\":[\"0")),
            "bodies must be 64 hex digits in lower case each");
  EXPECT_EQ(wrong(replaced(text, "\"bodies\":[", "\"bodies\":[1,")), "bodies/0 must be a string");
  EXPECT_EQ(wrong(replaced(text, "\"bodies\"", "\"Bodies\"")), "bodies is required");
  EXPECT_EQ(wrong(replaced(text, "\"checkpoint\":", "\"Checkpoint\":")), "checkpoint is required");
  EXPECT_EQ(wrong(replaced(text, "\"format\"", "\"Format\"")), "checkpoint/format is required");
}

}  // namespace
}  // namespace selfsame::audit
