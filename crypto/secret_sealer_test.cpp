#include "crypto/secret_sealer.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "crypto/sodium.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::crypto {
namespace {

namespace fs = std::filesystem;
using selfsame::testing::ConstantEntropy;
using selfsame::testing::SeededEntropy;

const std::string kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const std::string kContext = "one-time codes of 1";
constexpr std::size_t kOverhead = 1 + 24 + 16;  // version, nonce, tag

/// What is opened; for tests alone to look at.
std::optional<std::string> opened(const SecretSealer& sealer, std::string_view sealed,
                                  std::string_view context) {
  const auto secret = sealer.open(sealed, context);
  return secret ? std::optional(std::string(secret->reveal())) : std::nullopt;
}

class SecretSealerTest : public ::testing::Test {
 protected:
  SecretSealerTest() { initialize(); }

  SystemEntropy entropy_;
  SecretSealer sealer_ = SecretSealer::ephemeral(entropy_);
};

TEST_F(SecretSealerTest, OpensWhatItSealed) {
  for (const auto& secret :
       {kSecret, std::string(), std::string("\0\xFF", 2), std::string(9000, 'x')}) {
    for (const auto& context : {kContext, std::string()}) {
      const auto sealed = sealer_.seal(secret, context);
      EXPECT_EQ(sealed.size(), secret.size() + kOverhead);
      EXPECT_EQ(sealed.front(), '\x01');
      EXPECT_EQ(opened(sealer_, sealed, context), secret);
    }
  }
}

TEST_F(SecretSealerTest, ShowsNothingOfTheSecret) {
  EXPECT_EQ(sealer_.seal(kSecret, kContext).find(kSecret.substr(0, 4)), std::string::npos);
}

TEST_F(SecretSealerTest, SealsTheSameOtherwiseEachTime) {
  EXPECT_NE(sealer_.seal(kSecret, kContext), sealer_.seal(kSecret, kContext));
}

TEST_F(SecretSealerTest, OpensForTheSameContextOnly) {
  const auto sealed = sealer_.seal(kSecret, kContext);
  for (const auto& other : {std::string(), std::string("one-time codes of 2"), kContext + '\0',
                            kContext.substr(1), kContext + kSecret}) {
    EXPECT_EQ(opened(sealer_, sealed, other), std::nullopt) << other;
  }
}

TEST_F(SecretSealerTest, OpensByTheSameKeyOnly) {
  const auto other = SecretSealer::ephemeral(entropy_);
  EXPECT_EQ(opened(other, sealer_.seal(kSecret, kContext), kContext), std::nullopt);
  EXPECT_EQ(opened(sealer_, other.seal(kSecret, kContext), kContext), std::nullopt);
}

TEST_F(SecretSealerTest, OpensNothingThatWasAlteredOrCut) {
  const auto sealed = sealer_.seal(kSecret, kContext);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    for (const int bit : {1, 0x80}) {
      auto altered = sealed;
      altered[i] = static_cast<char>(altered[i] ^ bit);
      EXPECT_EQ(opened(sealer_, altered, kContext), std::nullopt) << i;
    }
    EXPECT_EQ(opened(sealer_, sealed.substr(0, i), kContext), std::nullopt) << i;
    EXPECT_EQ(opened(sealer_, sealed.substr(i + 1), kContext), std::nullopt) << i;
  }
  EXPECT_EQ(opened(sealer_, sealed + 'x', kContext), std::nullopt);
}

TEST_F(SecretSealerTest, KeepsItsKeyWhereItIsMoved) {
  const auto sealed = sealer_.seal(kSecret, kContext);
  const auto moved = std::move(sealer_);
  EXPECT_EQ(opened(moved, sealed, kContext), kSecret);
}

TEST(SecretSealer, IsXChaCha20Poly1305WithTheContextAsAdditionalData) {
  // Computed apart from libsodium. What older stores hold is opened in the same way.
  initialize();
  ConstantEntropy entropy(7);
  const auto sealed = SecretSealer::ephemeral(entropy).seal(kSecret, kContext);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : sealed) {
    const auto byte = static_cast<std::uint8_t>(c);
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  EXPECT_EQ(hex,
            "01"
            "070707070707070707070707070707070707070707070707"
            "7ed21eabd5b04027e542d2382fd9c2c963a7b0138776c58b20a7bc3ff687cae1"
            "756f52532d48f8915cc5f75cb9771c2e");
}

class SealingKeyFile : public ::testing::Test {
 protected:
  SealingKeyFile() {
    initialize();
    std::string name = (fs::temp_directory_path() / "selfsame-sealing-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    path_ = (directory_ / "key").string();
  }
  ~SealingKeyFile() override { fs::remove_all(directory_); }

  void put(const std::string& content, fs::perms mode = fs::perms::owner_read) const {
    fs::remove(path_);
    std::ofstream(path_) << content;
    fs::permissions(path_, mode);
  }
  [[nodiscard]] std::string content() const {
    std::ostringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }
  std::string refusal() {
    try {
      SecretSealer::load_or_make(path_, entropy_);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  fs::path directory_;
  std::string path_;
  SeededEntropy entropy_;
};

const std::string kFileOfSevens =
    "selfsame-sealing-key-1:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

TEST_F(SealingKeyFile, IsMadeOnceForItsOwner) {
  const auto made = SecretSealer::load_or_make(path_, entropy_);
  const auto first = content();
  const auto loaded = SecretSealer::load_or_make(path_, entropy_);
  EXPECT_EQ(content(), first);
  EXPECT_EQ(opened(loaded, made.seal(kSecret, kContext), kContext), kSecret);
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_), {}), 1) << "nothing else is left";
}

TEST_F(SealingKeyFile, HoldsTheKeyInBase64) {
  ConstantEntropy sevens(7);
  SecretSealer::load_or_make(path_, sevens);
  EXPECT_EQ(content(), kFileOfSevens + "\n");
}

TEST_F(SealingKeyFile, IsReadWithAndWithoutAnEndOfLine) {
  ConstantEntropy sevens(7);
  const auto sealed = SecretSealer::ephemeral(sevens).seal(kSecret, kContext);
  for (const auto* end : {"", "\n", "\r\n"}) {
    put(kFileOfSevens + end);
    EXPECT_EQ(opened(SecretSealer::load_or_make(path_, entropy_), sealed, kContext), kSecret);
  }
}

TEST_F(SealingKeyFile, IsTheSameForAllWhoMakeItAtOnce) {
  std::vector<std::string> sealed(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    threads.emplace_back([&, i] {
      SeededEntropy entropy(i);
      sealed[i] = SecretSealer::load_or_make(path_, entropy).seal(kSecret, kContext);
    });
  }
  for (auto& thread : threads) thread.join();
  const auto sealer = SecretSealer::load_or_make(path_, entropy_);
  for (const auto& each : sealed) EXPECT_EQ(opened(sealer, each, kContext), kSecret);
}

TEST_F(SealingKeyFile, IsRefusedIfOthersMayReadIt) {
  for (const auto mode : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    put(kFileOfSevens, fs::perms::owner_read | mode);
    EXPECT_EQ(refusal(),
              "key file " + path_ +
                  ": others than its owner may read it; chmod 600 it, or make a new one");
  }
}

TEST_F(SealingKeyFile, IsRefusedAndLeftAloneIfDamaged) {
  const auto wrong = "key file " + path_ + ": is no sealing key, or is damaged";
  std::vector<std::string> damaged{"\n", "nonsense", " " + kFileOfSevens, kFileOfSevens + "AAAA",
                                   kFileOfSevens + "\n" + kFileOfSevens};
  for (std::size_t i = 0; i < kFileOfSevens.size(); ++i) {
    damaged.push_back(kFileOfSevens.substr(0, i));
    auto altered = kFileOfSevens;
    altered[i] = altered[i] == '!' ? '?' : '!';
    damaged.push_back(altered);
  }
  for (const auto& bad : damaged) {
    put(bad);
    EXPECT_EQ(refusal(), wrong) << bad;
    EXPECT_EQ(content(), bad);
  }
}

TEST_F(SealingKeyFile, IsRefusedIfItIsOfAnotherVersion) {
  put("selfsame-sealing-key-2:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
  EXPECT_EQ(refusal(), "key file " + path_ + ": is no sealing key, or is damaged");
}

TEST_F(SealingKeyFile, IsRefusedIfItIsNone) {
  fs::create_directory(path_);
  fs::permissions(path_, fs::perms::owner_all);
  EXPECT_EQ(refusal(), "key file " + path_ + ": is no file");
}

TEST_F(SealingKeyFile, CannotBeMadeWhereThereIsNoDirectory) {
  path_ = (directory_ / "none" / "key").string();
  EXPECT_TRUE(refusal().starts_with("key file " + path_)) << refusal();
  EXPECT_TRUE(refusal().ends_with("No such file or directory")) << refusal();
}

}  // namespace
}  // namespace selfsame::crypto
