#include "identity/session_tokens.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <jwt.h>
#include <memory>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

#include "core/limits.h"
#include "core/text.h"
#include "crypto/base64.h"
#include "crypto/sodium.h"
#include "json/parse.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::identity {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using selfsame::testing::SeededEntropy;

constexpr core::Timestamp kNow{std::chrono::sys_days{2026y / 5 / 17} + 9h};
constexpr const char* kIssuer = "https://accounts.example.com";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

using KeyPair = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string encode(std::string_view text) { return crypto::to_base64url(bytes_of(text)); }

/// Of JWS (RFC 7515), by OpenSSL alone: r and s, 32 bytes each.
std::string es256(EVP_PKEY* pair, std::string_view text) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  std::array<std::uint8_t, 256> der{};
  std::size_t length = der.size();
  EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pair), 1);
  const auto bytes = bytes_of(text);
  EXPECT_EQ(EVP_DigestSign(context.get(), der.data(), &length, bytes.data(), bytes.size()), 1);
  const std::uint8_t* at = der.data();
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)), ECDSA_SIG_free);
  std::array<std::uint8_t, 64> raw{};
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + 32, 32);
  return crypto::to_base64url(raw);
}

KeyPair pair_of(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  return {PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

/// What the library itself makes of a key and an algorithm of the attacker's choice.
std::string library_token(jwt_alg_t algorithm, std::string_view key, const std::string& header,
                          const std::string& payload) {
  jwt_t* made = nullptr;
  EXPECT_EQ(jwt_new(&made), 0);
  const std::unique_ptr<jwt_t, decltype(&jwt_free)> jwt(made, jwt_free);
  const auto bytes = bytes_of(key);
  const auto* data = key.empty() ? nullptr : bytes.data();
  EXPECT_EQ(jwt_add_headers_json(jwt.get(), header.c_str()), 0);
  EXPECT_EQ(jwt_add_grants_json(jwt.get(), payload.c_str()), 0);
  EXPECT_EQ(jwt_set_alg(jwt.get(), algorithm, data, static_cast<int>(key.size())), 0);
  const std::unique_ptr<char, decltype(&std::free)> text(jwt_encode_str(jwt.get()), std::free);
  EXPECT_NE(text, nullptr);
  return text == nullptr ? "" : text.get();
}

class SessionToken : public ::testing::Test {
 protected:
  SessionToken() {
    crypto::initialize();
    SeededEntropy entropy;
    claims_ = {.id = core::SessionId::make(kNow, entropy),
               .user = core::UserId::make(kNow, entropy),
               .issued_at = kNow,
               .expires_at = kNow + 720h};
    auto keys = SigningKeys::ephemeral(kNow);
    kid_ = keys.newest().id;
    pair_ = pair_of(keys.newest().private_pem.reveal());
    public_pem_ = keys.newest().public_pem;
    private_pem_ = keys.newest().private_pem.reveal();
    tokens_ = std::make_unique<SessionTokens>(kIssuer, std::move(keys));
  }

  [[nodiscard]] std::string good() const { return std::string(tokens_->sign(claims_).reveal()); }
  [[nodiscard]] std::string header(const std::string& more = "") const {
    return R"({"alg":"ES256","kid":")" + kid_ + R"(","typ":"JWT")" + more + "}";
  }
  [[nodiscard]] std::string payload(const std::string& more = "") const {
    return R"({"iss":")" + std::string(kIssuer) + R"(","aud":"selfsame-session","sub":")" +
           claims_.user.hex() + R"(","jti":"jwt_)" + core::id_to_base32(claims_.id.bytes) +
           R"(","iat":1779008400,"exp":1781600400)" + more + "}";
  }
  /// With a signature that is good, whatever stands in it.
  [[nodiscard]] std::string signed_token(const std::string& header,
                                         const std::string& payload) const {
    auto text = encode(header);
    text += '.';
    text += encode(payload);
    auto token = text;
    token += '.';
    token += es256(pair_.get(), text);
    return token;
  }
  [[nodiscard]] bool takes(const std::string& token) const {
    return tokens_->verify(token).has_value();
  }
  [[nodiscard]] bool takes_header(const std::string& header) const {
    return takes(signed_token(header, payload()));
  }
  [[nodiscard]] bool takes_payload(const std::string& payload) const {
    return takes(signed_token(header(), payload));
  }
  /// One piece of the payload in another form.
  [[nodiscard]] std::string payload_with(std::string_view piece, std::string_view other) const {
    auto text = payload();
    const auto at = text.find(piece);
    EXPECT_NE(at, std::string::npos) << piece;
    return text.replace(at, piece.size(), other);
  }

  core::SessionClaims claims_;
  std::string kid_;
  KeyPair pair_{nullptr, EVP_PKEY_free};
  std::string public_pem_;
  std::string private_pem_;
  std::unique_ptr<SessionTokens> tokens_;
};

TEST_F(SessionToken, SaysWhatWasSigned) {
  EXPECT_EQ(tokens_->verify(good()), claims_);
  EXPECT_TRUE(core::is_session_token(good()));
}

TEST_F(SessionToken, HasTheClaimsThatAreDescribed) {
  const auto token = good();
  const auto dot = token.find('.');
  const auto second = token.rfind('.');
  const auto read_header = json::parse(*crypto::from_base64url(token.substr(0, dot)), 8);
  const auto read_payload =
      json::parse(*crypto::from_base64url(token.substr(dot + 1, second - dot - 1)), 8);
  EXPECT_EQ(*read_header, *json::parse(header(), 8));
  EXPECT_EQ(*read_payload, *json::parse(payload(), 8));
}

TEST_F(SessionToken, IsGoodWhoeverWroteItWithTheKey) {
  EXPECT_EQ(tokens_->verify(signed_token(header(), payload())), claims_);
  EXPECT_EQ(tokens_->verify(signed_token(R"({"kid":")" + kid_ + R"(","alg":"ES256"})", payload())),
            claims_)
      << "its type need not be said";
  EXPECT_TRUE(takes_payload(payload(R"(,"other":"claim")")));
}

TEST_F(SessionToken, KeepsWholeSeconds) {
  claims_.issued_at += 999'999us;
  claims_.expires_at += 1us;
  const auto read = tokens_->verify(good());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->issued_at, kNow);
  EXPECT_EQ(read->expires_at, kNow + 720h);
}

TEST_F(SessionToken, IsNotJudgedByItsTimes) {
  claims_.issued_at = kNow + 24h * 365 * 100;
  claims_.expires_at = core::Timestamp{};
  EXPECT_EQ(tokens_->verify(good()), claims_);
}

TEST_F(SessionToken, IsGoodForEverySignatureThatComesOut) {
  // About one r, and one s, of 256 begins with zeros.
  bool saw_short_r = false;
  bool saw_short_s = false;
  for (int i = 0; i < 10'000 && !(saw_short_r && saw_short_s); ++i) {
    const auto token = good();
    ASSERT_EQ(tokens_->verify(token), claims_) << token;
    const auto signature = crypto::from_base64url(token.substr(token.rfind('.') + 1));
    ASSERT_TRUE(signature && signature->size() == 64U);
    saw_short_r = saw_short_r || signature->at(0) == 0;
    saw_short_s = saw_short_s || signature->at(32) == 0;
  }
  EXPECT_TRUE(saw_short_r && saw_short_s);
}

TEST_F(SessionToken, IsRefusedWithoutASignature) {
  const auto none = R"({"alg":"none","kid":")" + kid_ + R"(","typ":"JWT"})";
  EXPECT_FALSE(takes(encode(none) + "." + encode(payload()) + "."));
  EXPECT_FALSE(takes(encode(header()) + "." + encode(payload()) + "."));
  EXPECT_FALSE(takes_header(none));
  for (const char* const spelling : {"None", "NONE", "nOnE", ""}) {
    EXPECT_FALSE(takes_header(R"({"alg":")" + std::string(spelling) + R"(","kid":")" + kid_ +
                              R"(","typ":"JWT"})"));
  }
  EXPECT_FALSE(takes(library_token(JWT_ALG_NONE, "", R"({"kid":")" + kid_ + "\"}", payload())));
}

TEST_F(SessionToken, IsRefusedIfThePublicKeyIsTakenForASharedSecret) {
  const auto forged =
      library_token(JWT_ALG_HS256, public_pem_, R"({"kid":")" + kid_ + "\"}", payload());
  ASSERT_FALSE(forged.empty());
  EXPECT_FALSE(takes(forged));
}

TEST_F(SessionToken, IsRefusedIfItNamesAnotherAlgorithm) {
  for (const std::string other : {"HS256", "HS384", "RS256", "ES384", "ES512", "EdDSA", "PS256",
                                  "es256", "ES256 ", "ES256K"}) {
    EXPECT_FALSE(takes_header(R"({"alg":")" + other + R"(","kid":")" + kid_ + R"(","typ":"JWT"})"))
        << other;
  }
  EXPECT_FALSE(takes_header(R"({"kid":")" + kid_ + R"(","typ":"JWT"})"));
  EXPECT_FALSE(takes_header(R"({"alg":1,"kid":")" + kid_ + R"(","typ":"JWT"})"));
  EXPECT_FALSE(takes_header(R"({"alg":["ES256"],"kid":")" + kid_ + R"(","typ":"JWT"})"));
  EXPECT_FALSE(takes_header(R"({"alg":null,"kid":")" + kid_ + R"(","typ":"JWT"})"));
}

TEST_F(SessionToken, IsRefusedIfItBringsItsOwnKey) {
  const KeyPair own(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free);
  for (const std::string more :
       {R"(,"jwk":{})", R"(,"jwk":"x")", R"(,"jku":"https://evil.example/")",
        R"(,"x5u":"https://evil.example/")", R"(,"x5c":["x"])", R"(,"x5t":"x")",
        R"(,"crit":["exp"])", R"(,"crit":[])", R"(,"b64":false)", R"(,"jwk":null)"}) {
    EXPECT_FALSE(takes_header(header(more))) << more;
  }
  auto text = encode(header(R"(,"jwk":{"kty":"EC"})")) + "." + encode(payload());
  const auto signature = es256(own.get(), text);
  EXPECT_FALSE(takes(text + "." + signature));
}

TEST_F(SessionToken, IsRefusedOfAKeyThatIsNotKnown) {
  const auto other = SigningKeys::ephemeral(kNow).newest().id;
  EXPECT_FALSE(takes_header(R"({"alg":"ES256","kid":")" + other + R"(","typ":"JWT"})"));
  EXPECT_FALSE(takes_header(R"({"alg":"ES256","kid":"","typ":"JWT"})"));
  EXPECT_FALSE(takes_header(R"({"alg":"ES256","kid":1,"typ":"JWT"})"));
  EXPECT_FALSE(takes_header(R"({"alg":"ES256","typ":"JWT"})"));
}

TEST_F(SessionToken, IsRefusedOfAnotherServersKey) {
  const SessionTokens other(kIssuer, SigningKeys::ephemeral(kNow));
  const auto token = std::string(other.sign(claims_).reveal());
  EXPECT_TRUE(other.verify(token));
  EXPECT_FALSE(takes(token));
  const auto own = pair_of(other.keys().newest().private_pem.reveal());
  auto text = encode(header()) + "." + encode(payload());
  EXPECT_FALSE(takes(text + "." + es256(own.get(), text))) << "under the name of ours";
}

TEST_F(SessionToken, IsRefusedIfAKeyIsThereTwice) {
  EXPECT_FALSE(takes_header(header(R"(,"alg":"ES256")")));
  EXPECT_FALSE(takes_header(R"({"alg":"none","alg":"ES256","kid":")" + kid_ + R"(","typ":"JWT"})"));
  EXPECT_FALSE(takes_header(header(R"(,"a\u006cg":"none")"))) << "in another spelling";
  EXPECT_FALSE(takes_header(header(R"(,"kid":"x")")));
  EXPECT_FALSE(takes_payload(payload(R"(,"exp":1781600400)")));
  EXPECT_FALSE(takes_payload(payload(R"(,"sub":"x")")));
  EXPECT_FALSE(takes_payload(payload(R"(,"s\u0075b":"x")")));
  EXPECT_FALSE(takes_payload(payload(R"(,"other":1,"other":1)")));
}

TEST_F(SessionToken, IsRefusedIfItIsForSomethingElse) {
  EXPECT_FALSE(takes_payload(payload_with(kIssuer, "https://accounts.example.net")));
  EXPECT_FALSE(takes_payload(payload_with(kIssuer, "")));
  EXPECT_FALSE(takes_payload(payload_with(kIssuer, std::string(kIssuer) + "/")));
  EXPECT_FALSE(takes_payload(payload_with(R"("aud":"selfsame-session")", R"("aud":"other")")));
  EXPECT_FALSE(
      takes_payload(payload_with(R"("aud":"selfsame-session")", R"("aud":["selfsame-session"])")));
  EXPECT_FALSE(takes_payload(payload_with(R"("aud":"selfsame-session",)", "")));
  EXPECT_FALSE(takes_payload(payload_with(R"("iss":")" + std::string(kIssuer) + "\",", "")));
  for (const std::string type : {R"("at+jwt")", R"("jwt")", R"("")", "null", "1"}) {
    EXPECT_FALSE(takes_header(R"({"alg":"ES256","kid":")" + kid_ + R"(","typ":)" + type + "}"))
        << type;
  }
  const SessionTokens other("https://other.example.com", SigningKeys::ephemeral(kNow));
  EXPECT_EQ(other.verify(other.sign(claims_).reveal()), claims_);
}

TEST_F(SessionToken, IsRefusedIfAClaimIsOfTheWrongKind) {
  for (const std::string other : {"\"1781600400\"", "1781600400.0", "1781600400.5", "1.7816004e9",
                                  "null", "true", "[1781600400]", "-1", "253402300800",
                                  "18446744073709551615", "1e400", "99999999999999999999"}) {
    EXPECT_FALSE(takes_payload(payload_with("1781600400", other))) << "exp " << other;
    EXPECT_FALSE(takes_payload(payload_with("1779008400", other))) << "iat " << other;
  }
  EXPECT_TRUE(takes_payload(payload_with("1781600400", "253402300799")));
  EXPECT_TRUE(takes_payload(payload_with("1781600400", "0")));
  EXPECT_FALSE(takes_payload(payload_with(R"(,"exp":1781600400)", "")));
  EXPECT_FALSE(takes_payload(payload_with(R"(,"iat":1779008400)", "")));
  const auto user = claims_.user.hex();
  for (const auto& other : {core::id_to_uuid(claims_.user.bytes), user.substr(1), user + "0",
                            "A" + user.substr(1), std::string()}) {
    EXPECT_FALSE(takes_payload(payload_with(user, other))) << other;
  }
  const auto id = "jwt_" + core::id_to_base32(claims_.id.bytes);
  for (const auto& other : {id.substr(4), "usr_" + id.substr(4), id.substr(0, 29), id + "0",
                            claims_.id.hex(), core::lower_ascii(id), std::string()}) {
    EXPECT_FALSE(takes_payload(payload_with(id, other))) << other;
  }
}

TEST_F(SessionToken, IsRefusedIfItIsNoJsonObject) {
  for (const std::string other : {"", "null", "[]", "\"x\"", "1", "{", "{}x", "{} {}"}) {
    EXPECT_FALSE(takes_payload(other)) << other;
    EXPECT_FALSE(takes_header(other)) << other;
  }
  EXPECT_FALSE(takes_payload(payload(R"(,"other":{"deep":1})")));
  EXPECT_FALSE(takes_payload(payload(",\"other\":\"\xFF\"")));
}

TEST_F(SessionToken, IsRefusedIfAnyCharacterIsAltered) {
  const auto token = good();
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto altered = token;
    for (const char other : {'A', '_', '.', '=', '+', '/', ' ', '\n', '\0', '\xFF'}) {
      if (token[i] == other) continue;
      altered[i] = other;
      EXPECT_FALSE(takes(altered)) << i << " " << int{other};
    }
    const auto at = kBase64Url.find(token[i]);
    if (at == std::string_view::npos) continue;
    for (const std::size_t flipped : {at ^ 1U, at ^ 2U, at ^ 16U, at ^ 32U}) {
      altered[i] = kBase64Url[flipped];
      EXPECT_FALSE(takes(altered)) << i << " " << altered[i];
    }
  }
}

TEST_F(SessionToken, HasOneSpelling) {
  // The last character of a part may hold bits that count for nothing.
  for (std::size_t more = 0; more < 3; ++more) {
    const auto token = signed_token(header(), payload(R"(,"a":")" + std::string(more, 'x') + "\""));
    ASSERT_TRUE(takes(token));
    for (auto end = token.find('.'); end != std::string::npos;
         end = end == token.size() ? std::string::npos
                                   : std::min(token.find('.', end + 1), token.size())) {
      for (const char other : kBase64Url) {
        auto altered = token;
        altered[end - 1] = other;
        EXPECT_EQ(takes(altered), altered == token) << altered;
      }
      auto padded = token;
      padded.insert(end, "=");
      EXPECT_FALSE(takes(padded));
    }
  }
}

TEST_F(SessionToken, IsRefusedIfItIsCutOrGrown) {
  const auto token = good();
  for (std::size_t length = 0; length < token.size(); ++length) {
    EXPECT_FALSE(takes(token.substr(0, length))) << length;
    EXPECT_FALSE(takes(token.substr(token.size() - length))) << length;
  }
  for (const char* const more : {"A", "AA", "AAAA", ".", ".AAAA", " ", "\n", "="}) {
    EXPECT_FALSE(takes(token + more)) << more;
    EXPECT_FALSE(takes(more + token)) << more;
  }
  EXPECT_FALSE(takes(token + std::string(1, '\0')));
}

TEST_F(SessionToken, MayBeSoLongAndNoLonger) {
  bool at_limit = false;
  bool past_limit = false;
  for (std::size_t more = 1200; more < 1500; ++more) {
    const auto token = signed_token(header(), payload(R"(,"a":")" + std::string(more, 'x') + "\""));
    EXPECT_EQ(takes(token), token.size() <= core::limits::kSessionTokenBytes) << token.size();
    at_limit = at_limit || token.size() == core::limits::kSessionTokenBytes;
    past_limit = past_limit || token.size() == core::limits::kSessionTokenBytes + 1;
  }
  EXPECT_TRUE(at_limit);
  EXPECT_TRUE(past_limit);
}

TEST_F(SessionToken, IsRefusedIfItIsHuge) {
  const std::string huge(std::size_t{1} << 20, 'A');
  EXPECT_FALSE(takes(huge));
  EXPECT_FALSE(takes("eyJ" + huge + "." + huge + "." + huge));
  EXPECT_FALSE(takes(std::string(std::size_t{1} << 20, '.')));
  EXPECT_FALSE(takes(signed_token(header(), payload(R"(,"a":")" + huge + "\""))));
}

TEST_F(SessionToken, NeedsAnIssuerThatItCanCarry) {
  const auto carries = [](const std::string& issuer) {
    try {
      const SessionTokens tokens(issuer, SigningKeys::ephemeral(kNow));
    } catch (const std::invalid_argument&) {
      return false;
    }
    return true;
  };
  EXPECT_TRUE(carries("selfsame"));
  EXPECT_TRUE(carries(std::string(1000, 'x')));
  EXPECT_FALSE(carries(std::string(2000, 'x')));
  EXPECT_FALSE(carries(""));
  EXPECT_FALSE(carries("\xFF"));
  EXPECT_FALSE(carries(std::string("a\0b", 3)));
}

TEST_F(SessionToken, CanBeUsedByThreadsAtOnce) {
  const auto token = good();
  std::vector<std::thread> threads;
  std::array<bool, 4> good_ones{};
  for (auto& is_good : good_ones) {
    threads.emplace_back([&] {
      is_good = true;
      for (int i = 0; i < 50; ++i) {
        is_good = is_good && tokens_->verify(token) == claims_ &&
                  tokens_->verify(tokens_->sign(claims_).reveal()) == claims_;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good_ones, (std::array{true, true, true, true}));
}

TEST(SessionTokens, VerifyByAnOlderKeyUntilItIsDropped) {
  crypto::initialize();
  std::string name = (fs::temp_directory_path() / "selfsame-session-tokens-XXXXXX").string();
  const fs::path directory = ::mkdtemp(name.data());
  const auto path = (directory / "keys").string();
  SeededEntropy entropy;
  const core::SessionClaims claims{.id = core::SessionId::make(kNow, entropy),
                                   .user = core::UserId::make(kNow, entropy),
                                   .issued_at = kNow,
                                   .expires_at = kNow + 1h};
  const SessionTokens before(kIssuer, SigningKeys::load_or_make(path, entropy, kNow));
  const auto old_token = before.sign(claims);

  const SessionTokens after(kIssuer, SigningKeys::rotate(path, entropy, kNow + 1h, 720h));
  const auto new_token = after.sign(claims);
  EXPECT_EQ(after.verify(old_token.reveal()), claims);
  EXPECT_EQ(after.verify(new_token.reveal()), claims);
  EXPECT_FALSE(before.verify(new_token.reveal())) << "by a key that it does not know yet";

  const SessionTokens last(kIssuer, SigningKeys::rotate(path, entropy, kNow + 722h, 720h));
  EXPECT_FALSE(last.verify(old_token.reveal()));
  EXPECT_EQ(last.verify(new_token.reveal()), claims);
  fs::remove_all(directory);
}

}  // namespace
}  // namespace selfsame::identity
