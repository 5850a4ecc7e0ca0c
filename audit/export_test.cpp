#include "audit/export.h"

#include <gtest/gtest.h>
#include <sstream>

#include "audit/canonical.h"
#include "audit/checkpoint.h"
#include "audit/sealer.h"
#include "audit/testing.h"
#include "audit/verify.h"
#include "tests/support/fake_clock.h"

namespace selfsame::audit {
namespace {

using selfsame::testing::kNoon;
using testing::chain;
using testing::replaced;
using Lines = std::vector<std::string>;
using Places = std::vector<BadPlace>;

TEST(ExportCells, AreAsManyAsColumns) {
  const auto record = testing::full_record();
  const auto cells = export_cells(record);
  ASSERT_EQ(cells.size(), export_columns().size());
  const auto cell = [&](std::string_view column) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (export_columns()[i] == column) return cells[i];
    }
    return std::string("no such column");
  };
  EXPECT_EQ(cell("owner_kind"), "organization");
  EXPECT_EQ(cell("sequence"), "7");
  EXPECT_EQ(cell("client_address"), "192.0.2.7");
  EXPECT_EQ(cell("changes"), R"([{"after":"Billing","before":"Administrator","field":"roles"},)"
                             R"({"after":"","field":"status"}])");
  EXPECT_EQ(cell("hash"), std::string(64, '0'));
  EXPECT_EQ(export_cells({}).size(), cells.size());
}

class VerifyExport : public ::testing::Test {
 protected:
  VerifyExport() {
    for (const auto& record : records_) lines_.push_back(export_line(record));
  }
  VerifyReport verify(const Lines& lines) const {
    std::stringstream text;
    for (const auto& line : lines) text << line << '\n';
    return verify_export(text, options_);
  }
  [[nodiscard]] BadPlace place(std::uint64_t sequence, Problem problem, std::uint64_t line,
                               bool named = true) const {
    BadPlace place{records_.front().owner.id, sequence, std::nullopt, problem, line};
    if (named) place.record = records_[sequence - 1].id;
    return place;
  }
  core::AuditCheckpoint checkpoint(std::size_t sequence) const {
    return make_checkpoint(key_, records_.front().owner, sequence, records_[sequence - 1].hash,
                           kNoon);
  }

  std::vector<core::AuditRecord> records_ = chain(9);
  Lines lines_;
  SigningKey key_ = testing::make_key();
  VerifyOptions options_{{key_.public_key()}};
};

TEST_F(VerifyExport, FindsAWholeOneWhole) {
  const auto report = verify(lines_);
  EXPECT_TRUE(report.is_whole());
  EXPECT_EQ(report.records, 9U);
  EXPECT_EQ(report.logs, 1U);
  EXPECT_TRUE(report.taken_as_given.empty());
}

TEST_F(VerifyExport, DoesNotMindHowTheJsonIsWritten) {
  lines_[2] = replaced(lines_[2], "\"action\"", " \"action\" ") + "\r";
  lines_[4] = replaced(lines_[4], "curl/8", "\\u0063url\\/8");
  lines_.insert(lines_.begin() + 3, "");
  EXPECT_TRUE(verify(lines_).is_whole());
}

TEST_F(VerifyExport, FindsWhatWasChanged) {
  lines_[4] = replaced(lines_[4], "curl", "wget");
  EXPECT_EQ(verify(lines_).bad, Places{place(5, Problem::changed, 5)});
}

TEST_F(VerifyExport, FindsWhatWasAddedToALine) {
  lines_[4] = replaced(lines_[4], "\"action\"", "\"a\":\"b\",\"action\"");
  EXPECT_EQ(verify(lines_).bad, Places{place(5, Problem::changed, 5)});
}

TEST_F(VerifyExport, FindsAnyByteThatWasChanged) {
  options_.checkpoints = {checkpoint(9)};  // an export may end anywhere
  for (std::size_t line = 0; line < lines_.size(); line += 4) {
    for (std::size_t i = 0; i < lines_[line].size(); ++i) {
      auto changed = lines_;
      changed[line][i] = static_cast<char>(changed[line][i] ^ 1);
      EXPECT_FALSE(verify(changed).is_whole()) << i;
    }
  }
}

TEST_F(VerifyExport, FindsWhatWasRemoved) {
  auto lines = lines_;
  lines.erase(lines.begin() + 3);
  EXPECT_EQ(verify(lines).bad, Places{place(4, Problem::removed, 4, false)});
}

TEST_F(VerifyExport, FindsWhatStandsTwice) {
  auto lines = lines_;
  lines.insert(lines.begin() + 5, lines[2]);
  EXPECT_EQ(verify(lines).bad, Places{place(3, Problem::inserted, 6)});
}

TEST_F(VerifyExport, FindsWhatIsNoRecord) {
  Lines lines = lines_;
  lines.insert(lines.begin() + 1, "{}");
  lines.push_back("nonsense");
  const BadPlace first{{}, 0, std::nullopt, Problem::unreadable, 2};
  const BadPlace second{{}, 0, std::nullopt, Problem::unreadable, 11};
  EXPECT_EQ(verify(lines).bad, (Places{first, second}));
  for (const auto& [what, by] : std::vector<std::pair<std::string, std::string>>{
           {"\"hash\":\"", "\"hash\":\"0"},
           {"\"hash\":", "\"Hash\":"},
           {"\"sequence\":1", "\"sequence\":null"},
           {"\"sequence\":1", "\"sequence\":0"},
           {"\"kind\":\"organization\"", "\"kind\":\"x\""},
           {"\"owner\":{\"id\":\"4", "\"owner\":{\"id\":\"x"},
           {"\"refusal\":\"\"", "\"refusal\":null"}}) {
    EXPECT_EQ(verify({replaced(lines_[0], what, by)}).bad.front().problem, Problem::unreadable)
        << by;
  }
}

TEST_F(VerifyExport, TakesALateBeginningAsGiven) {
  const Lines lines(lines_.begin() + 3, lines_.end());
  const auto report = verify(lines);
  EXPECT_TRUE(report.is_whole());
  EXPECT_EQ(report.taken_as_given, (std::vector<LateBeginning>{{records_.front().owner.id, 4}}));
  auto changed = lines;
  changed[1] = replaced(changed[1], "curl", "wget");
  EXPECT_EQ(verify(changed).bad, Places{place(5, Problem::changed, 2)});
}

TEST_F(VerifyExport, KnowsABeginningFromACheckpointOnTheRecordBefore) {
  options_.checkpoints = {checkpoint(3)};
  Lines lines(lines_.begin() + 3, lines_.end());
  EXPECT_TRUE(verify(lines).is_whole());
  EXPECT_TRUE(verify(lines).taken_as_given.empty());
  lines[0] = replaced(lines[0], "curl", "wget");
  EXPECT_EQ(verify(lines).bad, Places{place(4, Problem::changed, 1)});
}

TEST_F(VerifyExport, ComparesWithCheckpoints) {
  options_.checkpoints = {checkpoint(9), checkpoint(2), checkpoint(5)};
  const auto report = verify(lines_);
  EXPECT_TRUE(report.is_whole());
  EXPECT_EQ(report.checkpoints, 3U);

  auto rewritten = chain(9);
  core::AuditHash previous = records_[2].hash;
  for (std::size_t i = 3; i < rewritten.size(); ++i) {
    rewritten[i].user_agent = "wget";
    rewritten[i].hash = previous = Sha256Sealer().seal(rewritten[i], previous);
    lines_[i] = export_line(rewritten[i]);
  }
  EXPECT_EQ(verify(lines_).bad, Places{place(5, Problem::checkpoint_misfit, 5)});
}

TEST_F(VerifyExport, MissesWhatCheckpointsVouchFor) {
  options_.checkpoints = {checkpoint(9)};
  EXPECT_EQ(verify(Lines(lines_.begin(), lines_.begin() + 6)).bad,
            Places{place(7, Problem::removed, 0, false)});
  EXPECT_EQ(verify({}).bad, Places{place(1, Problem::removed, 0, false)});
}

TEST_F(VerifyExport, BelievesNoOtherCheckpoint) {
  options_.checkpoints = {checkpoint(5)};
  options_.checkpoints.front().signed_at += std::chrono::seconds(1);
  EXPECT_EQ(verify(lines_).bad, Places{place(5, Problem::checkpoint_forged, 5, false)});
  options_.trusted_keys = {testing::make_key(2).public_key()};
  EXPECT_EQ(verify(lines_).bad, Places{place(5, Problem::checkpoint_unknown_key, 5, false)});
}

TEST_F(VerifyExport, TellsLogsApart) {
  auto others = chain(4);
  core::AuditHash previous{};
  Lines mixed;
  for (std::size_t i = 0; i < others.size(); ++i) {
    others[i].owner = core::UserId{{1}};
    others[i].hash = previous = Sha256Sealer().seal(others[i], previous);
    mixed.push_back(lines_[i]);
    mixed.push_back(export_line(others[i]));
  }
  EXPECT_TRUE(verify(mixed).is_whole());
  EXPECT_EQ(verify(mixed).logs, 2U);
  mixed[2] = replaced(mixed[2], "curl", "wget");
  mixed[7] = replaced(mixed[7], "curl", "wget");
  const auto bad = verify(mixed).bad;
  ASSERT_EQ(bad.size(), 2U);
  EXPECT_EQ(bad[0], place(2, Problem::changed, 3));
  EXPECT_EQ(bad[1].owner, others.front().owner.id);
  EXPECT_EQ(bad[1].sequence, 4U);
}

TEST(DescribeBadPlace, IsOneLine) {
  EXPECT_EQ(describe({{0xAB}, 7, core::AuditRecordId{{0xCD}}, Problem::changed, 0}),
            "log ab000000000000000000000000000000: record 7 (cd000000000000000000000000000000) "
            "was changed: its content does not give its hash");
  EXPECT_EQ(describe({{0xAB}, 7, std::nullopt, Problem::removed, 12}),
            "line 12: log ab000000000000000000000000000000: record 7 was removed");
  EXPECT_EQ(describe({{}, 0, std::nullopt, Problem::unreadable, 3}), "line 3: is no record");
}

}  // namespace
}  // namespace selfsame::audit
