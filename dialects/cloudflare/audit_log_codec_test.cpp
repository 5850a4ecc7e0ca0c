#include "dialects/cloudflare/audit_log_codec.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "dialects/cloudflare/log_testing.h"
#include "dialects/cloudflare/testing.h"

namespace selfsame::cloudflare {
namespace {

const std::string kId = "f174be97-19b1-40d6-954d-70cd5fbd52db";

/// The value at a place of an entry: JSON of it, or the text if it is one.
std::string text_of(const core::AuditRecord& record, const std::string& pointer) {
  const auto entry = parsed(encoded(encode_audit_log, record));
  boost::system::error_code error;
  const auto* value = entry.find_pointer(pointer, error);
  if (value == nullptr) return "nothing";
  return value->is_string() ? std::string(value->get_string()) : boost::json::serialize(*value);
}

TEST(EncodeAuditLog, ShowsEverythingInTheOrderOfTheReference) {
  EXPECT_EQ(
      encoded(encode_audit_log, token_record()),
      R"({"id":")" + kId +
          R"(","action":{"type":"token_create","result":true,"info":""},"actor":{"id":")" +
          kLogUser +
          R"(","email":"Alice@example.com","ip":"192.0.2.7","type":"user"},"interface":"API",)"
          R"("metadata":{"operation":"account_token.create","request_id":")" +
          kLogRequest + R"(","token_name":"say \"hi\"","token_tag":")" + std::string(32, '4') +
          R"(","actor_token_id":")" + kLogToken + R"(","actor_token_name":"laptop"},)" +
          R"("newValue":"{\"name\":\"say \\\"hi\\\"\",\"status\":\"active\"}",)"
          R"("newValueJson":{"name":"say \"hi\"","status":"active"},"oldValue":"",)"
          R"("oldValueJson":{},"owner":{"id":")" +
          kLogOrganization + R"("},"resource":{"id":")" + kLogOrganization +
          R"(","type":"account"},"when":"2026-03-01T12:00:00.000000Z"})");
}

TEST(EncodeAuditLog, OfTheSystemHasNoActor) {
  const auto record = zone_record();
  EXPECT_EQ(text_of(record, "/actor"), R"({"id":"","email":"","ip":"","type":"Cloudflare"})");
  EXPECT_EQ(text_of(record, "/interface"), "");
  EXPECT_EQ(text_of(record, "/metadata"),
            R"({"operation":"store.import","zone_name":"shop.example"})");
  EXPECT_EQ(text_of(record, "/resource"), R"({"id":")" + kLogZone + R"(","type":"zone"})");
}

TEST(EncodeAuditLog, OfARefusalSaysWhy) {
  const auto record = sign_in_record();
  EXPECT_EQ(text_of(record, "/action"),
            R"({"type":"login","result":false,"info":"credential_unknown"})");
  EXPECT_EQ(text_of(record, "/actor"), R"({"id":"","email":"","ip":"2001:db8::7","type":"user"})");
  EXPECT_EQ(text_of(record, "/owner/id"), kLogUser);
  EXPECT_EQ(text_of(record, "/resource/type"), "account") << "as the reference has it";
}

TEST(EncodeAuditLog, OfATokenOfAnOrganizationIsTheOrganizations) {
  auto record = token_record();
  record.actor.reset();
  EXPECT_EQ(text_of(record, "/actor/id"), kLogOrganization);
  EXPECT_EQ(text_of(record, "/actor/type"), "user");
  record.outcome = core::AuditOutcome::refused;
  record.action = "login";
  EXPECT_EQ(text_of(record, "/actor/id"), "") << "a refused credential proves nobody";
}

TEST(EncodeAuditLog, TellsHowTheStatusOfATokenChanged) {
  auto record = token_record();
  record.changes = {{"name", "old", std::nullopt}, {"status", "active", std::nullopt}};
  EXPECT_EQ(text_of(record, "/metadata/token_name"), "old");
  EXPECT_EQ(text_of(record, "/metadata/old_token_status"), "active");
  EXPECT_EQ(text_of(record, "/metadata/new_token_status"), "deleted");
  EXPECT_EQ(text_of(record, "/oldValueJson"), R"({"name":"old","status":"active"})");
  EXPECT_EQ(text_of(record, "/newValue"), "");
  record.changes = {{"status", "active", "disabled"}};
  EXPECT_EQ(text_of(record, "/metadata/new_token_status"), "disabled");
  record.changes = {{"secret", "[redacted]", "[redacted]"}};
  EXPECT_EQ(text_of(record, "/metadata/token_name"), "nothing") << "a roll does not know it";
  EXPECT_EQ(text_of(record, "/metadata/new_token_status"), "nothing");
}

TEST(EncodeAuditLog, CallsOtherResourcesByTheLastWordOfTheirKind) {
  auto record = zone_record();
  for (const auto& [kind, type] :
       {std::pair("com.cloudflare.api.user", "user"),
        std::pair("com.cloudflare.api.account", "account"), std::pair("member", "member"),
        std::pair("api_key", "api_key")}) {
    record.resource_kind = kind;
    EXPECT_EQ(text_of(record, "/resource/type"), type) << kind;
  }
}

TEST(AuditLogRow, SaysWhatTheEntrySays) {
  for (const auto& record : {token_record(), zone_record(), sign_in_record()}) {
    const auto columns = audit_log_columns();
    const auto row = audit_log_row(record);
    ASSERT_EQ(columns.size(), row.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      auto pointer = '/' + columns[i];
      std::ranges::replace(pointer, '.', '/');
      EXPECT_EQ(row[i], text_of(record, pointer)) << columns[i];
    }
  }
}

TEST(AuditLogRow, HasTheColumnsOfTheReference) {
  EXPECT_EQ(audit_log_columns(),
            (Texts{"id", "when", "action.type", "action.result", "actor.id", "actor.email",
                   "actor.ip", "actor.type", "interface", "owner.id", "resource.type",
                   "resource.id", "oldValue", "newValue", "metadata"}));
}

}  // namespace
}  // namespace selfsame::cloudflare
