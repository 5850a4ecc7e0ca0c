#include "tests/arrows/arrows.h"

#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace selfsame::arrows {
namespace {

bool allows(std::string_view file, const std::string& include) {
  return check_text(file, "#include " + include + "\n").empty();
}

TEST(Arrows, PointInwardInTheWholeTree) {
  std::size_t files = 0;
  for (const auto& offence : check_tree(SELFSAME_SOURCE_DIR, files)) {
    ADD_FAILURE() << to_string(offence);
  }
  EXPECT_GT(files, 100U) << "looked in the wrong place";
}

// The checker itself.

TEST(ArrowChecker, NamesFileLineAndInclude) {
  const auto offences = check_text("core/user.cpp",
                                   "#include \"core/user.h\"\n"
                                   "\n"
                                   "#include <string>\n"
                                   "#include \"storage/sql/statements.h\"\n");
  ASSERT_EQ(offences.size(), 1U);
  EXPECT_EQ(to_string(offences[0]),
            "core/user.cpp:4: #include \"storage/sql/statements.h\": the rule for core does not "
            "allow it");
}

TEST(ArrowChecker, TheCoreKnowsTheStandardLibraryOnly) {
  EXPECT_TRUE(allows("core/a/b.cpp", "<string_view>"));
  EXPECT_TRUE(allows("core/a/b.cpp", "\"core/a/b.h\""));
  for (const auto* include :
       {"\"json/parse.h\"", "\"http/request.h\"", "\"crypto/sodium.h\"", "\"server/config.h\"",
        "\"dialects/cloudflare/call.h\"", "\"storage/sqlite/engine.h\"", "<boost/json/value.hpp>",
        "<sodium.h>", "<sqlite3.h>", "<unistd.h>", "<fmt/format.h>", "\"coreutils/x.h\"",
        "\"b.h\""}) {
    EXPECT_FALSE(allows("core/a/b.cpp", include)) << include;
  }
}

TEST(ArrowChecker, OneFileOfTheCoreReadsAddresses) {
  EXPECT_TRUE(allows("core/ip_address.cpp", "<arpa/inet.h>"));
  EXPECT_FALSE(allows("core/ip_address.h", "<arpa/inet.h>"));
  EXPECT_FALSE(allows("core/text.cpp", "<arpa/inet.h>"));
}

TEST(ArrowChecker, ADialectKnowsNoStoreServerOrOtherDialect) {
  const auto* file = "dialects/cloudflare/call.cpp";
  for (const auto* include : {"\"core/id.h\"", "\"json/writer.h\"", "\"http/request.h\"",
                              "\"dialects/cloudflare/call.h\"", "<boost/json/value.hpp>"}) {
    EXPECT_TRUE(allows(file, include)) << include;
  }
  for (const auto* include :
       {"\"dialects/rebilly/call.h\"", "\"storage/sql/statements.h\"",
        "\"storage/sqlite/sqlite_store.h\"", "\"server/config.h\"", "\"crypto/sodium.h\"",
        "<boost/asio/io_context.hpp>", "<spdlog/spdlog.h>"}) {
    EXPECT_FALSE(allows(file, include)) << include;
  }
}

TEST(ArrowChecker, AnEngineKnowsNoOtherLayer) {
  EXPECT_TRUE(allows("storage/sqlite/engine.cpp", "<sqlite3.h>"));
  EXPECT_TRUE(allows("storage/sqlite/file_guard.cpp", "<sys/file.h>"));
  EXPECT_FALSE(allows("storage/sql/statements.cpp", "<sqlite3.h>"));
  EXPECT_FALSE(allows("storage/sql/statements.cpp", "\"storage/sqlite/engine.h\""));
  EXPECT_FALSE(allows("storage/contract/test_data.cpp", "\"storage/sqlite/engine.h\""));
  EXPECT_FALSE(allows("storage/sqlite/engine.cpp", "\"http/server.h\""));
}

TEST(ArrowChecker, TheRestHasItsRulesToo) {
  EXPECT_FALSE(allows("http/server.cpp", "\"core/id.h\"")) << "http knows no domain type";
  EXPECT_FALSE(allows("json/parse.cpp", "\"http/query.h\""));
  EXPECT_FALSE(allows("crypto/sodium.cpp", "<openssl/sha.h>"));
  EXPECT_TRUE(allows("server/main.cpp", "\"storage/sqlite/sqlite_store.h\""));
  EXPECT_FALSE(allows("elsewhere/new.cpp", "<string>")) << "a new folder needs a rule";
}

TEST(ArrowChecker, TestsMayUseTheTestLibraryAndHelpersButNoFurtherLayer) {
  EXPECT_TRUE(allows("core/id_test.cpp", "<gtest/gtest.h>"));
  EXPECT_TRUE(allows("core/id_test.cpp", "\"tests/support/fake_clock.h\""));
  EXPECT_FALSE(allows("core/id_test.cpp", "\"storage/sqlite/sqlite_store.h\""));
  EXPECT_FALSE(allows("core/id_test.cpp", "\"storage/contract/test_data.h\""));
  EXPECT_FALSE(allows("core/id.cpp", "<gtest/gtest.h>"));
  EXPECT_FALSE(allows("core/id.cpp", "\"tests/support/fake_clock.h\""));
  EXPECT_TRUE(allows("storage/sqlite/engine_test.cpp", "\"storage/contract/test_data.h\""));
  EXPECT_FALSE(allows("storage/sqlite/engine.cpp", "\"storage/contract/test_data.h\""));
  EXPECT_TRUE(allows("tests/arrows/arrows_test.cpp", "\"storage/sqlite/sqlite_store.h\""));
}

TEST(ArrowChecker, SeesAnIncludeHoweverItIsWritten) {
  for (const auto* line :
       {"#include \"http/server.h\"", "  #include \"http/server.h\"",
        "#  include \"http/server.h\"", "#include\"http/server.h\"",
        "#\tinclude\t\"http/server.h\"  // for a reason", "#include <http/server.h>",
        "#include \"core/../http/server.h\"", "#include HEADER", "#include \"unfinished"}) {
    EXPECT_EQ(check_text("core/a.cpp", line).size(), 1U) << line;
  }
  EXPECT_TRUE(check_text("core/a.cpp", "// #include \"http/server.h\"\n#define include\n").empty());
}

/// A small tree with one wrong arrow in it.
TEST(ArrowChecker, FailsOnATreeWithABadSample) {
  namespace fs = std::filesystem;
  const fs::path root =
      fs::path(::testing::TempDir()) / ("selfsame-arrows-" + std::to_string(getpid()));
  fs::remove_all(root);
  const auto add = [&](const char* file, const char* text) {
    fs::create_directories((root / file).parent_path());
    std::ofstream(root / file) << text;
  };
  add("core/good.cpp", "#include \"core/good.h\"\n");
  add("core/deep/bad.h", "#pragma once\n#include \"server/config.h\"\n");
  add("build/core/ignored.cpp", "#include \"server/config.h\"\n");
  add("tests/node_modules/x/ignored.h", "#include <whatever.h>\n");
  add("README.md", "#include \"server/config.h\"\n");

  std::size_t files = 0;
  const auto offences = check_tree(root, files);
  fs::remove_all(root);
  EXPECT_EQ(files, 2U);
  ASSERT_EQ(offences.size(), 1U);
  EXPECT_EQ(offences[0].file, "core/deep/bad.h");
  EXPECT_EQ(offences[0].line, 2U);
}

}  // namespace
}  // namespace selfsame::arrows
