#include "dialects/cloudflare/dialect.h"

#include <gtest/gtest.h>
#include <map>

#include "core/access/resource.h"
#include "dialects/cloudflare/dialect_testing.h"
#include "tests/support/stub_transaction.h"

namespace selfsame::cloudflare {
namespace {

using http::Method;

const std::string kOrganization = "023e105f4ecef8ad9ca31a8372d0c353";
const std::string kOther = std::string(32, '7');
const std::string kSecret = std::string(40, 'a');
const std::string kSibling = std::string(40, 'b');
const std::string kPersonal = std::string(40, 'c');

core::RoleCatalogue only_owners() {
  core::Role role;
  role.id = core::super_administrator();
  return {{role}, {}};
}

/// A token that may do everything.
core::Token token_of(const core::Owner& owner, char id) {
  core::Token token;
  token.id = *core::TokenId::parse(std::string(32, id));
  token.owner = owner;
  token.policies = {{{}, core::Effect::allow, {"all_permissions"}, {{{}, {}}}}};
  return token;
}

/// One organization with two tokens, and a person without a place in it with one.
class Contents final : public testing::StubTransaction {
 public:
  Contents() {
    const auto organization = *core::OrganizationId::parse(kOrganization);
    const auto user = *core::UserId::parse(kOther);
    const testing::FakeHasher hasher;
    tokens_[hasher.hash(kSecret).bytes] = token_of(organization, '1');
    tokens_[hasher.hash(kSibling).bytes] = token_of(organization, '2');
    tokens_[hasher.hash(kPersonal).bytes] = token_of(user, '3');
  }
  std::shared_ptr<const core::Token> find_token_by_secret(const core::SecretHash& hash) override {
    const auto found = tokens_.find(hash.bytes);
    if (found == tokens_.end()) return nullptr;
    return std::make_shared<const core::Token>(found->second);
  }
  std::shared_ptr<const core::User> find_user(const core::UserId& id) override {
    core::User user;
    user.id = id;
    return std::make_shared<const core::User>(user);
  }
  std::shared_ptr<const core::Organization> find_organization(
      const core::OrganizationId& id) override {
    if (id.hex() != kOrganization) return nullptr;
    core::Organization organization;
    organization.id = id;
    return std::make_shared<const core::Organization>(organization);
  }
  std::shared_ptr<const std::vector<core::Membership>> memberships_of(
      const core::UserId&) override {
    return std::make_shared<const std::vector<core::Membership>>();
  }
  std::shared_ptr<const core::User> find_user_by_email(std::string_view) override {
    return nullptr;
  }
  /// What is refused is recorded; tests/core_operations looks at that.
  void append_audit_record(core::AuditRecord) override {}

 private:
  std::map<decltype(core::SecretHash::bytes), core::Token> tokens_;
};

class Calls : public ::testing::TestWithParam<bool> {
 protected:
  /// `STATUS body`.
  std::string call(Method method, std::string_view target, std::string_view secret = kSecret,
                   std::string_view body = {}) {
    const auto answer = dialect_.ask({method, target, secret, body});
    return std::to_string(answer.response.status) + ' ' + answer.response.body;
  }

  static std::string refusal(unsigned status, int code, const std::string& message,
                             const std::string& result = "null") {
    return std::to_string(status) + R"( {"success":false,"errors":[{"code":)" +
           std::to_string(code) + R"(,"message":")" + message + R"("}],"messages":[],"result":)" +
           result + '}';
  }

  core::RoleCatalogue roles_ = only_owners();
  Contents contents_;
  TestedDialect dialect_{contents_, roles_, GetParam(), 100};
};

const std::string kAccount = "/accounts/" + kOrganization;
const std::string kOtherAccount = "/accounts/" + kOther;

TEST_P(Calls, OfATokenWithoutAPersonAreRefusedWhereAPersonIsMeant) {
  EXPECT_EQ(call(Method::get, "/user"),
            refusal(403, 9109, "Unauthorized to access requested resource"));
  const auto refused = refusal(403, 10000, "Authentication error");
  for (const std::string path : {"/user/tokens", "/user/tokens/permission_groups", "/user/invites",
                                 "/user/organizations", "/user/tenants"}) {
    EXPECT_EQ(call(Method::get, path), refused) << path;
    EXPECT_EQ(call(Method::get, path + "?page=x"), refused) << "before anything about the query";
  }
  const auto item = "/user/tokens/" + kOther;
  EXPECT_EQ(call(Method::get, item), refused);
  EXPECT_EQ(call(Method::delete_, item), refused);
  EXPECT_EQ(call(Method::put, item + "/value"), refused);
  EXPECT_EQ(call(Method::put, item, kSecret, "{"), refused) << "before anything about the body";
  EXPECT_EQ(call(Method::post, "/user/tokens", kSecret, "{"), refused);
  EXPECT_EQ(call(Method::get, "/user/communication_preferences"),
            refusal(403, 4030, "Authentication error", "[]"));
}

TEST_P(Calls, OfATokenWithoutAPersonToMembershipsDoNotAuthenticate) {
  const auto refused = refusal(400, 9106, "Authentication failed");
  EXPECT_EQ(call(Method::get, "/memberships"), refused);
  EXPECT_EQ(call(Method::get, "/memberships?order=none"), refused);
  EXPECT_EQ(call(Method::get, "/memberships/" + kOther), refused);
  EXPECT_EQ(call(Method::put, "/memberships/" + kOther, kSecret, "{}"), refused);
  EXPECT_EQ(call(Method::delete_, "/memberships/" + kOther), refused);
}

TEST_P(Calls, OfATokenOfAnOrganizationSeeThatOneOnly) {
  EXPECT_TRUE(
      call(Method::get, "/accounts").starts_with(R"(200 {"result":[{"id":")" + kOrganization));
  EXPECT_TRUE(call(Method::get, kAccount).starts_with("200 "));
  const auto unknown = refusal(404, 1001, "Account not found.");
  EXPECT_EQ(call(Method::get, kOtherAccount), unknown);
  EXPECT_EQ(call(Method::get, kOtherAccount + "/members?page=0"), unknown);
  EXPECT_EQ(call(Method::post, kOtherAccount + "/members", kSecret, "{"), unknown);
  EXPECT_EQ(call(Method::put, kAccount, kPersonal, "{"), unknown) << "of a stranger";
}

TEST_P(Calls, ThatMayBeMadeAreToldWhatIsWrongWithTheirInput) {
  EXPECT_TRUE(call(Method::get, kAccount + "/members?order=age&page=0")
                  .starts_with(R"(400 {"success":false,"errors":[{"code":1001,"message":)"
                               R"("page: must be 1 or more","source":{"pointer":"/page"}},)"
                               R"({"code":1001,"message":"order: must be user.first_name, )"));
  EXPECT_TRUE(call(Method::post, kAccount + "/members", kSecret, "{")
                  .starts_with(R"(400 {"success":false,"errors":[{"code":6007,)"));
  EXPECT_TRUE(call(Method::post, kAccount + "/members", kSecret, "{}")
                  .starts_with(R"(400 {"success":false,"errors":[{"code":1001,"message":)"
                               R"("email: is required","source":{"pointer":"/email"}})"));
}

TEST_P(Calls, ToPreferencesAreRefusedWithAnEmptyList) {
  const auto of = [&](std::string_view body) {
    return call(Method::put, "/user/communication_preferences", kPersonal, body);
  };
  EXPECT_TRUE(of("{").starts_with(R"(400 {"success":false,"errors":[{"code":4002,)"));
  EXPECT_TRUE(of("{").ends_with(R"("result":[]})"));
  EXPECT_EQ(of("[]"), refusal(400, 4001, "body: must be an object", "[]"));
  EXPECT_EQ(
      call(Method::get, "/user/communication_preferences", "x"),
      R"(400 {"success":false,"errors":[{"code":6003,"message":"Invalid request headers",)"
      R"("error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]}],)"
      R"("messages":[],"result":[]})");
}

TEST_P(Calls, ToVerifyKnowTheTokensOfTheirOwnerOnly) {
  const auto invalid = refusal(401, 1000, "Invalid API Token");
  const auto known = R"(200 {"result":{"id":")" + std::string(32, '1') + R"(","status":"active"})";
  EXPECT_TRUE(call(Method::get, kAccount + "/tokens/verify").starts_with(known));
  EXPECT_EQ(call(Method::get, "/user/tokens/verify"), invalid);
  EXPECT_EQ(call(Method::get, kOtherAccount + "/tokens/verify"), invalid);
  EXPECT_EQ(call(Method::get, kAccount + "/tokens/verify", std::string(40, 'x')), invalid);
  EXPECT_EQ(call(Method::get, kAccount + "/tokens/verify", kPersonal), invalid);
  EXPECT_TRUE(call(Method::get, "/user/tokens/verify", kPersonal).starts_with("200 "));
}

TEST_P(Calls, OfATokenOfAnOrganizationCountByThemselves) {
  const auto of = [&](std::string_view secret) {
    return call(Method::get, kAccount, secret).substr(0, 3);
  };
  for (unsigned i = 0; i < dialect_.limiter.requests_max(); ++i) ASSERT_EQ(of(kSecret), "200");
  EXPECT_EQ(of(kSecret), "429");
  EXPECT_EQ(of(kSibling), "200");
}

INSTANTIATE_TEST_SUITE_P(Engines, Calls, ::testing::Bool(), [](const auto& engine) {
  return engine.param ? "ReadsHere" : "ReadsElsewhere";
});

}  // namespace
}  // namespace selfsame::cloudflare
