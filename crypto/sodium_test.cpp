#include "crypto/sodium.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <gtest/gtest.h>
#include <new>
#include <sodium.h>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace selfsame::crypto {
namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

std::string hex(const core::SecretHash& hash) { return hex(hash.bytes); }

TEST(Sha256Hasher, IsTheOneOfFips180) {
  const Sha256Hasher hasher;
  EXPECT_EQ(hex(hasher.hash("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(hasher.hash("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HmacSha256, IsTheOneOfRfc4231) {
  // Test cases 2 and 6: a key shorter and one longer than a block.
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac_sha256(std::string(131, '\xAA'),
                            "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(hex(hmac_sha256("", "")),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(SystemEntropy, FillsEverythingAnewEachTime) {
  initialize();
  SystemEntropy entropy;
  std::array<std::uint8_t, 64> first{};
  auto second = first;
  entropy.fill(first);
  entropy.fill(second);
  EXPECT_NE(first, second);
  EXPECT_NE(std::ranges::count(first, 0), 64);
  entropy.fill({});
}

TEST(Argon2idHasher, MakesAPhcStringWithASaltOfItsOwn) {
  initialize();
  const Argon2idHasher hasher;
  const auto first = hasher.hash("correct horse battery staple");
  EXPECT_TRUE(first.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << first;
  EXPECT_NE(first, hasher.hash("correct horse battery staple"));
  EXPECT_EQ(first.find('\0'), std::string::npos);
}

/// As little as the library takes: these tests are of other things.
constexpr PasswordCost kCheap{.operations = 1, .memory_bytes = 8192};

TEST(Argon2idHasher, HasTheCostThatItWasGiven) {
  initialize();
  const auto hash = Argon2idHasher({.operations = 3, .memory_bytes = 65536}).hash("password");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=64,t=3,p=1$")) << hash;
}

TEST(Argon2idHasher, TakesNoCostThatThereCannotBe) {
  EXPECT_NO_THROW(Argon2idHasher({.operations = 1, .memory_bytes = 8192}));
  EXPECT_THROW(Argon2idHasher({.operations = 0, .memory_bytes = 8192}), std::invalid_argument);
  EXPECT_THROW(Argon2idHasher({.operations = 1, .memory_bytes = 8191}), std::invalid_argument);
  EXPECT_THROW(Argon2idHasher({.operations = 1ULL << 32, .memory_bytes = 8192}),
               std::invalid_argument);
  EXPECT_THROW(Argon2idHasher({.operations = 1, .memory_bytes = std::size_t{1} << 62}),
               std::invalid_argument);
}

TEST(Argon2idHasher, VerifiesThePasswordAndNoOther) {
  initialize();
  const Argon2idHasher hasher(kCheap);
  using namespace std::string_view_literals;
  for (const auto password : {"correct horse battery staple"sv, ""sv, "a\0b"sv, "\xC3\xA4"sv}) {
    const auto hash = hasher.hash(password);
    EXPECT_TRUE(hasher.verify(password, hash));
    EXPECT_FALSE(hasher.verify(std::string(password) + 'x', hash));
  }
  EXPECT_FALSE(hasher.verify("a", hasher.hash("a\0b"sv)));
}

TEST(Argon2idHasher, VerifiesHashesOfAnotherCost) {
  initialize();
  const auto hash = Argon2idHasher({.operations = 2, .memory_bytes = 16384}).hash("password");
  EXPECT_TRUE(Argon2idHasher(kCheap).verify("password", hash));
  EXPECT_FALSE(Argon2idHasher(kCheap).verify("Password", hash));
}

TEST(Argon2idHasher, VerifiesNothingByAHashThatItCannotRead) {
  initialize();
  const Argon2idHasher hasher(kCheap);
  const auto good = hasher.hash("password");
  const std::string foreign[] = {"",
                                 "$argon2id$",
                                 "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                                 ' ' + good,
                                 good + '\0',
                                 good + '\0' + "rest",
                                 good + std::string(200, 'A'),
                                 std::string(127, '$'),
                                 std::string(128, '$'),
                                 std::string(129, '$')};
  for (const auto& hash : foreign) {
    EXPECT_FALSE(hasher.verify("password", hash)) << hash;
    EXPECT_TRUE(hasher.needs_rehash(hash)) << hash;
  }
  EXPECT_FALSE(hasher.verify("password", good.substr(0, good.size() - 1)));
  EXPECT_FALSE(hasher.verify("password", good + 'A'));
}

TEST(Argon2idHasher, WantsHashesOfAnotherCostMadeAnew) {
  initialize();
  const Argon2idHasher hasher(kCheap);
  const auto hash = hasher.hash("password");
  EXPECT_FALSE(hasher.needs_rehash(hash));
  EXPECT_TRUE(Argon2idHasher({.operations = 2, .memory_bytes = 8192}).needs_rehash(hash));
  EXPECT_TRUE(Argon2idHasher({.operations = 1, .memory_bytes = 16384}).needs_rehash(hash));
}

TEST(Argon2idHasher, VerifiesArgon2iAndWantsItMadeAnew) {
  initialize();
  const PasswordCost cost{.operations = crypto_pwhash_argon2i_OPSLIMIT_MIN, .memory_bytes = 8192};
  std::array<char, crypto_pwhash_argon2i_STRBYTES> old{};
  ASSERT_EQ(
      crypto_pwhash_argon2i_str(old.data(), "password", 8, cost.operations, cost.memory_bytes), 0);
  const Argon2idHasher hasher(cost);
  EXPECT_TRUE(hasher.verify("password", old.data()));
  EXPECT_FALSE(hasher.verify("Password", old.data()));
  EXPECT_TRUE(hasher.needs_rehash(old.data()));
}

/// While it lives, the process gets little more memory than it has.
class ScarceMemory {
 public:
  explicit ScarceMemory(std::size_t bytes_left) {
    getrlimit(RLIMIT_AS, &before_);
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    auto scarce = before_;
    scarce.rlim_cur = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) + bytes_left;
    setrlimit(RLIMIT_AS, &scarce);
  }
  ~ScarceMemory() { setrlimit(RLIMIT_AS, &before_); }
  ScarceMemory(const ScarceMemory&) = delete;
  ScarceMemory& operator=(const ScarceMemory&) = delete;

 private:
  rlimit before_{};
};

TEST(Argon2idHasher, ThrowsForWantOfMemoryInsteadOfSayingNo) {
  initialize();
  const Argon2idHasher hasher;
  const auto hash = hasher.hash("password");
  bool hash_threw = false;
  bool verify_threw = false;
  {
    const ScarceMemory scarce(std::size_t{32} << 20);
    try {
      static_cast<void>(hasher.hash("password"));
    } catch (const std::bad_alloc&) {
      hash_threw = true;
    }
    try {
      static_cast<void>(hasher.verify("password", hash));
    } catch (const std::bad_alloc&) {
      verify_threw = true;
    }
  }
  EXPECT_TRUE(hash_threw);
  EXPECT_TRUE(verify_threw);
  EXPECT_TRUE(hasher.verify("password", hash));
}

TEST(DecoyPasswordHash, CostsAsMuchAsAnyOther) {
  initialize();
  const Argon2idHasher hasher;
  const std::string decoy(decoy_password_hash());
  EXPECT_FALSE(hasher.needs_rehash(decoy));
  EXPECT_FALSE(hasher.verify("", decoy));
  EXPECT_EQ(decoy.size(), hasher.hash("any").size());
}

}  // namespace
}  // namespace selfsame::crypto
