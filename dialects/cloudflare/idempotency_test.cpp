#include <gtest/gtest.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/access/resource.h"
#include "core/limits.h"
#include "dialects/cloudflare/dialect_testing.h"
#include "tests/support/stub_transaction.h"

/// What `dialect::Flow` makes of an `Idempotency-Key`.
namespace selfsame::cloudflare {
namespace {

using http::Method;
using std::chrono::microseconds;

const std::string kSecret = std::string(40, 'a');
const std::string kSibling = std::string(40, 'b');  // another token of the same person
const std::string kRolled = std::string(40, 'c');   // the first token, after it was rolled

constexpr std::string_view kTokens = "/user/tokens";
const std::string kBody = R"({"name":"t","policies":[{"effect":"allow","resources":{"*":"*"},)"
                          R"("permission_groups":[{"id":"8acbe5bb0d54464ab867149d7f7cf8ac"}]}]})";
const std::string kOtherBody = R"( )" + kBody;  // says the same, in other bytes

/// One person with two tokens that may do everything, and what is made for them.
class Contents final : public testing::StubTransaction {
 public:
  using Key = std::pair<core::IdBytes, std::string>;

  Contents() {
    const auto user = *core::UserId::parse(std::string(32, '7'));
    add(user, kSecret, '1');
    add(user, kSibling, '2');
    add(user, kRolled, '1');
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
  std::shared_ptr<const std::vector<core::Membership>> memberships_of(
      const core::UserId&) override {
    return std::make_shared<const std::vector<core::Membership>>();
  }
  std::uint64_t count_tokens(const core::Owner&) override { return made.size(); }
  void insert_token(const core::Token& token, const core::SecretHash&) override {
    made.push_back(token.name);
  }
  bool update_user(const core::User&) override {
    ++edits;
    return true;
  }
  void append_audit_record(core::AuditRecord) override { ++records; }

  std::optional<core::KeptAnswer> find_answer(const core::IdBytes& credential,
                                              std::string_view key) override {
    const auto found = answers.find(Key(credential, key));
    return found == answers.end() ? std::nullopt : std::optional(found->second);
  }
  void keep_answer(const core::IdBytes& credential, std::string_view key,
                   const core::KeptAnswer& answer) override {
    answers[Key(credential, key)] = answer;
  }

  std::vector<std::string> made;
  std::map<Key, core::KeptAnswer> answers;
  int edits = 0;
  int records = 0;

 private:
  void add(const core::UserId& user, const std::string& secret, char id) {
    core::Token token;
    token.id = *core::TokenId::parse(std::string(32, id));
    token.owner = user;
    token.policies = {{{}, core::Effect::allow, {"all_permissions"}, {{{}, {}}}}};
    tokens_[testing::FakeHasher().hash(secret).bytes] = token;
  }

  std::map<decltype(core::SecretHash::bytes), core::Token> tokens_;
};

class Idempotency : public ::testing::TestWithParam<bool> {
 protected:
  struct Answer {
    unsigned status;
    std::string body;
    bool replayed;
  };
  Answer ask(Method method, std::string_view target, std::optional<std::string_view> key,
             std::string_view body = kBody, std::string_view secret = kSecret) {
    const auto answer = dialect_.ask({method, target, secret, body, {}, key});
    const bool replayed =
        answer.response.headers().find("Idempotent-Replayed: true\r\n") != std::string::npos;
    EXPECT_TRUE(answer.response.fixed_headers.find("no-store") != std::string_view::npos);
    return {answer.response.status, answer.response.body, replayed};
  }
  Answer create(std::optional<std::string_view> key, std::string_view body = kBody,
                std::string_view secret = kSecret) {
    return ask(Method::post, kTokens, key, body, secret);
  }
  static void expect_refused(const Answer& answer, std::string_view message) {
    EXPECT_EQ(answer.status, 400U);
    EXPECT_FALSE(answer.replayed);
    EXPECT_NE(answer.body.find(message), std::string::npos) << answer.body;
  }

  core::RoleCatalogue roles_{{[] {
                               core::Role role;
                               role.id = core::super_administrator();
                               return role;
                             }()},
                             {}};
  Contents contents_;
  TestedDialect dialect_{contents_, roles_, GetParam(), 0};
};

TEST_P(Idempotency, GivesTheFirstAnswerAgain) {
  const auto first = create("key-1");
  EXPECT_EQ(first.status, 200U);
  EXPECT_FALSE(first.replayed);
  const auto records = contents_.records;
  dialect_.clock.advance(std::chrono::seconds(9));
  const auto again = create("key-1");
  EXPECT_EQ(again.status, 200U);
  EXPECT_EQ(again.body, first.body);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(contents_.made.size(), 1U);
  EXPECT_EQ(contents_.records, records);
}

TEST_P(Idempotency, IsOfEachKeyByItself) {
  const auto first = create("key-1");
  for (const auto& other :
       {create("key-2"), create("KEY-1"), create(std::nullopt), create(std::nullopt)}) {
    EXPECT_EQ(other.status, 200U);
    EXPECT_FALSE(other.replayed);
    EXPECT_NE(other.body, first.body);
  }
  EXPECT_EQ(contents_.made.size(), 5U);
  EXPECT_EQ(contents_.answers.size(), 3U);
}

TEST_P(Idempotency, RefusesAnotherRequest) {
  ASSERT_EQ(create("key-1").status, 200U);
  expect_refused(create("key-1", kOtherBody),
                 R"("message":"This Idempotency-Key was used for another request.)");
  expect_refused(ask(Method::post, "/user/tokens?a", "key-1"), "another request");
  EXPECT_EQ(contents_.made.size(), 1U);
  EXPECT_TRUE(create("key-1").replayed);
}

TEST_P(Idempotency, IsOfEachCredentialByItself) {
  const auto mine = create("key-1");
  const auto hers = create("key-1", kBody, kSibling);
  EXPECT_EQ(hers.status, 200U);
  EXPECT_FALSE(hers.replayed);
  EXPECT_NE(hers.body, mine.body);
  EXPECT_EQ(create("key-1", kOtherBody, kSibling).status, 400U);
  EXPECT_EQ(create("key-1").body, mine.body);
}

TEST_P(Idempotency, DoesNotOpenAnAnswerToANewSecret) {
  ASSERT_EQ(create("key-1").status, 200U);
  expect_refused(create("key-1", kBody, kRolled), "before the credential was rolled");
  EXPECT_EQ(contents_.made.size(), 1U);
  EXPECT_EQ(create("key-2", kBody, kRolled).status, 200U);
}

TEST_P(Idempotency, KeepsNothingOfARefusedRequest) {
  for (const auto* body : {"{", "{}", R"({"name":"","policies":[]})"}) {
    EXPECT_EQ(create("key-1", body).status, 400U);
  }
  EXPECT_EQ(create("key-1", kBody, std::string(40, 'x')).status, 403U);
  EXPECT_TRUE(contents_.answers.empty());
  const auto mended = create("key-1");
  EXPECT_EQ(mended.status, 200U);
  EXPECT_FALSE(mended.replayed);
}

TEST_P(Idempotency, KeepsWhatOnlyTheCallerCanRead) {
  const auto value = [](const std::string& body) {
    const std::string_view name = R"("value":")";
    const auto at = body.find(name);
    return at == std::string::npos ? std::string() : body.substr(at + name.size(), 40);
  }(create("key-1").body);
  ASSERT_EQ(value.size(), 40U);
  ASSERT_EQ(contents_.answers.size(), 1U);
  const auto& [key, kept] = *contents_.answers.begin();
  EXPECT_EQ(kept.sealed_body.find(value), std::string::npos);
  EXPECT_EQ(kept.status, 200U);
  EXPECT_EQ(kept.created_at, dialect_.clock.now());
}

TEST_P(Idempotency, LastsADay) {
  const auto first = create("key-1");
  dialect_.clock.advance(core::limits::kIdempotencyLifetime - microseconds(1));
  EXPECT_TRUE(create("key-1").replayed);
  dialect_.clock.advance(microseconds(1));
  const auto second = create("key-1", kOtherBody);
  EXPECT_EQ(second.status, 200U);
  EXPECT_FALSE(second.replayed);
  EXPECT_NE(second.body, first.body);
  EXPECT_EQ(create("key-1", kOtherBody).body, second.body);
  EXPECT_EQ(contents_.made.size(), 2U);
}

TEST_P(Idempotency, TakesKeysOf1To255PrintableCharacters) {
  const std::string longest(core::limits::kIdempotencyKeyBytes, '~');
  EXPECT_EQ(create(longest).status, 200U);
  EXPECT_TRUE(create(longest).replayed);
  EXPECT_EQ(create("!").status, 200U);
  for (const auto& key : {longest + '~', std::string(), std::string("a b"), std::string("a\tb"),
                          std::string("a\x7F"), std::string("\xC3\xA4")}) {
    expect_refused(create(key), R"("message":"Idempotency-Key: must be 1 to 255 printable )"
                                R"(characters without blanks","source":)"
                                R"({"pointer":"/Idempotency-Key"})");
    expect_refused(create(key, "{"), "Idempotency-Key");
  }
  EXPECT_EQ(contents_.made.size(), 2U);
}

TEST_P(Idempotency, SaysNothingOfTheKeyToWhoMayNotDoItAtAll) {
  EXPECT_EQ(create("a b", kBody, std::string(40, 'x')).status, 403U);
}

TEST_P(Idempotency, IsOfPostOnly) {
  for (const auto* key : {"key-1", "key-1", "a b", ""}) {
    const auto edited = ask(Method::patch, "/user", key, R"({"first_name":"Ann"})");
    EXPECT_EQ(edited.status, 200U);
    EXPECT_FALSE(edited.replayed);
  }
  EXPECT_EQ(contents_.edits, 4);
  EXPECT_EQ(ask(Method::get, "/user", "a b").status, 200U);
  EXPECT_TRUE(contents_.answers.empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, Idempotency, ::testing::Bool(), [](const auto& engine) {
  return engine.param ? "ReadsHere" : "ReadsElsewhere";
});

}  // namespace
}  // namespace selfsame::cloudflare
