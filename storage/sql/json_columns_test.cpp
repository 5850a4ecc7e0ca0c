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
}

}  // namespace
}  // namespace selfsame::storage::sql
