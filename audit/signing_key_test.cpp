#include "audit/signing_key.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include "crypto/sodium.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::audit {
namespace {

namespace fs = std::filesystem;
using selfsame::testing::ConstantEntropy;
using selfsame::testing::SeededEntropy;

// RFC 8410, section 10.3, and the signature of RFC 8032's first test with its own key.
constexpr const char* kPemOfRfc8410 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
    "-----END PRIVATE KEY-----\n";
constexpr const char* kPublicOfRfc8410 =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
    "-----END PUBLIC KEY-----\n";

class SigningKeyFile : public ::testing::Test {
 protected:
  SigningKeyFile() {
    crypto::initialize();
    std::string name = (fs::temp_directory_path() / "selfsame-audit-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    path_ = (directory_ / "key").string();
  }
  ~SigningKeyFile() override { fs::remove_all(directory_); }

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
      SigningKey::load_or_make(path_, entropy_);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  fs::path directory_;
  std::string path_;
  SeededEntropy entropy_;
};

TEST_F(SigningKeyFile, IsMadeOnceForItsOwner) {
  const auto made = SigningKey::load_or_make(path_, entropy_);
  const auto loaded = SigningKey::load_or_make(path_, entropy_);
  EXPECT_EQ(loaded.public_key(), made.public_key());
  EXPECT_EQ(SigningKey::load(path_).id(), made.id());
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_), {}), 1) << "nothing else is left";
  EXPECT_TRUE(content().starts_with("-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_TRUE(content().ends_with(made.public_key().pem()));
}

TEST_F(SigningKeyFile, IsTheSameForAllWhoMakeItAtOnce) {
  std::vector<std::string> ids(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    threads.emplace_back([&, i] {
      SeededEntropy entropy(i);
      ids[i] = SigningKey::load_or_make(path_, entropy).id();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ids, std::vector<std::string>(ids.size(), ids.front()));
}

TEST_F(SigningKeyFile, TakesThePlaceOfNoOther) {
  put(kPemOfRfc8410);
  SigningKey::load_or_make(path_, entropy_);
  EXPECT_EQ(content(), kPemOfRfc8410);
}

TEST_F(SigningKeyFile, ReadsWhatOthersWrote) {
  put(kPemOfRfc8410);
  const auto key = SigningKey::load(path_);
  EXPECT_EQ(key.public_key().pem(), kPublicOfRfc8410);
  std::string both(kPemOfRfc8410);
  both += kPublicOfRfc8410;  // with + GCC 12 warns, wrongly, where it instruments
  put(both);
  EXPECT_EQ(SigningKey::load(path_).id(), key.id());
}

TEST_F(SigningKeyFile, IsRefusedIfOthersMayReadIt) {
  for (const auto mode : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    put(kPemOfRfc8410, fs::perms::owner_read | mode);
    EXPECT_EQ(refusal(),
              "key file " + path_ +
                  ": others than its owner may read it; chmod 600 it, or make a new one");
  }
}

TEST_F(SigningKeyFile, IsRefusedIfDamaged) {
  const auto wrong = "audit key " + path_ + ": is no Ed25519 private key in PEM, or is damaged";
  const std::string whole = SigningKey::load_or_make(path_, entropy_).public_key().pem();
  const auto good = content();
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto damaged = good;
    damaged[i] = damaged[i] == 'x' ? 'y' : 'x';
    put(damaged);
    const auto said = refusal();
    // What stands between the lines may be any space.
    if (std::string_view("\n").find(good[i]) == std::string_view::npos) {
      EXPECT_EQ(said, wrong) << i;
    }
  }
  for (const std::string bad : {"", "\n", "nonsense", "-----BEGIN PRIVATE KEY-----"}) {
    put(bad);
    EXPECT_EQ(refusal(), wrong) << bad;
  }
  put(good.substr(0, good.size() / 4));
  EXPECT_EQ(refusal(), wrong);
}

TEST_F(SigningKeyFile, IsRefusedIfItIsNone) {
  fs::create_directory(path_);
  fs::permissions(path_, fs::perms::owner_all);
  EXPECT_EQ(refusal(), "key file " + path_ + ": is no file");
}

TEST_F(SigningKeyFile, IsMissedWhereItMustBe) {
  EXPECT_THROW(SigningKey::load(path_), std::runtime_error);
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(SigningKeyFile, CannotBeMadeWhereThereIsNoDirectory) {
  path_ = (directory_ / "none" / "key").string();
  EXPECT_TRUE(refusal().ends_with("No such file or directory")) << refusal();
}

TEST(SigningKey, SignsAsRfc8032Says) {
  // Test 1 of section 7.1 has this public key for this seed; ConstantEntropy cannot make it, so the
  // seed is given as entropy.
  struct Seed final : core::Entropy {
    void fill(std::span<std::uint8_t> bytes) override {
      constexpr std::string_view kHex =
          "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] =
            static_cast<std::uint8_t>(std::stoi(std::string(kHex.substr(2 * i, 2)), nullptr, 16));
      }
    }
  } seed;
  crypto::initialize();
  const auto key = SigningKey::ephemeral(seed);
  EXPECT_EQ(key.public_key().base64(), "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  const auto signature = key.sign("");
  ASSERT_EQ(signature.size(), 64U);
  EXPECT_TRUE(signature.starts_with("\xE5\x56\x43\x00\xC3\x60\xAC\x72"));
  EXPECT_TRUE(is_signed_by(key.public_key(), "", signature));
}

TEST(SigningKey, IsKnownByItsSignature) {
  crypto::initialize();
  ConstantEntropy one(1);
  ConstantEntropy two(2);
  const auto key = SigningKey::ephemeral(one);
  const auto other = SigningKey::ephemeral(two);
  const auto signature = key.sign("text");
  EXPECT_TRUE(is_signed_by(key.public_key(), "text", signature));
  EXPECT_FALSE(is_signed_by(other.public_key(), "text", signature));
  EXPECT_FALSE(is_signed_by(key.public_key(), "texT", signature));
  EXPECT_FALSE(is_signed_by(key.public_key(), "text", signature.substr(1)));
  EXPECT_FALSE(is_signed_by(key.public_key(), "text", ""));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto bad = signature;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_FALSE(is_signed_by(key.public_key(), "text", bad));
  }
}

TEST(PublicKey, ReadsWhatItWrites) {
  crypto::initialize();
  SeededEntropy entropy;
  const auto key = SigningKey::ephemeral(entropy).public_key();
  EXPECT_EQ(PublicKey::parse(key.pem()), key);
  EXPECT_EQ(PublicKey::parse(key.base64()), key);
  EXPECT_EQ(PublicKey::parse("  " + key.base64() + "\r\n"), key);
  EXPECT_EQ(key.id().size(), 16U);
  for (const std::string bad : {"", "nonsense", "AAAA", "-----BEGIN PUBLIC KEY-----"}) {
    EXPECT_EQ(PublicKey::parse(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(PublicKey::parse(key.pem() + key.pem()), std::nullopt);
  EXPECT_EQ(PublicKey::parse(key.base64() + "AAAA"), std::nullopt);
  EXPECT_EQ(PublicKey::parse(kPemOfRfc8410), std::nullopt) << "a private key";
}

}  // namespace
}  // namespace selfsame::audit
