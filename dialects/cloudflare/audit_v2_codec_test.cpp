#include "dialects/cloudflare/audit_v2_codec.h"

#include <gtest/gtest.h>
#include <tuple>

#include "core/access/operations.h"
#include "dialects/cloudflare/log_testing.h"
#include "dialects/cloudflare/testing.h"

namespace selfsame::cloudflare {
namespace {

std::string shown(const core::AuditRecord& record) {
  return encoded(encode_audit_v2, LogEntry{record, log_organization()});
}

core::AuditRecord doing(std::string_view operation) {
  auto record = token_record();
  record.operation = operation;
  return record;
}

TEST(EncodeAuditV2, ShowsEverythingInTheOrderOfTheReference) {
  EXPECT_EQ(shown(token_record()),
            R"({"id":"f174be97-19b1-40d6-954d-70cd5fbd52db","account":{"id":")" + kLogOrganization +
                R"(","name":"Acme"},"action":{"description":"Create Account Token",)"
                R"("result":"success","time":"2026-03-01T12:00:00.000000Z","type":"create"},)"
                R"("actor":{"id":")" +
                kLogUser +
                R"(","context":"api_token","email":"Alice@example.com","ip_address":"192.0.2.7",)"
                R"("token_id":")" +
                kLogToken + R"(","token_name":"laptop","type":"user"},"raw":{"cf_ray_id":")" +
                kLogRequest +
                R"(","method":"POST","status_code":200,"uri":"/client/v4/accounts/x/tokens",)"
                R"("user_agent":"curl/8"},"resource":{"id":"44444444444444444444444444444444",)"
                R"("product":"api_tokens","request":{"name":"say \"hi\"","status":"active"},)"
                R"("response":{},"scope":"accounts","type":"token"},"zone":{}})");
}

TEST(EncodeAuditV2, LeavesOutWhatIsNotThere) {
  EXPECT_EQ(shown(zone_record()),
            R"({"id":"88888888-8888-8888-8888-888888888888","account":{"id":")" + kLogOrganization +
                R"(","name":"Acme"},"action":{"description":"Add Zone","result":"success",)"
                R"("time":"2026-03-01T12:00:00.000000Z","type":"create"},)"
                R"("actor":{"type":"system"},"raw":{},"resource":{"id":")" +
                kLogZone +
                R"(","product":"zones","request":{"name":"shop.example"},"response":{},)"
                R"("scope":"zones","type":"zone"},"zone":{"id":")" +
                kLogZone + R"(","name":"shop.example"}})");
}

TEST(AuditV2Fields, TypeOfAnActionFollowsFromItsOperation) {
  const auto organization = log_organization();
  for (const auto& operation : core::operations()) {
    const auto record = doing(operation.name);
    const auto type = audit_v2::action_type({record, organization});
    EXPECT_EQ(type == "view", !operation.changes_state) << operation.name;
  }
  for (const auto& [operation, type] :
       {std::pair("member.add", "create"), std::pair("member.update", "update"),
        std::pair("member.remove", "delete"), std::pair("token.roll", "update"),
        std::pair("membership.leave", "delete"), std::pair("store.audit.prune", "delete"),
        std::pair("invite.answer", "update"), std::pair("something.new", "update")}) {
    const auto record = doing(operation);
    EXPECT_EQ(audit_v2::action_type({record, organization}), type) << operation;
  }
}

TEST(AuditV2Fields, OfWhatWasBroughtInFollowFromItsAction) {
  const auto organization = log_organization();
  auto record = zone_record();
  const LogEntry entry{record, organization};
  for (const auto& [action, type, description] :
       {std::tuple("add", "create", "Add Zone"), std::tuple("delete", "delete", "Delete Zone"),
        std::tuple("token_revoke", "delete", "Token Revoke"),
        std::tuple("rec_add", "create", "Rec Add"), std::tuple("rec_del", "delete", "Rec Del"),
        std::tuple("API_key_created", "create", "API Key Created"),
        std::tuple("API_key_view", "view", "API Key View"),
        std::tuple("login", "view", "Login Zone"),
        std::tuple("change_setting", "update", "Change Setting")}) {
    record.action = action;
    EXPECT_EQ(audit_v2::action_type(entry), type) << action;
    EXPECT_EQ(audit_v2::action_description(entry), description) << action;
  }
  record.actor = core::UserId::parse(kLogUser);
  EXPECT_EQ(audit_v2::actor_type(entry), "user") << "though no credential is known";
  EXPECT_EQ(audit_v2::actor_id(entry), kLogUser);
}

TEST(AuditV2Fields, DescribeActionsInWords) {
  const auto organization = log_organization();
  for (const auto& [operation, text] :
       {std::pair("member.add", "Add Member"), std::pair("store.zone.delete", "Delete Zone"),
        std::pair("account_token.roll", "Roll Account Token"),
        std::pair("store.audit.prune", "Prune Audit"), std::pair("store.init", "Init Store"),
        std::pair("odd", "Odd"), std::pair("", "")}) {
    const auto record = doing(operation);
    EXPECT_EQ(audit_v2::action_description({record, organization}), text) << operation;
  }
}

TEST(AuditV2Fields, ActorsAreUsersAccountsOrTheSystem) {
  const auto organization = log_organization();
  auto record = token_record();
  const LogEntry entry{record, organization};
  EXPECT_EQ(audit_v2::actor_type(entry), "user");
  record.actor.reset();
  EXPECT_EQ(audit_v2::actor_type(entry), "account");
  EXPECT_EQ(audit_v2::actor_id(entry), kLogOrganization);
  record.credential_kind = core::CredentialKind::global_key;
  EXPECT_EQ(audit_v2::actor_type(entry), "user");
  EXPECT_EQ(audit_v2::actor_context(entry), "api_key");
  EXPECT_EQ(audit_v2::actor_token_id(entry), "");
  EXPECT_EQ(audit_v2::actor_id(entry), "");
  for (const auto kind : {core::CredentialKind::system, core::CredentialKind::payment_gateway}) {
    record.credential_kind = kind;
    EXPECT_EQ(audit_v2::actor_type(entry), "system");
    EXPECT_EQ(audit_v2::actor_context(entry), "");
  }
}

TEST(AuditV2Fields, StatusFollowsFromTheOutcome) {
  const auto organization = log_organization();
  auto record = token_record();
  const LogEntry entry{record, organization};
  EXPECT_EQ(audit_v2::raw_status_code(entry), "200");
  record.outcome = core::AuditOutcome::refused;
  for (const auto& [refusal, status] :
       {std::pair("credential_unknown", "401"), std::pair("credential_unusable", "401"),
        std::pair("permission_missing", "403"), std::pair("address_refused", "403"),
        std::pair("two_factor_required", "403")}) {
    record.refusal = refusal;
    EXPECT_EQ(audit_v2::raw_status_code(entry), status) << refusal;
  }
  EXPECT_EQ(audit_v2::action_result(entry), "failure");
  record.method.clear();
  EXPECT_EQ(audit_v2::raw_status_code(entry), "") << "nobody asked over HTTP";
}

TEST(AuditV2Fields, ScopeIsWhereItWasDone) {
  const auto organization = log_organization();
  auto record = doing("membership.answer");
  record.resource_kind = "member";
  const LogEntry entry{record, organization};
  EXPECT_EQ(audit_v2::resource_scope(entry), "memberships");
  record.operation = "member.add";
  EXPECT_EQ(audit_v2::resource_scope(entry), "accounts");
  EXPECT_EQ(audit_v2::resource_product(entry), "members");
  EXPECT_EQ(audit_v2::product_category(entry), "members");
  record.owner = *core::UserId::parse(kLogUser);
  EXPECT_EQ(audit_v2::resource_scope(entry), "user");
  record.resource_kind = "example.widget";
  EXPECT_EQ(audit_v2::resource_product(entry), "widget") << "whatever the operator has";
  EXPECT_EQ(audit_v2::product_category(entry), "");
}

TEST(EncodeProductCategory, ListsItsProducts) {
  const auto categories = product_categories();
  const auto found = std::ranges::find(categories, "credentials", &ProductCategory::value);
  ASSERT_NE(found, categories.end());
  EXPECT_EQ(encoded(encode_product_category, *found),
            R"({"label":"Credentials","value":"credentials","products":[)"
            R"({"label":"API Tokens","value":"api_tokens"},)"
            R"({"label":"API Keys","value":"api_keys"}]})");
}

}  // namespace
}  // namespace selfsame::cloudflare
