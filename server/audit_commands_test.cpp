#include "server/audit_commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>

#include "audit/sealer.h"
#include "core/store.h"
#include "crypto/sodium.h"
#include "server/commands.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::server {
namespace {

namespace fs = std::filesystem;

const core::AuditOwner kAda = core::UserId{{0xAD, 0xA0}};
const core::AuditOwner kAcme = core::OrganizationId{{0xAC}};

/// A store on a file with three records of a user, two of an organization, one of the installation.
class RunAuditCommand : public ::testing::Test {
 protected:
  RunAuditCommand() {
    crypto::initialize();
    std::string name = (fs::temp_directory_path() / "selfsame-audit-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    store_ = "sqlite:" + path("s.db");
    change_store([this](core::WriteTransaction& tx) {
      for (const auto& owner : {kAda, kAda, kAda, kAcme, kAcme, core::AuditOwner()}) {
        append(tx, owner);
      }
    });
  }
  ~RunAuditCommand() override { fs::remove_all(directory_); }

  [[nodiscard]] std::string path(const std::string& name) const {
    return (directory_ / name).string();
  }
  void append(core::WriteTransaction& tx, const core::AuditOwner& owner) {
    core::AuditRecord record;
    record.id = core::AuditRecordId::make(record.occurred_at, entropy_);
    record.operation = "token.create";
    record.resource_id = "=1+1";
    record.owner = owner;
    tx.append_audit_record(record);
  }
  void change_store(const std::function<void(core::WriteTransaction&)>& body) const {
    const audit::Sha256Sealer sealer;
    const auto store =
        storage::sqlite::open_sqlite_store({.path = path("s.db"), .log = {}, .sealer = &sealer});
    store->write_and_wait([&](core::WriteTransaction& tx) {
      body(tx);
      return true;
    });
    store->close();
  }

  /// Types a command; returns what it says on standard output.
  std::string run(std::vector<std::string> words, int exit_code = kDone) {
    CLI::App app;
    const AuditCommands commands(app);
    std::ranges::reverse(words);  // as the library wants them
    words.emplace_back("audit");
    app.parse(words);
    EXPECT_TRUE(commands.parsed());
    std::ostringstream out;
    std::ostringstream progress;
    EXPECT_EQ(commands.run(out, progress), exit_code);
    progress_ = progress.str();
    return out.str();
  }
  std::string run_on_store(std::vector<std::string> words, int exit_code = kDone) {
    words.insert(words.begin() + 1, {"--store", store_});
    return run(std::move(words), exit_code);
  }
  std::string refusal(const std::vector<std::string>& words) {
    try {
      run_on_store(words);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "nothing";
  }
  [[nodiscard]] std::string put(const std::string& name, const std::string& content) const {
    std::ofstream(path(name)) << content;
    return path(name);
  }
  static std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }

  fs::path directory_;
  std::string store_;
  std::string progress_;
  testing::SeededEntropy entropy_;
};

TEST_F(RunAuditCommand, FindsAWholeStoreWhole) {
  EXPECT_EQ(run_on_store({"verify"}), "whole: 6 records in 3 logs, 0 checkpoints\n");
}

TEST_F(RunAuditCommand, FindsAnExportWhole) {
  const auto file = put("export", run_on_store({"export"}));
  EXPECT_EQ(run({"verify", "--export", file}), "whole: 6 records in 3 logs, 0 checkpoints\n");
}

TEST_F(RunAuditCommand, NamesWhatIsBad) {
  auto text = run_on_store({"export"});
  const auto at = text.rfind("token.create");
  text.replace(at, 5, "TOKEN");
  const auto said = run({"verify", "--export", put("export", text)}, kFailed);
  EXPECT_TRUE(said.starts_with("line 6: log ada00000000000000000000000000000: record 3 (")) << said;
  EXPECT_TRUE(said.ends_with("not whole: 6 records in 3 logs, 0 checkpoints\n"));
  EXPECT_EQ(lines(said), 2U);
}

TEST_F(RunAuditCommand, ShowsTwentyPlacesAtMost) {
  std::string text;
  for (int i = 0; i < 23; ++i) text += "nonsense\n";
  const auto said = run({"verify", "--export", put("export", text)}, kFailed);
  EXPECT_EQ(lines(said), 22U);
  EXPECT_TRUE(said.find("line 20: is no record\nand 3 more\nnot whole") != std::string::npos);
}

TEST_F(RunAuditCommand, SaysWhatWasTakenAsGiven) {
  const auto file =
      put("export", run_on_store({"export", "--after", "ada00000000000000000000000000000:1"}));
  EXPECT_TRUE(run({"verify", "--export", file})
                  .starts_with("taken as given: log ada00000000000000000000000000000 begins with "
                               "record 2\n"));
}

TEST_F(RunAuditCommand, ExportsOneLogOrWhatComesAfter) {
  EXPECT_EQ(lines(run_on_store({"export"})), 6U);
  EXPECT_EQ(progress_, "exported 6 records; the last is ada00000000000000000000000000000:3\n");
  EXPECT_EQ(lines(run_on_store({"export", "--owner", "ac000000000000000000000000000000"})), 2U);
  EXPECT_EQ(lines(run_on_store({"export", "--owner", "installation"})), 1U);
  EXPECT_EQ(lines(run_on_store({"export", "--after", "ac000000000000000000000000000000:1"})), 4U);
  EXPECT_EQ(lines(run_on_store({"export", "--after", "ada00000000000000000000000000000:3"})), 0U);
  EXPECT_EQ(progress_, "exported 0 records\n");
}

TEST_F(RunAuditCommand, ExportsATable) {
  const auto text = run_on_store({"export", "--format", "csv"});
  EXPECT_TRUE(text.starts_with("owner_kind,owner_id,sequence,"));
  EXPECT_EQ(lines(text), 7U);
  EXPECT_NE(text.find(",'=1+1,"), std::string::npos);
  const auto rest =
      run_on_store({"export", "--format", "csv", "--after", "ac000000000000000000000000000000:2"});
  EXPECT_TRUE(rest.starts_with("user,ada0")) << "the first part had the header";
}

TEST_F(RunAuditCommand, SignsTheEndOfALogWithTheKeyBesideTheStore) {
  const auto kept =
      put("kept", run_on_store({"checkpoint", "--owner", "ada00000000000000000000000000000"}));
  EXPECT_TRUE(fs::exists(path("s.db.audit-key")));
  const auto key = put("key", run_on_store({"key"}));
  EXPECT_EQ(run_on_store({"verify", "--checkpoint", kept}),
            "whole: 6 records in 3 logs, 2 checkpoints\n");
  const auto file = put("export", run_on_store({"export"}));
  EXPECT_EQ(run({"verify", "--export", file, "--checkpoint", kept, "--public-key", key}),
            "whole: 6 records in 3 logs, 1 checkpoints\n");
  const auto other = put("other", run_on_store({"key", "--audit-key", path("other-key")}));
  EXPECT_NE(run_on_store({"verify", "--public-key", other}, kFailed).find("unknown key"),
            std::string::npos);
  EXPECT_EQ(run_on_store({"verify", "--public-key", other, "--public-key", key}),
            "whole: 6 records in 3 logs, 1 checkpoints\n");
}

TEST_F(RunAuditCommand, SaysWhatIsWrong) {
  EXPECT_EQ(refusal({"checkpoint", "--owner", "bb000000000000000000000000000000"}),
            "nothing was ever recorded of bb000000000000000000000000000000");
  EXPECT_EQ(refusal({"checkpoint", "--owner", "x"}), "--owner: x is no id, nor installation");
  EXPECT_EQ(refusal({"checkpoint"}), "--owner is required");
  EXPECT_EQ(refusal({"export", "--after", "ada00000000000000000000000000000"}),
            "--after: ada00000000000000000000000000000 is not OWNER:SEQUENCE");
  EXPECT_EQ(refusal({"export", "--after", "ada00000000000000000000000000000:1x"}),
            "--after: ada00000000000000000000000000000:1x is not OWNER:SEQUENCE");
  const auto bad = put("bad", "\nnonsense\n");
  EXPECT_EQ(refusal({"verify", "--public-key", bad}),
            bad + " is no Ed25519 public key in PEM or base64");
  EXPECT_TRUE(refusal({"verify", "--checkpoint", bad})
                  .starts_with(bad + ", line 2: is no checkpoint: no JSON: "));
  EXPECT_EQ(refusal({"verify", "--audit-key", path("none")}),
            "audit key " + path("none") + ": there is no such file");
  store_ = "sqlite:" + path("none.db");
  EXPECT_EQ(refusal({"verify"}), "there is no store at " + path("none.db"));
  EXPECT_FALSE(fs::exists(path("none.db")));
}

TEST(AuditKeyPath, IsBesideTheStore) {
  EXPECT_EQ(audit_key_path("sqlite:dir/s.db", ""), "dir/s.db.audit-key");
  EXPECT_EQ(audit_key_path("sqlite:s.db", "k"), "k");
  EXPECT_EQ(audit_key_path("sqlite::memory:", ""), "");
  EXPECT_EQ(audit_key_path("sqlite::memory:", "k"), "k");
}

}  // namespace
}  // namespace selfsame::server
