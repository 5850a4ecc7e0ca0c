#include "dialects/cloudflare/credentials.h"

#include <gtest/gtest.h>
#include <initializer_list>
#include <memory>

#include "http/response.h"

namespace selfsame::cloudflare {
namespace {

const std::string kToken = "ssut_" + std::string(48, 'a');
const std::string kOldToken = "8M7wS6hCpXVc-DoRnPPY_UCWPgy8aea4Wy6kCe5T";
const std::string kKey = "144c9defac04969c7bfad8efaa8ea194";
const std::string kEmail = "user@example.com";

/// The headers of a request; those with an empty name are left out.
class Headers {
 public:
  Headers(std::initializer_list<http::HeaderLine> lines)
      : request_(std::make_unique<http::Request>()) {
    for (const auto& line : lines) {
      request_->header_lines.at(request_->header_count++) = line;
      if (line.name == "Authorization") request_->authorization = line.value;
    }
  }
  /// `token SECRET`, `key EMAIL SECRET`, or the codes of the refusal.
  [[nodiscard]] std::string read(bool only_bearer = false) const {
    const auto found = read_credentials(*request_, only_bearer);
    if (found) {
      return found->form == dialect::CredentialForm::bearer
                 ? "token " + std::string(found->secret)
                 : "key " + std::string(found->email) + ' ' + std::string(found->secret);
    }
    std::string codes = std::to_string(found.error().status);
    for (const auto& item : found.error().errors) {
      codes += ' ' + std::to_string(item.code);
      for (const auto& link : item.error_chain) codes += " > " + std::to_string(link.code);
    }
    return codes;
  }

 private:
  std::unique_ptr<http::Request> request_;
};

std::string bearer(std::string_view authorization) {
  return Headers{{"Authorization", authorization}}.read();
}
std::string pair(std::string_view email, std::string_view key) {
  return Headers{{"X-Auth-Email", email}, {"X-Auth-Key", key}}.read();
}

TEST(ReadCredentials, NoneAtAllIs9106) {
  EXPECT_EQ(Headers({}).read(), "400 9106");
  EXPECT_EQ(Headers({}).read(true), "400 9106");
  EXPECT_EQ((Headers{{"X-Auth-User-Service-Key", "v1.0-abc"}}).read(), "400 9106");
}

TEST(ReadCredentials, TakesABearerToken) {
  EXPECT_EQ(bearer("Bearer " + kToken), "token " + kToken);
  EXPECT_EQ(bearer("Bearer " + kOldToken), "token " + kOldToken);
  EXPECT_EQ(bearer("bEARER " + kOldToken), "token " + kOldToken) << "any case";
}

TEST(ReadCredentials, ATokenHasFrom40To512Characters) {
  EXPECT_EQ(bearer("Bearer " + std::string(39, 'a')), "400 6003 > 6111");
  EXPECT_EQ(bearer("Bearer " + std::string(40, 'a')), "token " + std::string(40, 'a'));
  EXPECT_EQ(bearer("Bearer " + std::string(512, 'a')), "token " + std::string(512, 'a'));
  EXPECT_EQ(bearer("Bearer " + std::string(513, 'a')), "400 6003 > 6111");
  EXPECT_EQ(bearer("Bearer 144c9defac04969c7bfad8efaa8ea1940abcd"), "400 6003 > 6111")
      << "a global key of 37 characters";
}

TEST(ReadCredentials, RefusesAnotherFormOfAuthorization) {
  for (const std::string& text :
       {std::string(), std::string("Bearer"), std::string("Bearer "), "Bearer  " + kToken,
        "Bearer\t" + kToken, "Basic " + kToken, kToken, "BearerX" + kToken,
        "Bearer " + kToken + " x", "Bearer " + kToken + '=', "Bearer \"" + kToken + '"',
        "Bearer " + kToken + "\xC3\xA4", "Bearer," + kToken}) {
    EXPECT_EQ(bearer(text), "400 6003 > 6111") << text;
  }
}

TEST(ReadCredentials, AuthorizationWinsOverThePair) {
  const std::string authorization = "Bearer " + kToken;
  EXPECT_EQ(
      (Headers{{"X-Auth-Email", kEmail}, {"X-Auth-Key", kKey}, {"Authorization", authorization}})
          .read(),
      "token " + kToken);
  EXPECT_EQ(
      (Headers{{"X-Auth-Email", kEmail}, {"X-Auth-Key", kKey}, {"Authorization", "x"}}).read(),
      "400 6003 > 6111");
}

TEST(ReadCredentials, TakesAMailAddressAndAKey) {
  EXPECT_EQ(pair(kEmail, kKey), "key " + kEmail + ' ' + kKey);
  EXPECT_EQ((Headers{{"x-auth-key", kKey}, {"X-AUTH-EMAIL", kEmail}}).read(),
            "key " + kEmail + ' ' + kKey);
}

TEST(ReadCredentials, AKeyIsHexOrHasAPrefixOfKeys) {
  for (const std::string& key : {kKey, kKey + "01234", std::string(80, 'f'),
                                 "ssgk_" + std::string(48, 'Z'), "cfk_" + std::string(48, 'z')}) {
    EXPECT_EQ(pair(kEmail, key), "key " + kEmail + ' ' + key);
  }
  for (const std::string& key :
       {std::string(), std::string("x"), std::string(31, 'f'), std::string(81, 'f'),
        std::string("144C9DEFAC04969C7BFAD8EFAA8EA194"), kOldToken, kToken,
        "ssgk_" + std::string(47, 'Z') + '_', "cfk-" + std::string(48, 'z'), kKey + ' '}) {
    EXPECT_EQ(pair(kEmail, key), "400 6003 > 6103") << key;
  }
}

TEST(ReadCredentials, NamesBothBadHeadersInOneChain) {
  EXPECT_EQ(pair("nobody", kKey), "400 6003 > 6102");
  EXPECT_EQ(pair("nobody", "x"), "400 6003 > 6102 > 6103");
  EXPECT_EQ(pair(std::string(90, 'x') + "@example.com", kKey), "400 6003 > 6102");
}

TEST(ReadCredentials, HalfOfThePairIsABadOtherHalf) {
  EXPECT_EQ((Headers{{"X-Auth-Email", kEmail}}).read(), "400 6003 > 6103");
  EXPECT_EQ((Headers{{"X-Auth-Key", kKey}}).read(), "400 6003 > 6102");
}

TEST(ReadCredentials, OnlyATokenIsVerified) {
  EXPECT_EQ((Headers{{"X-Auth-Email", kEmail}, {"X-Auth-Key", kKey}}).read(true), "400 1001");
  const std::string authorization = "Bearer " + kToken;
  EXPECT_EQ((Headers{{"Authorization", authorization}}).read(true), "token " + kToken);
}

}  // namespace
}  // namespace selfsame::cloudflare
