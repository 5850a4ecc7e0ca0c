#include "identity/signing_keys.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <set>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/limits.h"
#include "crypto/sodium.h"
#include "json/parse.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::identity {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using core::limits::kSigningKeyAge;
using core::limits::kSigningKeyRetention;
using core::limits::kSigningKeys;
using selfsame::testing::SeededEntropy;

constexpr core::Timestamp kNow{std::chrono::sys_days{2026y / 5 / 17}};

std::vector<std::string> ids_of(const SigningKeys& keys) {
  std::vector<std::string> ids;
  const auto jwks = *json::parse(keys.jwks(), 8);
  for (const auto& key : jwks.at("keys").as_array()) {
    ids.emplace_back(key.at("kid").as_string());
  }
  return ids;
}

class SigningKeysFile : public ::testing::Test {
 protected:
  SigningKeysFile() {
    crypto::initialize();
    std::string name = (fs::temp_directory_path() / "selfsame-session-keys-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    path_ = (directory_ / "keys").string();
  }
  ~SigningKeysFile() override { fs::remove_all(directory_); }

  SigningKeys load(core::Timestamp now = kNow) {
    return SigningKeys::load_or_make(path_, entropy_, now);
  }
  SigningKeys rotate(core::Timestamp now, std::chrono::microseconds keep = kSigningKeyRetention) {
    return SigningKeys::rotate(path_, entropy_, now, keep);
  }
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
  template <class F>
  std::string refusal_of(F&& load) {
    try {
      load();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }
  std::string refusal() {
    return refusal_of([this] { load(); });
  }
  [[nodiscard]] std::string damaged() const {
    return "session keys " + path_ + ": holds no P-256 private keys in JSON, or is damaged";
  }

  fs::path directory_;
  std::string path_;
  SeededEntropy entropy_;
};

TEST_F(SigningKeysFile, IsMadeOnceForItsOwner) {
  const auto made = load();
  const auto again = load();
  EXPECT_EQ(ids_of(again), ids_of(made));
  EXPECT_EQ(again.newest().private_pem.reveal(), made.newest().private_pem.reveal());
  EXPECT_EQ(again.newest().created_at, kNow);
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_), {}), 1) << "nothing else is left";
}

TEST_F(SigningKeysFile, HoldsWhatIsDescribed) {
  const auto keys = load();
  const auto file = *json::parse(content(), 8);
  const auto& entry = file.at("keys").as_array().at(0).as_object();
  EXPECT_EQ(file.at("keys").as_array().size(), 1U);
  EXPECT_EQ(entry.size(), 3U);
  EXPECT_EQ(entry.at("kid").as_string(), keys.newest().id);
  EXPECT_EQ(entry.at("created_at").as_string(), "2026-05-17T00:00:00.000000Z");
  EXPECT_TRUE(entry.at("private_key").as_string().starts_with("-----BEGIN PRIVATE KEY-----\n"));
}

TEST_F(SigningKeysFile, IsTheSameForAllWhoMakeItAtOnce) {
  std::vector<std::string> ids(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    threads.emplace_back([&, i] {
      SeededEntropy entropy(i);
      ids[i] = SigningKeys::load_or_make(path_, entropy, kNow).newest().id;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ids, std::vector<std::string>(ids.size(), ids.front()));
}

TEST_F(SigningKeysFile, GetsANewerKeyWhenTheNewestIsOld) {
  const auto first = load().newest().id;
  EXPECT_EQ(ids_of(load(kNow + kSigningKeyAge)), (std::vector{first})) << "at the limit";
  const auto later = kNow + kSigningKeyAge + 1us;
  const auto keys = load(later);
  EXPECT_EQ(ids_of(keys), (std::vector{first, keys.newest().id}));
  EXPECT_NE(keys.newest().id, first);
  EXPECT_EQ(keys.newest().created_at, later);
  EXPECT_EQ(ids_of(load(later)), ids_of(keys)) << "once";
}

TEST_F(SigningKeysFile, GetsOneNewerKeyFromAllWhoLoadItAtOnce) {
  load();
  const auto later = kNow + kSigningKeyAge + 24h;
  std::vector<std::vector<std::string>> ids(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    threads.emplace_back([&, i] {
      SeededEntropy entropy(i);
      ids[i] = ids_of(SigningKeys::load_or_make(path_, entropy, later));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ids.front().size(), 2U);
  EXPECT_EQ(ids, std::vector(ids.size(), ids.front()));
}

TEST_F(SigningKeysFile, KeepsWhatWasReplacedLately) {
  const auto first = load().newest().id;
  const auto at = kNow + 200 * 24h;  // however old it was when it was replaced
  const auto second = rotate(at, 30 * 24h).newest().id;
  const auto third = rotate(at + 30 * 24h, 30 * 24h).newest().id;
  EXPECT_EQ(ids_of(load(at + 30 * 24h)), (std::vector{first, second, third})) << "at the limit";
  const auto keys = rotate(at + 30 * 24h + 1us, 30 * 24h);
  EXPECT_EQ(ids_of(keys), (std::vector{second, third, keys.newest().id}));
  EXPECT_EQ(keys.find(first), nullptr);
  EXPECT_EQ(keys.find(second)->id, second);
}

TEST_F(SigningKeysFile, LosesNoKeyWhenThreadsRotateAtOnce) {
  load();
  std::vector<std::string> ids(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    threads.emplace_back([&, i] {
      SeededEntropy entropy(i);
      SigningKeys::rotate(path_, entropy, kNow, kSigningKeyRetention);
    });
  }
  for (auto& thread : threads) thread.join();
  const auto kept = ids_of(load());
  EXPECT_EQ(std::set(kept.begin(), kept.end()).size(), 1 + ids.size());
}

TEST_F(SigningKeysFile, LosesNoKeyWhenProcessesRotateAtOnce) {
  const auto first = load().newest().id;
  std::vector<pid_t> children;
  for (std::uint64_t i = 0; i < 4; ++i) {
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      SeededEntropy entropy(i + 100);
      for (int k = 0; k < 5; ++k) SigningKeys::rotate(path_, entropy, kNow, kSigningKeyRetention);
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const auto child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  const auto kept = ids_of(load());
  EXPECT_EQ(std::set(kept.begin(), kept.end()).size(), 21U);
  EXPECT_EQ(kept.front(), first);
}

TEST_F(SigningKeysFile, HoldsSoManyKeysAndNoMore) {
  load();
  for (std::size_t i = 1; i < kSigningKeys; ++i) rotate(kNow);
  const auto full = content();
  EXPECT_EQ(ids_of(load()).size(), kSigningKeys);
  EXPECT_EQ(refusal_of([this] { rotate(kNow); }),
            "session keys " + path_ +
                ": holds 32 keys, and no more; they go some time after they are replaced");
  EXPECT_EQ(content(), full);
  EXPECT_EQ(ids_of(rotate(kNow + kSigningKeyRetention + 1us)).size(), 2U);
}

TEST_F(SigningKeysFile, IsRefusedIfOthersMayReadIt) {
  load();
  const auto good = content();
  for (const auto mode : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    put(good, fs::perms::owner_read | mode);
    const auto expected = "key file " + path_ +
                          ": others than its owner may read it; chmod 600 it, or make a new one";
    EXPECT_EQ(refusal(), expected);
    EXPECT_EQ(refusal_of([this] { rotate(kNow); }), expected);
  }
}

TEST_F(SigningKeysFile, IsNeverMisreadHoweverItIsDamaged) {
  const auto made = load();
  const auto good = content();
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = bad[i] == 'x' ? 'y' : 'x';
    put(bad);
    const auto said = refusal();
    if (said.empty()) {
      // What says nothing about the key: a time, a version.
      EXPECT_EQ(load().newest().public_pem, made.newest().public_pem) << i;
    } else {
      EXPECT_EQ(said, damaged()) << i;
    }
  }
  for (std::size_t i = 0; i + 1 < good.size(); ++i) {
    put(good.substr(0, i));
    EXPECT_EQ(refusal(), damaged()) << i;
  }
}

TEST_F(SigningKeysFile, IsRefusedIfItHoldsSomethingElse) {
  for (const std::string bad : {"", "{}", "[]", R"({"keys":[]})", R"({"keys":{}})",
                                R"({"keys":[1]})", R"({"keys":[{}]})", R"({"keys":[[[[]]]]})"}) {
    put(bad);
    EXPECT_EQ(refusal(), damaged()) << bad;
  }
  const auto with_key = [this](const std::string& id, std::string pem) {
    for (auto at = pem.find('\n'); at != std::string::npos; at = pem.find('\n', at)) {
      pem.replace(at, 1, "\\n");
    }
    put(R"({"keys":[{"kid":")" + id + R"(","created_at":"2026-05-17T00:00:00Z","private_key":")" +
        pem + "\"}]}");
  };
  const auto key = SigningKeys::ephemeral(kNow);
  const auto other = SigningKeys::ephemeral(kNow);
  with_key(key.newest().id, std::string(key.newest().private_pem.reveal()));
  EXPECT_EQ(refusal(), "");
  with_key(other.newest().id, std::string(key.newest().private_pem.reveal()));
  EXPECT_EQ(refusal(), damaged()) << "another's id";
  with_key(key.newest().id, key.newest().public_pem);
  EXPECT_EQ(refusal(), damaged()) << "no private key";
}

TEST_F(SigningKeysFile, CannotBeMadeWhereThereIsNoDirectory) {
  path_ = (directory_ / "none" / "keys").string();
  EXPECT_TRUE(refusal().ends_with("No such file or directory")) << refusal();
}

TEST_F(SigningKeysFile, MustBeThereToBeRotated) {
  EXPECT_EQ(refusal_of([this] { rotate(kNow); }),
            "key file " + path_ + ": No such file or directory");
  EXPECT_FALSE(fs::exists(path_));
}

TEST(SigningKeys, ArePublishedWithoutTheirSecrets) {
  crypto::initialize();
  const auto keys = SigningKeys::ephemeral(kNow);
  const auto& key = keys.newest();
  EXPECT_EQ(keys.jwks(), R"({"keys":[{"kty":"EC","crv":"P-256","x":")" + key.x + R"(","y":")" +
                             key.y + R"(","use":"sig","alg":"ES256","kid":")" + key.id + "\"}]}");
  EXPECT_EQ(key.x.size(), 43U);
  EXPECT_EQ(key.y.size(), 43U);
}

TEST(SigningKeys, AreDifferentEachTime) {
  crypto::initialize();
  EXPECT_NE(SigningKeys::ephemeral(kNow).newest().id, SigningKeys::ephemeral(kNow).newest().id);
}

// What OpenSSL makes of a kind of key, in PEM; with a passphrase, if one is given.
std::string pem_of(EVP_PKEY* made, const char* passphrase = nullptr) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair(made, EVP_PKEY_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  const auto* cipher = passphrase == nullptr ? nullptr : EVP_aes_256_cbc();
  const std::string secret = passphrase == nullptr ? "" : passphrase;
  EXPECT_EQ(PEM_write_bio_PKCS8PrivateKey(bio.get(), pair.get(), cipher, secret.data(),
                                          static_cast<int>(secret.size()), nullptr, nullptr),
            1);
  char* text = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

TEST(SigningKey, IsReadFromP256AndNothingElse) {
  crypto::initialize();
  const auto read = [](const std::string& pem) { return SigningKey::from_pem(pem, kNow); };
  EXPECT_TRUE(read(pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"))));
  EXPECT_FALSE(read(pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384"))));
  EXPECT_FALSE(read(pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1"))));
  EXPECT_FALSE(read(pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))));
  EXPECT_FALSE(read(pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), "passphrase")));
  EXPECT_FALSE(read(""));
}

TEST(SigningKey, HasTheThumbprintOfRfc7638) {
  // The key of RFC 7515, appendix A.3; its thumbprint as another implementation has it:
  // the SHA-256 of {"crv":"P-256","kty":"EC","x":"…","y":"…"}.
  const auto key = SigningKey::from_pem(
      "-----BEGIN PRIVATE KEY-----\n"
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff\n"
      "H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp\n"
      "7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt\n"
      "-----END PRIVATE KEY-----\n",
      kNow);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->x, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
  EXPECT_EQ(key->y, "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
  EXPECT_EQ(key->id, "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
}

}  // namespace
}  // namespace selfsame::identity
