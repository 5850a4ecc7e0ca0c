#include "audit/verify.h"

#include <gtest/gtest.h>
#include <iomanip>
#include <sstream>

#include "audit/export.h"
#include "tests/audit/audit_store.h"

namespace selfsame::testing {
namespace {

using audit::BadPlace;
using audit::Problem;
using Places = std::vector<BadPlace>;

/// Three logs with two checkpoints each; the middle one is tampered with.
class VerifyStore : public AuditStore {
 protected:
  VerifyStore() {
    for (const auto& owner : {before_, owner_, after_}) {
      append(owner, 3);
      sign(owner);
      append(owner, 4);
      sign(owner);
      append(owner, 1);
    }
    all_ = records(owner_);
  }
  [[nodiscard]] std::string where(std::uint64_t sequence) const {
    return " WHERE owner_id = " + blob_literal(owner_.id) +
           " AND sequence = " + std::to_string(sequence);
  }
  [[nodiscard]] std::string where() const { return " WHERE owner_id = " + blob_literal(owner_.id); }
  [[nodiscard]] BadPlace place(std::uint64_t sequence, Problem problem, bool named = true) const {
    BadPlace place{owner_.id, sequence, std::nullopt, problem};
    if (named) place.record = all_[sequence - 1].id;
    return place;
  }
  void set_head(const core::AuditRecord& newest) {
    raw_.run("UPDATE audit_heads SET sequence = " + std::to_string(newest.sequence) +
             ", hash = (SELECT hash FROM audit_records" + where(newest.sequence) + ")" + where());
  }
  /// Writes records from one on anew, with hashes that fit, as somebody would who knows how.
  void rewrite_from(std::uint64_t sequence) {
    auto previous = sequence == 1 ? core::AuditHash{} : all_[sequence - 2].hash;
    for (auto i = sequence - 1; i < all_.size(); ++i) {
      auto record = all_[i];
      record.actor_email = "eve@example.com";
      previous = sealer_.seal(record, previous);
      raw_.run("UPDATE audit_records SET actor_email = 'eve@example.com', hash = " +
               hash_literal(previous) + where(record.sequence));
    }
    raw_.run("UPDATE audit_heads SET hash = " + hash_literal(previous) + where());
  }
  static std::string hash_literal(const core::AuditHash& hash) {
    std::ostringstream text;
    text << "x'" << std::hex << std::setfill('0');
    for (const unsigned byte : hash) text << std::setw(2) << byte;
    return text.str() + "'";
  }

  core::AuditOwner before_ = core::UserId{{0x10}};
  core::AuditOwner owner_ = core::OrganizationId{{0x20}};
  core::AuditOwner after_ = core::UserId{{0x30}};
  std::vector<core::AuditRecord> all_;
  RawConnection raw_{path_};
};

TEST_F(VerifyStore, FindsAWholeStoreWhole) {
  std::vector<std::uint64_t> told;
  options_.progress = [&](std::uint64_t done) { told.push_back(done); };
  const auto report = verify();
  EXPECT_EQ(report.bad, Places{});
  EXPECT_EQ(report.records, 24U);
  EXPECT_EQ(report.logs, 3U);
  EXPECT_EQ(report.checkpoints, 6U);
  EXPECT_EQ(told, std::vector<std::uint64_t>{24});
}

TEST_F(VerifyStore, FindsAnEmptyStoreWhole) {
  raw_.run("DELETE FROM audit_records; DELETE FROM audit_heads; DELETE FROM audit_checkpoints");
  EXPECT_TRUE(verify().is_whole());
}

TEST_F(VerifyStore, KnowsTheLogOfTheInstallation) {
  append(core::AuditOwner(), 2);
  EXPECT_TRUE(verify().is_whole());
  raw_.run("UPDATE audit_records SET path = 'x' WHERE owner_id = zeroblob(16) AND sequence = 1");
  ASSERT_EQ(verify().bad.size(), 1U);
  EXPECT_EQ(verify().bad[0].owner, core::IdBytes{});
}

TEST_F(VerifyStore, NamesTheFirstThatWasChanged) {
  raw_.run("UPDATE audit_records SET user_agent = 'x'" + where(6));
  raw_.run("UPDATE audit_records SET user_agent = 'x'" + where(4));
  EXPECT_EQ(verify().bad, Places{place(4, Problem::changed)});
}

TEST_F(VerifyStore, NamesWhatCannotBeRead) {
  raw_.run("UPDATE audit_records SET changes = 'x'" + where(4));
  EXPECT_EQ(verify().bad, Places{place(4, Problem::unreadable, false)});
}

TEST_F(VerifyStore, NamesWhatIsMissing) {
  for (const std::uint64_t sequence : {1U, 5U, 8U}) {
    raw_.run("CREATE TEMP TABLE kept AS SELECT * FROM audit_records" + where(sequence));
    raw_.run("DELETE FROM audit_records" + where(sequence));
    EXPECT_EQ(verify().bad, Places{place(sequence, Problem::removed, false)});
    raw_.run("INSERT INTO audit_records SELECT * FROM kept; DROP TABLE kept");
  }
  raw_.run("DELETE FROM audit_records" + where());
  EXPECT_EQ(verify().bad, Places{place(1, Problem::removed, false)});
}

TEST_F(VerifyStore, NamesWhatIsTooMuch) {
  raw_.run("CREATE TEMP TABLE copy AS SELECT * FROM audit_records" + where(8));
  raw_.run("UPDATE copy SET sequence = 9; INSERT INTO audit_records SELECT * FROM copy");
  BadPlace at_end{owner_.id, 9, all_[7].id, Problem::inserted};
  EXPECT_EQ(verify().bad, Places{at_end});
  raw_.run("DELETE FROM audit_records" + where(9));
  raw_.run(
      "UPDATE copy SET owner_id = x'20000000000000000000000000000001', sequence = 3;"
      "INSERT INTO audit_records SELECT * FROM copy");
  const BadPlace of_nobody{
      {0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 3, all_[7].id, Problem::inserted};
  EXPECT_EQ(verify().bad, Places{of_nobody});
}

TEST_F(VerifyStore, NamesTheEndThatWasCutOffTogetherWithTheHead) {
  raw_.run("DELETE FROM audit_records" + where(8));
  set_head(all_[6]);
  raw_.run("UPDATE audit_heads SET occurred_at = " +
           std::to_string(all_[6].occurred_at.time_since_epoch().count()) + where());
  EXPECT_TRUE(verify().is_whole()) << "nobody vouched for the newest yet";
  raw_.run("DELETE FROM audit_records" + where(7));
  set_head(all_[5]);
  raw_.run("UPDATE audit_heads SET occurred_at = " +
           std::to_string(all_[5].occurred_at.time_since_epoch().count()) + where());
  EXPECT_EQ(verify().bad, Places{place(7, Problem::removed, false)});
}

TEST_F(VerifyStore, NamesTheBeginningThatWasCutOff) {
  raw_.run("DELETE FROM audit_records" + where() + " AND sequence < 3");
  EXPECT_EQ(verify().bad, Places{place(1, Problem::removed, false)});
  raw_.run("UPDATE audit_heads SET first_sequence = 3" + where());
  EXPECT_EQ(verify().bad, Places{place(3, Problem::changed)}) << "what was before is not known";
}

TEST_F(VerifyStore, TakesWhatWasForgottenByTheProgram) {
  write([&](core::WriteTransaction& tx) { tx.prune_audit_log(owner_.id, 5); });
  EXPECT_TRUE(verify().is_whole());
  raw_.run("UPDATE audit_records SET path = 'x'" + where(5));
  EXPECT_EQ(verify().bad, Places{place(5, Problem::changed)});
}

TEST_F(VerifyStore, SeesThroughALogThatWasWrittenAnewByItsCheckpoints) {
  rewrite_from(5);
  EXPECT_EQ(verify().bad, Places{place(7, Problem::checkpoint_misfit)});
}

TEST_F(VerifyStore, NamesEveryChangeOfAHead) {
  const auto after = [&](const std::string& change) {
    raw_.run("CREATE TEMP TABLE kept AS SELECT * FROM audit_heads" + where());
    raw_.run("UPDATE audit_heads SET " + change + where());
    const auto bad = verify().bad;
    raw_.run("DELETE FROM audit_heads" + where());
    raw_.run("INSERT INTO audit_heads SELECT * FROM kept; DROP TABLE kept");
    EXPECT_TRUE(verify().is_whole());
    return bad;
  };
  EXPECT_EQ(after("owner_kind = 1"), Places{place(3, Problem::checkpoint_misfit)});
  EXPECT_EQ(after("first_sequence = 2"), Places{place(1, Problem::inserted)});
  EXPECT_EQ(after("first_sequence = 0"), Places{place(1, Problem::head_unreadable, false)});
  EXPECT_EQ(after("first_sequence = -5"), Places{place(1, Problem::head_unreadable, false)});
  EXPECT_EQ(after("first_sequence = 10"), Places{place(1, Problem::head_unreadable, false)});
  EXPECT_EQ(after("first_sequence = 9"), Places{place(1, Problem::inserted)});
  EXPECT_EQ(after("hash_before_first = randomblob(32)"), Places{place(1, Problem::changed)});
  EXPECT_EQ(after("sequence = 7"), Places{place(8, Problem::inserted)});
  EXPECT_EQ(after("sequence = 9"), Places{(BadPlace{owner_.id, 9, {}, Problem::removed})});
  EXPECT_EQ(after("sequence = 9223372036854775807"),
            Places{(BadPlace{owner_.id, 9, {}, Problem::removed})});
  EXPECT_EQ(after("sequence = -1"), Places{place(1, Problem::head_unreadable, false)});
  EXPECT_EQ(after("hash = randomblob(32)"), Places{place(8, Problem::head_misfit)});
  EXPECT_EQ(after("occurred_at = occurred_at + 1"), Places{place(8, Problem::head_misfit)});
  EXPECT_EQ(after("signed_sequence = 6"), Places{place(6, Problem::checkpoint_removed, false)});
}

TEST_F(VerifyStore, NamesBothLogsOfAHeadThatWasMoved) {
  raw_.run("UPDATE audit_heads SET owner_id = x'20000000000000000000000000000001'" + where());
  const BadPlace where_it_went{
      {0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 1, std::nullopt, Problem::removed};
  EXPECT_EQ(verify().bad, (Places{place(1, Problem::inserted), where_it_went}));
}

TEST_F(VerifyStore, MissesAHead) {
  raw_.run("DELETE FROM audit_heads" + where());
  EXPECT_EQ(verify().bad, Places{place(1, Problem::inserted)});
}

TEST_F(VerifyStore, NamesEveryChangeOfACheckpoint) {
  const auto after = [&](const std::string& change) {
    raw_.run("CREATE TEMP TABLE kept AS SELECT * FROM audit_checkpoints" + where());
    raw_.run(change + where(3));
    const auto bad = verify().bad;
    raw_.run("DELETE FROM audit_checkpoints" + where());
    raw_.run("INSERT INTO audit_checkpoints SELECT * FROM kept; DROP TABLE kept");
    EXPECT_TRUE(verify().is_whole());
    return bad;
  };
  const Places forged{place(3, Problem::checkpoint_forged, false)};
  EXPECT_EQ(after("UPDATE audit_checkpoints SET owner_kind = 1"), forged);
  EXPECT_EQ(after("UPDATE audit_checkpoints SET hash = randomblob(32)"), forged);
  EXPECT_EQ(after("UPDATE audit_checkpoints SET signed_at = signed_at + 1"), forged);
  EXPECT_EQ(after("UPDATE audit_checkpoints SET signature = randomblob(64)"), forged);
  EXPECT_EQ(after("UPDATE audit_checkpoints SET key_id = '0123456789abcdef'"),
            Places{place(3, Problem::checkpoint_unknown_key, false)});
  EXPECT_EQ(after("UPDATE audit_checkpoints SET sequence = 4"),
            Places{place(4, Problem::checkpoint_forged, false)});
  EXPECT_EQ(after("UPDATE audit_checkpoints SET sequence = 4000"),
            Places{(BadPlace{owner_.id, 9, {}, Problem::checkpoint_forged})});
  EXPECT_EQ(after("UPDATE audit_checkpoints SET signature = x'00'"),
            Places{place(1, Problem::checkpoint_unreadable, false)});
}

TEST_F(VerifyStore, MissesTheCheckpointThatAHeadNames) {
  raw_.run("DELETE FROM audit_checkpoints" + where(7));
  EXPECT_EQ(verify().bad, Places{place(7, Problem::checkpoint_removed, false)});
}

TEST_F(VerifyStore, TrustsNoOtherKey) {
  options_.trusted_keys.clear();
  const auto bad = verify().bad;
  ASSERT_EQ(bad.size(), 3U);
  EXPECT_EQ(bad[1], place(3, Problem::checkpoint_unknown_key, false));
}

TEST_F(VerifyStore, SurvivesRowsThatCheckConstraintsForbid) {
  raw_.run("PRAGMA ignore_check_constraints = ON");
  raw_.run("UPDATE audit_records SET hash = x'00'" + where(5));
  EXPECT_EQ(verify().bad, Places{place(5, Problem::unreadable, false)});
  raw_.run("UPDATE audit_heads SET hash = x'00'" + where());
  EXPECT_EQ(verify().bad, Places{place(1, Problem::head_unreadable, false)});
  raw_.run("DELETE FROM audit_records" + where());
  EXPECT_EQ(verify().bad, Places{(BadPlace{{}, 1, {}, Problem::head_unreadable})});
}

TEST_F(VerifyStore, ComparesWithCheckpointsKeptElsewhere) {
  const auto newest = sign(owner_);
  raw_.run("DELETE FROM audit_checkpoints" + where());
  raw_.run("UPDATE audit_heads SET signed_sequence = 0" + where());
  EXPECT_TRUE(verify().is_whole());
  rewrite_from(5);
  EXPECT_TRUE(verify().is_whole()) << "whoever can write to the store can do that";
  options_.checkpoints = {newest};
  EXPECT_EQ(verify().bad, Places{place(8, Problem::checkpoint_misfit)});
  raw_.run("DELETE FROM audit_records" + where() + "; DELETE FROM audit_heads" + where());
  EXPECT_EQ(verify().bad, Places{place(1, Problem::removed, false)});
}

TEST_F(VerifyStore, TakesCheckpointsFromElsewhereOnWhatWasForgotten) {
  options_.checkpoints = checkpoints(owner_);
  write([&](core::WriteTransaction& tx) { tx.prune_audit_log(owner_.id, 8); });
  EXPECT_TRUE(verify().is_whole());
  options_.checkpoints[0].signature[0] ^= 1;
  EXPECT_EQ(verify().bad, Places{place(3, Problem::checkpoint_forged, false)});
}

TEST_F(VerifyStore, AgreesWithTheExport) {
  std::stringstream lines;
  for (const auto& owner : {after_, before_, owner_}) {
    for (const auto& record : records(owner)) lines << audit::export_line(record) << '\n';
  }
  options_.checkpoints = checkpoints(owner_);
  const auto report = audit::verify_export(lines, options_);
  EXPECT_TRUE(report.is_whole());
  EXPECT_EQ(report.records, 24U);
  EXPECT_EQ(report.checkpoints, 2U);
  EXPECT_TRUE(report.taken_as_given.empty());
}

}  // namespace
}  // namespace selfsame::testing
