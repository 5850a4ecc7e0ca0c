#include "storage/sql/json_columns.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace selfsame::storage::sql {
namespace {

// What a store holds outlives the program that wrote it: these texts never change.

TEST(JsonColumns, PoliciesHaveAFixedForm) {
  core::Policy policy;
  policy.id.bytes.back() = 0xab;
  policy.effect = core::Effect::deny;
  policy.permission_groups = {"b", "a"};
  policy.resources = {{{"k", "*"}, {{"n", "1"}}}, {{"", "*"}, {}}};
  const std::string text =
      R"([{"id":"000000000000000000000000000000ab","effect":"deny","groups":["b","a"],)"
      R"("resources":[{"outer":["k","*"],"nested":[["n","1"]]},{"outer":["","*"],"nested":[]}]}])";
  EXPECT_EQ(write_policies({policy}), text);
  EXPECT_EQ(read_policies(text), std::vector{policy});
  EXPECT_EQ(write_policies({}), "[]");
}

TEST(JsonColumns, ConditionHasAFixedForm) {
  core::NetworkCondition condition;
  condition.in = {*core::Cidr::parse("192.0.2.1/24")};
  condition.has_in = true;
  const std::string text =
      R"({"in":["192.0.2.1/24"],"not_in":[],"has_in":true,"has_not_in":false,"dotted_key":false})";
  EXPECT_EQ(write_condition(condition), text);
  EXPECT_EQ(read_condition(text), condition);
}

TEST(JsonColumns, ChangesHaveAFixedForm) {
  const std::vector<core::AuditChange> changes{{"name", std::nullopt, "x"}};
  EXPECT_EQ(write_changes(changes), R"([["name",null,"x"]])");
  EXPECT_EQ(read_changes(R"([["name",null,"x"]])"), changes);
}

TEST(JsonColumns, MemberPoliciesHaveAFixedForm) {
  core::MemberPolicy policy;
  policy.id.bytes.back() = 0xab;
  policy.effect = core::Effect::deny;
  policy.permission_groups = {{{2}}, {{1}}};
  const std::string text =
      R"([{"id":"000000000000000000000000000000ab","effect":"deny",)"
      R"("groups":["02000000000000000000000000000000","01000000000000000000000000000000"],)"
      R"("resource_groups":[]}])";
  EXPECT_EQ(write_member_policies({policy}), text);
  EXPECT_EQ(read_member_policies(text), std::vector{policy});
}

TEST(JsonColumns, GrantsHaveAFixedForm) {
  core::Grants grants;
  grants.raise(core::Area::zone, core::Level::read);
  grants.raise(core::Area::dns, core::Level::edit);
  const std::string text = R"({"dns":"edit","zone":"read"})";
  EXPECT_EQ(write_grants(grants), text);
  EXPECT_EQ(read_grants(text), grants);
  EXPECT_EQ(read_grants("{}"), core::Grants());
}

TEST(JsonColumns, SimpleListsHaveAFixedForm) {
  const std::vector<core::RoleId> ids{{{0xab}}};
  EXPECT_EQ(write_ids(ids), R"(["ab000000000000000000000000000000"])");
  EXPECT_EQ(read_ids<core::RoleId>(R"(["ab000000000000000000000000000000"])"), ids);
  const std::vector<std::string> texts{"b", ""};
  EXPECT_EQ(write_texts(texts), R"(["b",""])");
  EXPECT_EQ(read_texts(R"(["b",""])"), texts);
  const std::vector<core::Cidr> networks{*core::Cidr::parse("192.0.2.1/24")};
  EXPECT_EQ(write_network_list(networks), R"(["192.0.2.1/24"])");
  EXPECT_EQ(read_network_list(R"(["192.0.2.1/24"])"), networks);
}

TEST(JsonColumns, WhatIsOfMailHasAFixedForm) {
  const std::vector<std::pair<std::string, std::string>> values{{"b", "1"}, {"a", ""}};
  EXPECT_EQ(write_named_texts(values), R"([["b","1"],["a",""]])");
  EXPECT_EQ(read_named_texts(R"([["b","1"],["a",""]])"), values);
  const core::Timestamp first(std::chrono::microseconds(1'700'000'000'000'001));
  const std::vector<core::MailPreference> preferences{{"marketing", true, first, first}};
  const std::string text =
      R"([{"name":"marketing","subscribed":true,"created_at":1700000000000001,)"
      R"("modified_at":1700000000000001}])";
  EXPECT_EQ(write_mail_preferences(preferences), text);
  EXPECT_EQ(read_mail_preferences(text), preferences);
}

TEST(JsonColumns, KeepEveryByte) {
  std::string text;
  for (int byte = 0; byte < 256; ++byte) text.push_back(static_cast<char>(byte));
  const std::vector<core::AuditChange> changes{{text, text, text}};
  EXPECT_EQ(read_changes(write_changes(changes)), changes);
}

TEST(JsonColumns, ThrowOnWhatIsNotTheirs) {
  const std::string id = R"("id":"000000000000000000000000000000ab")";
  const std::string rest = R"("groups":[],"resources":[])";
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("{}"), std::string("[1]"),
        std::string("[{}]"), "[{" + id + "," + rest + "}]",
        "[{" + id + R"(,"effect":"maybe",)" + rest + "}]",
        R"([{"id":"0","effect":"deny",)" + rest + "}]",
        "[{" + id + R"(,"effect":"deny","groups":[1],"resources":[]}])",
        "[{" + id + R"(,"effect":"deny","groups":[],"resources":[{"outer":["k"],"nested":[]}]}])",
        "[{" + id + R"(,"effect":"deny",)" + rest + "}"}) {
    EXPECT_THROW(read_policies(text), std::runtime_error) << text;
  }
  EXPECT_THROW(read_condition(R"({"in":["nonsense"]})"), std::runtime_error);
  EXPECT_THROW(read_condition("{}"), std::runtime_error);
  EXPECT_THROW(read_changes(R"([["name",null]])"), std::runtime_error);
  EXPECT_THROW(read_member_policies("[{}]"), std::runtime_error);
  EXPECT_THROW(read_id_list(R"(["ab"])"), std::runtime_error);
  EXPECT_THROW(read_grants(R"({"nonsense":"read"})"), std::runtime_error);
  EXPECT_THROW(read_grants(R"({"dns":"own"})"), std::runtime_error);
  EXPECT_THROW(read_named_texts(R"([["a"]])"), std::runtime_error);
  EXPECT_THROW(read_mail_preferences("[[]]"), std::runtime_error);
}

}  // namespace
}  // namespace selfsame::storage::sql
