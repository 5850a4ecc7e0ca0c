#include "crypto/key_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include "tests/support/seeded_entropy.h"

namespace selfsame::crypto {
namespace {

namespace fs = std::filesystem;
using selfsame::testing::SeededEntropy;

class KeyFile : public ::testing::Test {
 protected:
  KeyFile() {
    std::string name = (fs::temp_directory_path() / "selfsame-key-file-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    path_ = (directory_ / "key").string();
  }
  ~KeyFile() override { fs::remove_all(directory_); }

  void put(const std::string& content) const {
    std::ofstream(path_) << content;
    fs::permissions(path_, fs::perms::owner_read | fs::perms::owner_write);
  }
  [[nodiscard]] std::string content() const {
    const auto secret = read_key_file(path_);
    return secret ? std::string(secret->reveal()) : "(none)";
  }
  void append(const std::string& text, core::Entropy& entropy) const {
    const auto change = [&](std::string_view old) {
      return std::optional(core::PlainSecret(std::string(old) + text));
    };
    change_key_file(path_, change, entropy);
  }
  std::string refusal() {
    try {
      append("more", entropy_);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }
  [[nodiscard]] long files() const { return std::distance(fs::directory_iterator(directory_), {}); }

  fs::path directory_;
  std::string path_;
  SeededEntropy entropy_;
};

TEST_F(KeyFile, IsReadUpToItsLimitAndNoFurther) {
  EXPECT_EQ(content(), "(none)");
  put(std::string(65'536, 'x'));
  EXPECT_EQ(content().size(), 65'536U);
  put(std::string(65'537, 'x'));
  EXPECT_THROW(read_key_file(path_), std::runtime_error);
}

TEST_F(KeyFile, IsMadeOnce) {
  make_key_file(path_, core::PlainSecret("one"), entropy_);
  make_key_file(path_, core::PlainSecret("two"), entropy_);
  EXPECT_EQ(content(), "one");
  EXPECT_EQ(files(), 1) << "nothing else is left";
}

TEST_F(KeyFile, IsReplacedWhole) {
  put("old ");
  append("new", entropy_);
  EXPECT_EQ(content(), "old new");
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(files(), 1) << "nothing else is left";
}

TEST_F(KeyFile, IsLeftAloneByAChangeThatWantsNone) {
  put("old");
  struct stat before{};
  ASSERT_EQ(::stat(path_.c_str(), &before), 0);
  change_key_file(
      path_, [](std::string_view) { return std::optional<core::PlainSecret>(); }, entropy_);
  const auto bad = [](std::string_view) -> std::optional<core::PlainSecret> {
    throw std::runtime_error("bad");
  };
  EXPECT_THROW(change_key_file(path_, bad, entropy_), std::runtime_error);
  struct stat after{};
  ASSERT_EQ(::stat(path_.c_str(), &after), 0);
  EXPECT_EQ(after.st_ino, before.st_ino);
  EXPECT_EQ(content(), "old");
  append("!", entropy_);
  EXPECT_EQ(content(), "old!") << "nobody holds it any longer";
}

TEST_F(KeyFile, LosesNoChangeOfThoseMadeAtOnce) {
  put("");
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < 8; ++i) {
    threads.emplace_back([this, i] {
      SeededEntropy entropy(i);
      for (int k = 0; k < 10; ++k) append("x", entropy);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(content(), std::string(80, 'x'));
  EXPECT_EQ(files(), 1);
}

TEST_F(KeyFile, IsReplacedWhereALinkLeads) {
  put("old ");
  const auto link = (directory_ / "link").string();
  fs::create_symlink("key", link);
  path_ = link;
  append("new", entropy_);
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_EQ(content(), "old new");
}

TEST_F(KeyFile, CannotBeChangedWhereItIsNotOrIsOthersToo) {
  EXPECT_EQ(refusal(), "key file " + path_ + ": No such file or directory");
  put("old");
  fs::permissions(path_, fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(refusal(), "key file " + path_ +
                           ": others than its owner may read it; chmod 600 it, or make a new one");
  fs::remove(path_);
  fs::create_directory(path_);
  EXPECT_EQ(refusal(), "key file " + path_ + ": is no file");
}

}  // namespace
}  // namespace selfsame::crypto
