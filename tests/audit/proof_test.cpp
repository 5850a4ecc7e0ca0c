#include "audit/proof.h"

#include <gtest/gtest.h>

#include "tests/audit/audit_store.h"

namespace selfsame::testing {
namespace {

class MakeProof : public AuditStore {
 protected:
  std::optional<audit::Proof> proof(const core::AuditRecord& record,
                                    const core::AuditCheckpoint& checkpoint) {
    return read(
        [&](core::ReadTransaction& tx) { return audit::make_proof(tx, record, checkpoint); });
  }
  /// Against the first checkpoint on the record or after it, as whoever asks for one gets it.
  void expect_proof(const core::AuditRecord& record) {
    const auto made = read([&](core::ReadTransaction& tx) {
      const auto found = tx.audit_checkpoints(record.owner.id, record.sequence, 1);
      return audit::make_proof(tx, record, found.at(0));
    });
    ASSERT_TRUE(made) << record.sequence;
    const auto read_again = audit::parse_proof(audit::proof_json(*made));
    ASSERT_TRUE(read_again) << read_again.error();
    const auto verified = audit::verify_proof(*read_again, {key_->public_key()});
    EXPECT_TRUE(verified) << record.sequence << ": " << verified.error();
  }

  core::AuditOwner owner_ = random_owner();
};

TEST_F(MakeProof, WorksForEveryRecord) {
  for (int i = 0; i < 3; ++i) {
    append(owner_, 4);
    sign(owner_);
  }
  for (const auto& record : records(owner_)) expect_proof(record);
}

TEST_F(MakeProof, IsNeverLongerThanTheWayBetweenCheckpoints) {
  append(owner_, 2500);
  sign(owner_);
  const auto all = records(owner_);
  for (const std::size_t i : {0U, 1022U, 1023U, 1024U, 2047U, 2048U, 2499U}) expect_proof(all[i]);
  const auto last = checkpoints(owner_).back();
  EXPECT_EQ(proof(all[1475], last), std::nullopt);
  ASSERT_TRUE(proof(all[1476], last));
  EXPECT_EQ(proof(all[1476], last)->bodies.size(), 1023U);
}

TEST_F(MakeProof, WorksWhereTheLogBegins) {
  append(owner_, 6);
  sign(owner_);
  write([&](core::WriteTransaction& tx) { tx.prune_audit_log(owner_.id, 4); });
  for (const auto& record : records(owner_)) expect_proof(record);
}

TEST_F(MakeProof, NeedsACheckpointOfTheLogThatIsNotBeforeTheRecord) {
  append(owner_, 2);
  const auto early = sign(owner_);
  append(owner_, 1);
  const auto record = records(owner_).back();
  EXPECT_EQ(proof(record, early), std::nullopt);
  const auto other = random_owner();
  append(other, 3);
  EXPECT_EQ(proof(record, sign(other)), std::nullopt);
}

TEST_F(MakeProof, FailsWhereRecordsAreMissing) {
  append(owner_, 5);
  const auto checkpoint = sign(owner_);
  const auto all = records(owner_);
  RawConnection(path_).run("DELETE FROM audit_records WHERE sequence = 3");
  EXPECT_EQ(proof(all[1], checkpoint), std::nullopt);
  EXPECT_EQ(proof(all[3], checkpoint), std::nullopt);
  expect_proof(all[4]);
}

}  // namespace
}  // namespace selfsame::testing
