#include "dialects/cloudflare/audit_v2_query.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/log_testing.h"
#include "dialects/cloudflare/testing.h"

namespace selfsame::cloudflare {
namespace {

const std::string kRange = "since=2026-01-01&before=2026-12-31";

core::Result<AuditV2Query> decode(const std::string& filters) {
  return decode_audit_v2_query(kRange + (filters.empty() ? "" : "&" + filters));
}

/// Two entries of the same organization, and which of them a filter keeps.
struct Case {
  const char* filter;
  bool token;  ///< `token_record()`
  bool zone;   ///< `zone_record()`
};

const Case kCases[] = {
    // clang-format off
    {"",                                                        true,  true},
    {"id=f174be97-19b1-40d6-954d-70cd5fbd52db",                 true,  false},
    {"id=f174be9719b140d6954d70cd5fbd52db",                     true,  false},
    {"id.not=F174BE97-19B1-40D6-954D-70CD5FBD52DB",             false, true},
    {"id=junk",                                                 false, false},
    {"id.not=junk",                                             true,  true},
    {"audit_log_id=f174be97-19b1-40d6-954d-70cd5fbd52db",       true,  false},
    {"account_name=Acme",                                       true,  true},
    {"account_name=Other",                                      false, false},
    {"account_name.not=Acme",                                   false, false},
    {"action_result=success",                                   true,  true},
    {"action_result=failure",                                   false, false},
    {"action_result.not=success",                               false, false},
    {"action_type=create",                                      true,  true},
    {"action_type=delete&action_type=view",                     false, false},
    {"action_type.not=delete",                                  true,  true},
    {"actor_context=api_token",                                 true,  false},
    {"actor_context.not=api_token",                             false, true},
    {"actor_context=dash&actor_context=api_token",              true,  false},
    {"actor_email=alice@example.COM",                           true,  false},
    {"actor_email.not=alice@example.com",                       false, true},
    {"actor_id=77777777777777777777777777777777",               true,  false},
    {"actor_id=77777777-7777-7777-7777-777777777777",           true,  false},
    {"actor_id.not=77777777777777777777777777777777",           false, true},
    {"actor_id.not=a&actor_id.not=b",                           true,  true},
    {"actor_ip_address=192.0.2.7",                              true,  false},
    {"actor_ip_address=10.0.0.0/8&actor_ip_address=192.0.2.0/24", true, false},
    {"actor_ip_address=10.0.0.0/8",                             false, false},
    {"actor_ip_address.not=192.0.2.0/24",                       false, true},
    {"actor_token_id=55555555555555555555555555555555",         true,  false},
    {"actor_token_name=laptop",                                 true,  false},
    {"actor_token_name=Laptop",                                 false, false},
    {"actor_token_name.not=laptop",                             false, true},
    {"actor_type=user",                                         true,  false},
    {"actor_type=system",                                       false, true},
    {"actor_type=user&actor_type=system",                       true,  true},
    {"actor_type.not=user&actor_type.not=system",               false, false},
    {"product_category=credentials",                            true,  false},
    {"product_category=zones&product_category=credentials",     true,  true},
    {"product_category=magic",                                  false, false},
    {"product_category.not=zones",                              true,  true},  // there is no such filter
    {"raw_cf_ray_id=99999999999999999999999999999999",          true,  false},
    {"raw_method=POST",                                         true,  false},
    {"raw_method=post",                                         true,  false},
    {"raw_method.not=POST",                                     false, true},
    {"raw_status_code=200",                                     true,  false},
    {"raw_status_code=200.0",                                   true,  false},
    {"raw_status_code=403&raw_status_code=0200",                true,  false},
    {"raw_status_code.not=200",                                 false, true},
    {"raw_uri=/client/v4/accounts/x/tokens",                    true,  false},
    {"raw_uri=%2Fclient%2Fv4%2Faccounts%2Fx%2Ftokens",          true,  false},
    {"raw_uri.not=/client/v4/accounts/x/tokens",                false, true},
    {"resource_id=66666666666666666666666666666666",            false, true},
    {"resource_id.not=66666666666666666666666666666666",        true,  false},
    {"resource_product=api_tokens",                             true,  false},
    {"resource_product.not=api_tokens",                         false, true},
    {"resource_scope=zones",                                    false, true},
    {"resource_scope=accounts",                                 true,  false},
    {"resource_scope.not=user",                                 true,  true},
    {"resource_type=token",                                     true,  false},
    {"resource_type.not=token",                                 false, true},
    {"zone_id=66666666666666666666666666666666",                false, true},
    {"zone_id.not=66666666666666666666666666666666",            true,  false},
    {"zone_name=SHOP.example",                                  false, true},
    {"zone_name.not=shop.example",                              true,  false},
    {"zone_name.not=",                                          true,  true},
    {"action_type=create&actor_type=user",                      true,  false},
    {"resource_type=token&resource_type.not=token",             false, false},
    {"unknown=x&limit=7&direction=asc",                         true,  true},
    // clang-format on
};

TEST(AuditV2Filters, KeepWhatMatchesAllOfThem) {
  const auto organization = log_organization();
  const auto token = token_record();
  const auto zone = zone_record();
  for (const auto& [filter, keeps_token, keeps_zone] : kCases) {
    const auto asked = decode(filter);
    ASSERT_TRUE(asked) << filter;
    EXPECT_EQ(asked->matches({token, organization}), keeps_token) << filter;
    EXPECT_EQ(asked->matches({zone, organization}), keeps_zone) << filter;
  }
}

TEST(AuditV2Filters, KnowWhatTheyThemselvesPrint) {
  const auto organization = log_organization();
  for (const auto& record : {token_record(), zone_record(), sign_in_record()}) {
    const LogEntry entry{record, organization};
    for (const auto& field : audit_fields()) {
      const auto text = field.text(entry);
      if (text.empty()) continue;
      AuditTest is(field, false);
      AuditTest is_not(field, true);
      ASSERT_EQ(is.add(text), "") << field.name;
      ASSERT_EQ(is_not.add(text), "") << field.name;
      EXPECT_TRUE(is.matches(entry)) << field.name << ' ' << text;
      EXPECT_FALSE(is_not.matches(entry)) << field.name << ' ' << text;
    }
  }
}

TEST(AuditV2Filters, OfSeveralKilobytesMatchNothing) {
  const auto organization = log_organization();
  const auto record = token_record();
  const std::string text(7168, 'x');
  for (const std::string name : {"id", "account_name", "actor_email", "actor_id", "raw_uri",
                                 "resource_type", "zone_name", "product_category"}) {
    EXPECT_FALSE(decode(name + '=' + text)->matches({record, organization})) << name;
  }
  std::string many;
  for (int i = 0; i < 700; ++i) many += "&zone_id=" + std::to_string(i);
  EXPECT_FALSE(decode(many)->matches({record, organization}));
}

TEST(DecodeAuditV2Query, NeedsTimes) {
  EXPECT_EQ(complaints(decode_audit_v2_query("")),
            (Texts{"/since: is required", "/before: is required"}));
  EXPECT_EQ(complaints(decode_audit_v2_query("since=&before=2026-01-01")),
            Texts{"/since: is required"});
  EXPECT_EQ(complaints(decode_audit_v2_query("since=2026-01-02&before=2026-01-01")),
            Texts{"/before: must not be earlier than `since`"});
  EXPECT_EQ(complaints(decode_audit_history_query("since=2026-01-01&before=2026-01-02")),
            Texts{"/action_time: is required"});
}

TEST(DecodeAuditV2Query, ReadsThePage) {
  EXPECT_EQ(decode("")->limit, 100U);
  EXPECT_EQ(decode("")->direction, core::Direction::descending);
  EXPECT_EQ(decode("")->cursor, std::nullopt);
  EXPECT_EQ(decode("limit=0")->limit, 1U);
  EXPECT_EQ(decode("limit=25.0")->limit, 25U);
  EXPECT_EQ(decode("limit=1000000000")->limit, 1000U);
  EXPECT_EQ(decode("direction=asc")->direction, core::Direction::ascending);
  EXPECT_EQ(decode("cursor=abc")->cursor, "abc");
}

TEST(DecodeAuditV2Query, RefusesUnknownWordsOncePerParameter) {
  EXPECT_EQ(complaints(decode("action_result=ok&action_result=fine&action_result.not=no")),
            (Texts{"/action_result: must be success or failure",
                   "/action_result.not: must be success or failure"}));
  EXPECT_EQ(complaints(decode("action_type=made")),
            Texts{"/action_type: must be create, delete, view or update"});
  EXPECT_EQ(complaints(decode("actor_type=robot")),
            Texts{"/actor_type: must be account, cloudflare_admin, system, user or "
                  "delegated_service"});
  EXPECT_EQ(complaints(decode("resource_scope=world")),
            Texts{"/resource_scope: must be accounts, user, zones or memberships"});
  EXPECT_EQ(complaints(decode("actor_context=ui")).size(), 1U);
  EXPECT_EQ(complaints(decode("direction=up")), Texts{"/direction: must be asc or desc"});
  EXPECT_EQ(complaints(decode("raw_status_code=ok&actor_ip_address=x")),
            (Texts{"/raw_status_code: must be a whole number",
                   "/actor_ip_address: must be an address or a network such as 192.0.2.0/24"}));
  for (const auto* junk : {"-1", "200.5", "2e2", "99999999999999999999", "200 "}) {
    EXPECT_EQ(complaints(decode(std::string("raw_status_code=") + junk)).size(), 1U) << junk;
  }
}

TEST(ShapesAuditV2, WhateverDecidesWhatPagesShow) {
  for (const auto* name : {"since", "before", "direction", "action_time", "actor_id",
                           "actor_id.not", "product_category"}) {
    EXPECT_TRUE(shapes_audit_v2(name)) << name;
  }
  for (const auto* name : {"cursor", "limit", "product_category.not", "page", "", ".not"}) {
    EXPECT_FALSE(shapes_audit_v2(name)) << name;
  }
}

}  // namespace
}  // namespace selfsame::cloudflare
