#include "dialects/cloudflare/token_codec.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "json/parse.h"
#include "tests/support/fake_clock.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/test_catalogue.h"

namespace selfsame::cloudflare {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using testing::kAccountKind;
using testing::kNoon;
using testing::kZoneKind;
using testing::kZoneRead;
using testing::test_catalogue;

const std::string kA = std::string(32, 'a');
const std::string kB = std::string(32, 'b');

boost::json::value parse(std::string_view text) {
  auto value = json::parse(text, 32);
  EXPECT_TRUE(value) << text;
  return value ? std::move(*value) : boost::json::value();
}

core::TokenDraft decode(std::string_view text) {
  auto draft = decode_token(parse(text));
  EXPECT_TRUE(draft) << text;
  return draft.value_or(core::TokenDraft());
}

std::vector<std::string> complaints(std::string_view text) {
  const auto draft = decode_token(parse(text));
  std::vector<std::string> texts;
  if (draft) return texts;
  EXPECT_EQ(draft.error().code, core::ErrorCode::invalid);
  for (const auto& field : draft.error().fields) {
    texts.push_back(field.pointer + ": " + field.message);
  }
  return texts;
}

/// A body with one policy and something after it.
std::string body(const std::string& policy, const std::string& rest = "") {
  return R"({"name":"n","policies":[)" + policy + "]" + rest + "}";
}

std::string policy(const std::string& resources, const std::string& groups = R"([{"id":"g"}])") {
  return R"({"effect":"allow","permission_groups":)" + groups + R"(,"resources":)" + resources +
         '}';
}
const std::string kPolicy = policy(R"({"*":"*"})");

std::string encode(const core::Token& token, std::optional<std::string_view> secret = {}) {
  std::string text;
  json::Writer out(text);
  encode_token(token, test_catalogue(), kNoon, secret, out);
  return text;
}

/// What a body looks like after it went in and out: `key` of the answer.
std::string round_trip(const std::string& text, std::string_view key) {
  testing::SeededEntropy entropy;
  core::Token token;
  const auto status = core::apply_draft(decode(text), test_catalogue(), kNoon, entropy, token);
  EXPECT_TRUE(status) << text << (status ? "" : status.error().message);
  const auto answer = parse(encode(token));
  const auto* found = answer.as_object().if_contains(key);
  return found == nullptr ? "absent" : boost::json::serialize(*found);
}

std::string policies_without_ids(const std::string& text) {
  auto policies = parse(round_trip(text, "policies"));
  for (auto& entry : policies.as_array()) entry.as_object().stable_erase("id");
  return boost::json::serialize(policies);
}

TEST(EncodeToken, WritesExactlyThis) {
  core::Token token;
  token.id = *core::TokenId::parse(kA);
  token.name = "a \"token\"";
  token.policies = {{*core::PolicyId::parse(kB),
                     core::Effect::deny,
                     {kZoneRead, "zone_read", "gone"},
                     {{{kZoneKind, "*"}, {}}}}};
  token.issued_at = kNoon - hours(1) + microseconds(999'999);
  token.modified_at = kNoon;
  EXPECT_EQ(encode(token),
            R"({"id":")" + kA + R"(","name":"a \"token\"","status":"active",)" +
                R"("issued_on":"2026-03-01T11:00:00Z","modified_on":"2026-03-01T12:00:00Z",)" +
                R"("policies":[{"id":")" + kB + R"(","effect":"deny","resources":{")" + kZoneKind +
                R"(.*":"*"},"permission_groups":[{"id":")" + kZoneRead +
                R"(","name":"Zone Read"},{"id":"zone_read","name":"Zone Read"},{"id":"gone"}]}]})");
}

TEST(EncodeToken, WritesWhatIsSetOnly) {
  core::Token token;
  for (const auto* key :
       {"\"last_used_on\"", "\"not_before\"", "\"expires_on\"", "\"condition\"", "\"value\""}) {
    EXPECT_EQ(encode(token).find(key), std::string::npos) << key;
  }
  token.not_before = kNoon;
  token.expires_at = kNoon + hours(1);
  token.last_used_at = kNoon + hours(2);
  const auto text = encode(token, "the-secret");
  for (const auto* field :
       {R"("last_used_on":"2026-03-01T14:00:00Z")", R"("not_before":"2026-03-01T12:00:00Z")",
        R"("expires_on":"2026-03-01T13:00:00Z")", R"("value":"the-secret")"}) {
    EXPECT_NE(text.find(field), std::string::npos) << field;
  }
}

TEST(EncodeToken, OfAnOrganizationNamesWhoMadeIt) {
  core::Token token;
  EXPECT_EQ(encode(token).find("creator_email_at_creation"), std::string::npos);
  token.creator_email = "alice@example.com";
  EXPECT_TRUE(encode(token).ends_with(R"("creator_email_at_creation":"alice@example.com"})"));
}

TEST(EncodeToken, ShowsTheEffectiveStatus) {
  core::Token token;
  token.status = core::TokenStatus::disabled;
  EXPECT_NE(encode(token).find(R"("status":"disabled")"), std::string::npos);
  token.expires_at = kNoon;
  EXPECT_NE(encode(token).find(R"("status":"expired")"), std::string::npos);
}

TEST(EncodeVerification, SaysIdStatusAndWindow) {
  core::Token token;
  token.id = *core::TokenId::parse(kA);
  const auto verification = [&] {
    std::string text;
    json::Writer out(text);
    encode_verification(token, kNoon, out);
    return text;
  };
  EXPECT_EQ(verification(), R"({"id":")" + kA + R"(","status":"active"})");
  token.expires_at = kNoon;
  token.not_before = kNoon - hours(1);
  EXPECT_EQ(verification(), R"({"id":")" + kA +
                                R"(","status":"expired","not_before":"2026-03-01T11:00:00Z",)"
                                R"("expires_on":"2026-03-01T12:00:00Z"})");
}

TEST(TokenRoundTrip, KeepsTheOrderOfResourcesAndGroupsAndNesting) {
  const std::string resources = R"({")" + kZoneKind + '.' + kB + R"(":"*",")" + kAccountKind + '.' +
                                kA + R"(":{")" + kZoneKind + '.' + kB + R"(":"*",")" + kZoneKind +
                                R"(.*":"*"},"*":"*",")" + kZoneKind + '.' + kA + R"(":"*"})";
  const std::string first = R"({"effect":"allow","resources":)" + resources +
                            R"(,"permission_groups":[{"id":"zones_read","name":"Zone Read"},)"
                            R"({"id":")" +
                            kZoneRead + R"(","name":"Zone Read"}]})";
  const std::string second = R"({"effect":"deny","resources":{"*":"*"},)"
                             R"("permission_groups":[{"id":"widget_use","name":"Widget Use"}]})";
  EXPECT_EQ(policies_without_ids(body(first + ',' + second)), '[' + first + ',' + second + ']');
  EXPECT_EQ(policies_without_ids(body(second + ',' + first)), '[' + second + ',' + first + ']');
}

TEST(TokenRoundTrip, KeepsTheConditionAsItWasWritten) {
  const auto condition = [](const std::string& text) {
    return round_trip(
        body(policy(R"({"*":"*"})", R"([{"id":"zone_read"}])"), R"(,"condition":)" + text),
        "condition");
  };
  const std::string lists =
      R"({"in":["123.123.123.100/24","2001:DB8::/32"],"not_in":["199.27.128.5/32"]})";
  EXPECT_EQ(condition(R"({"request_ip":)" + lists + '}'), R"({"request_ip":)" + lists + '}');
  EXPECT_EQ(condition(R"({"request.ip":)" + lists + '}'),
            R"({"request_ip":)" + lists + R"(,"request.ip":)" + lists + '}');
  EXPECT_EQ(condition(R"({"request_ip":{"not_in":[]}})"), R"({"request_ip":{"not_in":[]}})");
  EXPECT_EQ(condition(R"({"request_ip":{"in":[]}})"), R"({"request_ip":{"in":[]}})");
  EXPECT_EQ(condition(R"({"request_ip":{"in":["10.0.0.0/8"]},"request.ip":{"in":[]}})"),
            R"({"request_ip":{"in":["10.0.0.0/8"]}})");
  for (const auto* nothing :
       {"{}", "null", R"({"request_ip":null})", R"({"request_ip":{}})", R"({"request.ip":{}})",
        R"({"request_ip":{"in":null}})", R"({"other":1})"}) {
    EXPECT_EQ(condition(nothing), "absent") << nothing;
  }
}

TEST(TokenRoundTrip, KeepsTheWindowAsAnInstant) {
  const auto text = body(policy(R"({"*":"*"})", R"([{"id":"zone_read"}])"),
                         R"(,"not_before":"2026-01-01T02:00:00+02:00",)"
                         R"("expires_on":"2027-01-01T00:00:00Z")");
  EXPECT_EQ(round_trip(text, "not_before"), "\"2026-01-01T00:00:00Z\"");
  EXPECT_EQ(round_trip(text, "expires_on"), "\"2027-01-01T00:00:00Z\"");
}

TEST(DecodeToken, PassesOverWhatIsReadOnlyOrUnknown) {
  const auto draft = decode(
      R"({"id":"x","issued_on":"never","last_used_on":1,"value":"v","status":"expired","huh":{},)"
      R"("name":"n","policies":[{"id":"not-an-id","effect":"allow","huh":1,)"
      R"("permission_groups":[{"id":"g","name":7,"meta":{}}],"resources":{"*":"*"}}]})");
  EXPECT_EQ(draft.name, "n");
  EXPECT_FALSE(draft.status);
  EXPECT_FALSE(draft.policies.at(0).id);
}

TEST(DecodeToken, ReadsStatusAndPolicyId) {
  EXPECT_EQ(decode(body(kPolicy, R"(,"status":"disabled")")).status, core::TokenStatus::disabled);
  EXPECT_EQ(decode(body(kPolicy, R"(,"status":"active")")).status, core::TokenStatus::active);
  EXPECT_EQ(decode(body(kPolicy, R"(,"status":null)")).status, std::nullopt);
  const auto with_id = R"({"id":")" + kA + R"(",)" + kPolicy.substr(1);
  EXPECT_EQ(decode(body(with_id)).policies[0].id, core::PolicyId::parse(kA));
}

TEST(DecodeToken, NamesEverythingThatIsMissing) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(complaints("{}"), (Texts{"/name: is required", "/policies: is required"}));
  EXPECT_EQ(complaints(body("{}")),
            (Texts{"/policies/0/effect: is required", "/policies/0/permission_groups: is required",
                   "/policies/0/resources: is required"}));
  EXPECT_EQ(complaints(body(policy("{}", R"([{"id":"g"},{},{"id":null}])"))),
            (Texts{"/policies/0/permission_groups/1/id: is required",
                   "/policies/0/permission_groups/2/id: is required"}));
}

TEST(DecodeToken, NamesWhatIsOfTheWrongType) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"[]", ": must be an object"},
      {"null", ": must be an object"},
      {R"({"name":1,"policies":[]})", "/name: must be a string"},
      {R"({"name":"n","policies":{}})", "/policies: must be an array"},
      {body("1"), "/policies/0: must be an object"},
      {body(policy("[]")), "/policies/0/resources: must be an object"},
      {body(policy("{}", "{}")), "/policies/0/permission_groups: must be an array"},
      {body(policy("{}", R"(["g"])")), "/policies/0/permission_groups/0: must be an object"},
      {body(policy("{}", R"([{"id":1}])")), "/policies/0/permission_groups/0/id: must be a string"},
      {body(policy(R"({"foo":"string"})")),
       "/policies/0/resources/foo: must be \"*\" or an object of resources"},
      {body(policy(R"({"a/b":{"c~d":1}})")), "/policies/0/resources/a~1b/c~0d: must be \"*\""},
      {body(R"({"effect":"maybe","permission_groups":[],"resources":{}})"),
       "/policies/0/effect: must be \"allow\" or \"deny\""},
      {body(R"({"effect":"","permission_groups":[],"resources":{}})"),
       "/policies/0/effect: must be \"allow\" or \"deny\""},
      {body(R"({"effect":1,"permission_groups":[],"resources":{}})"),
       "/policies/0/effect: must be a string"},
      {body(kPolicy, R"(,"status":"revoked")"), "/status: must be \"active\" or \"disabled\""},
      {body(kPolicy, R"(,"condition":[])"), "/condition: must be an object"},
      {body(kPolicy, R"(,"condition":{"request_ip":[]})"),
       "/condition/request_ip: must be an object"},
      {body(kPolicy, R"(,"condition":{"request.ip":{"in":"x"}})"),
       "/condition/request.ip/in: must be an array"},
      {body(kPolicy, R"(,"condition":{"request_ip":{"in":[1]}})"),
       "/condition/request_ip/in/0: must be a string"},
      {body(kPolicy, R"(,"not_before":0)"), "/not_before: must be a string"},
      {body(kPolicy, R"(,"expires_on":"2026-02-30T00:00:00Z")"),
       "/expires_on: must be an RFC 3339 date and time, e.g. 2026-01-31T12:00:00Z"}};
  for (const auto& [text, complaint] : cases) {
    const auto found = complaints(text);
    ASSERT_FALSE(found.empty()) << text;
    EXPECT_EQ(found.front(), complaint) << text;
  }
}

TEST(WithWirePointers, RenamesThePlacesToThoseOfTheBody) {
  const auto renamed = [](const std::string& pointer) {
    return with_wire_pointers(core::fail_field(pointer, "m").error()).fields.at(0).pointer;
  };
  EXPECT_EQ(renamed("/expires_at"), "/expires_on");
  EXPECT_EQ(renamed("/condition/in/0"), "/condition/request_ip/in/0");
  EXPECT_EQ(renamed("/policies/0/permission_groups/2"), "/policies/0/permission_groups/2/id");
  EXPECT_EQ(renamed("/policies/0/permission_groups"), "/policies/0/permission_groups");
  EXPECT_EQ(renamed("/name"), "/name");
}

}  // namespace
}  // namespace selfsame::cloudflare
