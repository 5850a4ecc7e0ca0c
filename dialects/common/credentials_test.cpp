#include "dialects/common/credentials.h"

#include <gtest/gtest.h>
#include <initializer_list>
#include <memory>
#include <string>

#include "core/limits.h"

namespace selfsame::dialect {
namespace {

const std::string kToken(40, 'a');
const std::string kKey(32, 'f');

/// What the headers show: `bearer SECRET`, `key EMAIL SECRET`, or what is wrong.
std::string shown(std::initializer_list<http::HeaderLine> lines) {
  const auto request = std::make_unique<http::Request>();
  for (const auto& line : lines) {
    request->header_lines.at(request->header_count++) = line;
    if (line.name == "Authorization") request->authorization = line.value;
  }
  const auto read = read_credentials(*request);
  if (read) {
    return read->form == CredentialForm::bearer
               ? "bearer " + std::string(read->secret)
               : "key " + std::string(read->email) + ' ' + std::string(read->secret);
  }
  const auto& problem = read.error();
  if (problem.is_missing()) return "missing";
  return std::string("wrong:") + (problem.authorization ? " authorization" : "") +
         (problem.email ? " email" : "") + (problem.key ? " key" : "");
}

TEST(ReadCredentials, TakesABearerTokenInAnyCaseOfTheScheme) {
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER "}) {
    EXPECT_EQ(shown({{"Authorization", scheme + kToken}}), "bearer " + kToken);
  }
}

TEST(ReadCredentials, TakesAKeyWithItsMailAddress) {
  EXPECT_EQ(shown({{"X-Auth-Email", "a@b"}, {"X-Auth-Key", kKey}}), "key a@b " + kKey);
  const std::string ours = "ssgk_" + std::string(40, 'Z');
  EXPECT_EQ(shown({{"X-Auth-Email", "a@b"}, {"X-Auth-Key", ours}}), "key a@b " + ours);
}

TEST(ReadCredentials, AuthorizationWins) {
  EXPECT_EQ(
      shown({{"X-Auth-Email", "a@b"}, {"X-Auth-Key", kKey}, {"Authorization", "Bearer " + kToken}}),
      "bearer " + kToken);
  EXPECT_EQ(shown({{"X-Auth-Email", "a@b"}, {"X-Auth-Key", kKey}, {"Authorization", "Basic x"}}),
            "wrong: authorization");
}

TEST(ReadCredentials, SaysWhatIsWrong) {
  EXPECT_EQ(shown({}), "missing");
  // A session token says more than an API token.
  const std::string parts = "eyJ.b.";
  const auto longest = parts + std::string(core::limits::kSessionTokenBytes - parts.size(), 'c');
  EXPECT_EQ(shown({{"Authorization", "Bearer " + longest}}), "bearer " + longest);
  for (const std::string& value :
       {std::string(), std::string("Bearer"), std::string("Bearer "), "Bearer  " + kToken,
        "Bearer " + std::string(39, 'a'), "Bearer " + std::string(513, 'a'),
        "Bearer " + longest + 'c', "Bearer " + kToken + "!", "Token " + kToken, kToken}) {
    EXPECT_EQ(shown({{"Authorization", value}}), "wrong: authorization") << value;
  }
  EXPECT_EQ(shown({{"X-Auth-Email", "a@b"}}), "wrong: key");
  EXPECT_EQ(shown({{"X-Auth-Key", kKey}}), "wrong: email");
  EXPECT_EQ(shown({{"X-Auth-Email", "a"}, {"X-Auth-Key", "x"}}), "wrong: email key");
}

TEST(ReadCredentials, LengthsHaveLimits) {
  for (const auto size : {std::size_t{40}, std::size_t{512}}) {
    const std::string token(size, 'a');
    EXPECT_EQ(shown({{"Authorization", "Bearer " + token}}), "bearer " + token);
  }
  EXPECT_EQ(shown({{"X-Auth-Email", "a@b"}, {"X-Auth-Key", std::string(31, 'f')}}), "wrong: key");
  EXPECT_EQ(shown({{"X-Auth-Email", "a@b"}, {"X-Auth-Key", std::string(81, 'f')}}), "wrong: key");
}

}  // namespace
}  // namespace selfsame::dialect
