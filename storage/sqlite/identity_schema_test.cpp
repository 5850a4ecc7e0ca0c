// How statements about signing in are run, and what its tables refuse.
#include <map>

#include "storage/contract/test_data.h"
#include "storage/sqlite/schema_testing.h"

namespace selfsame::storage::sqlite {
namespace {

using contract::make_id;
using contract::make_secret;
using contract::make_time;
using sql::Statement;

class IdentitySchemaTest : public SchemaTest {
 protected:
  /// A row in every table.
  void fill() {
    tx_.insert_user(contract::make_user(1));
    put_session(user_);
    put_factor(user_);
    tx_.put_recovery_codes(user_, {make_secret(1)});
    put_link(user_);
  }
  void put_session(const core::UserId& user) {
    core::Session session;
    session.id = make_id<core::SessionId>(1);
    session.user = user;
    tx_.insert_session(session);
  }
  void put_factor(const core::UserId& user) {
    core::SecondFactor factor;
    factor.user = user;
    tx_.put_second_factor(factor);
  }
  void put_link(const core::UserId& user) {
    core::ActionLink link;
    link.id = make_id<core::ActionLinkId>(1);
    link.user = user;
    tx_.put_action_link(link, make_secret(1));
  }
  void refuses(const std::string& sql) {
    EXPECT_THROW(connection_.run_script(sql), std::runtime_error) << sql;
  }

  const core::UserId user_ = make_id<core::UserId>(1);
};

TEST_F(IdentitySchemaTest, WhatIsOverIsFoundByAnIndexAndNotSorted) {
  const std::map<Statement, std::string> steps{
      {Statement::forget_sessions, "INDEX sessions_by_end (expires_at<?)"},
      {Statement::list_old_action_links, "INDEX action_links_by_end (expires_at<?)"},
  };
  for (const auto& [name, step] : steps) {
    const auto plan = plan_of(name);
    EXPECT_NE(plan.find(step), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
  }
}

TEST_F(IdentitySchemaTest, TablesRefuseWhatCannotBe) {
  fill();
  refuses("UPDATE sessions SET id = x'01'");
  refuses("UPDATE second_factors SET state = 3");
  refuses("UPDATE second_factors SET state = 0");
  refuses("UPDATE recovery_codes SET code_hash = x'01'");
  refuses("UPDATE action_links SET purpose = 4");
  refuses("UPDATE action_links SET purpose = 0");
  refuses("UPDATE action_links SET secret_hash = x'01'");
  refuses("UPDATE action_links SET id = x'01'");
  refuses("UPDATE action_link_secrets SET secret_hash = x'01'");
}

TEST_F(IdentitySchemaTest, NothingIsOfNobody) {
  fill();
  const auto nobody = make_id<core::UserId>(2);
  EXPECT_THROW(put_session(nobody), std::runtime_error);
  EXPECT_THROW(put_factor(nobody), std::runtime_error);
  EXPECT_THROW(tx_.put_recovery_codes(nobody, {make_secret(2)}), std::runtime_error);
  EXPECT_THROW(put_link(nobody), std::runtime_error);
  refuses("DELETE FROM users");
}

TEST_F(IdentitySchemaTest, NothingOfALinkIsLeft) {
  fill();
  tx_.delete_action_link(user_, core::LinkPurpose::activation);
  EXPECT_TRUE(rows("SELECT 1 FROM action_links").empty());
  EXPECT_TRUE(rows("SELECT 1 FROM action_link_secrets").empty());
  put_link(user_);
  tx_.forget_action_links(make_time(1), 1);
  EXPECT_TRUE(rows("SELECT 1 FROM action_links").empty());
  EXPECT_TRUE(rows("SELECT 1 FROM action_link_secrets").empty());
}

}  // namespace
}  // namespace selfsame::storage::sqlite
