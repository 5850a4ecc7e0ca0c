#include "dialects/cloudflare/audit_log_query.h"

#include <gtest/gtest.h>
#include <limits>

#include "dialects/cloudflare/log_testing.h"
#include "dialects/cloudflare/testing.h"

namespace selfsame::cloudflare {
namespace {

struct Case {
  const char* query;
  bool token;  ///< whether it matches `token_record()`
  bool zone;
  bool sign_in;
};

const Case kCases[] = {
    // clang-format off
    {"",                                              true,  true,  true},
    {"id=f174be97-19b1-40d6-954d-70cd5fbd52db",       true,  false, false},
    {"id=F174BE9719B140D6954D70CD5FBD52DB",           true,  false, false},
    {"id=88888888888888888888888888888888",           false, true,  false},
    {"id=nothing-like-an-id",                         false, false, false},
    {"action.type=token_create",                      true,  false, false},
    {"action.type=TOKEN_CREATE",                      false, false, false},
    {"action.type=token",                             false, false, false},
    {"action.type=",                                  true,  true,  true},
    {"actor.email=alice@EXAMPLE.com",                 true,  false, false},
    {"actor.email=alice",                             false, false, false},
    {"actor.ip=192.0.2.7",                            true,  false, false},
    {"actor.ip=192.0.2.8",                            false, false, false},
    {"actor.ip=::ffff:192.0.2.7",                     true,  false, false},
    {"actor.ip=192.0.2.0%2F24",                       true,  false, false},
    {"actor.ip=192.0.2.200/24",                       true,  false, false},
    {"actor.ip=192.0.2.0/30",                         false, false, false},
    {"actor.ip=0.0.0.0/0",                            true,  false, false},
    {"actor.ip=2001:db8::/32",                        false, false, true},
    {"actor.ip=2001:DB8:0::7",                        false, false, true},
    {"actor.ip=::/0",                                 false, false, true},
    {"zone.name=shop.example",                        false, true,  false},
    {"zone.name=Shop.Example",                        false, true,  false},
    {"zone.name=example",                             false, false, false},
    {"hide_user_logs=true",                           true,  true,  false},
    {"hide_user_logs=false",                          true,  true,  true},
    {"order=when&unknown=x",                          true,  true,  true},
    {"action.type=add&zone.name=shop.example",        false, true,  false},
    {"action.type=add&zone.name=other.example",       false, false, false},
    // clang-format on
};

TEST(AuditLogFilter, KeepsWhatMatchesEveryPartOfIt) {
  for (const auto& [query, token, zone, sign_in] : kCases) {
    const auto asked = decode_audit_log_query(query);
    ASSERT_TRUE(asked) << query;
    EXPECT_EQ(asked->filter.matches(token_record()), token) << query;
    EXPECT_EQ(asked->filter.matches(zone_record()), zone) << query;
    EXPECT_EQ(asked->filter.matches(sign_in_record()), sign_in) << query;
  }
}

TEST(AuditLogFilter, OfSeveralKilobytesMatchesNothing) {
  for (const std::string name : {"id", "action.type", "actor.email", "zone.name"}) {
    const auto asked = decode_audit_log_query(name + '=' + std::string(7168, 'x'));
    ASSERT_TRUE(asked) << name;
    EXPECT_FALSE(asked->filter.matches(token_record())) << name;
  }
}

TEST(AuditLogFilter, IsEmptyIfItKeepsEverything) {
  for (const auto* query : {"", "page=3&per_page=7", "since=2026-01-01&before=2026-02-01",
                            "direction=asc", "export=true", "hide_user_logs=false", "id="}) {
    EXPECT_TRUE(decode_audit_log_query(query)->filter.is_empty()) << query;
  }
  for (const auto* query : {"id=x", "action.type=x", "actor.email=x", "actor.ip=::1", "zone.name=x",
                            "hide_user_logs=true"}) {
    EXPECT_FALSE(decode_audit_log_query(query)->filter.is_empty()) << query;
  }
}

TEST(DecodeAuditLogQuery, HasDefaults) {
  const auto asked = decode_audit_log_query("");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->page, 1U);
  EXPECT_EQ(asked->per_page, 100U);
  EXPECT_EQ(asked->direction, core::Direction::descending);
  EXPECT_FALSE(asked->export_);
  EXPECT_FALSE(asked->range.since || asked->range.before);
}

TEST(DecodeAuditLogQuery, ClampsThePageSize) {
  const auto per_page = [](const char* query) { return decode_audit_log_query(query)->per_page; };
  EXPECT_EQ(per_page("per_page=0"), 1U);
  EXPECT_EQ(per_page("per_page=1"), 1U);
  EXPECT_EQ(per_page("per_page=1000"), 1000U);
  EXPECT_EQ(per_page("per_page=1001"), 1000U);
  EXPECT_EQ(per_page("per_page=1000000000"), 1000U);
}

TEST(DecodeAuditLogQuery, CountsWhatLiesBeforeAPage) {
  const auto before = [](const char* query) {
    return decode_audit_log_query(query)->entries_before();
  };
  EXPECT_EQ(before("page=1"), 0U);
  EXPECT_EQ(before("page=3&per_page=50"), 100U);
  EXPECT_EQ(before("page=99999999999999999999&per_page=1000"),
            std::numeric_limits<std::uint64_t>::max());
}

TEST(DecodeAuditLogQuery, NamesEveryWrongPlace) {
  const auto of = [](const char* query) { return complaints(decode_audit_log_query(query)); };
  const std::string time =
      ": must be a date, or a time with its offset such as "
      "2019-04-30T01:12:20Z";
  const std::string network = ": must be an address or a network such as 192.0.2.0/24";
  EXPECT_EQ(of("page=0"), Texts{"/page: must be 1 or more"});
  EXPECT_EQ(of("per_page=many"), Texts{"/per_page: must be a whole number"});
  EXPECT_EQ(of("direction=up"), Texts{"/direction: must be asc or desc"});
  EXPECT_EQ(of("export=1&hide_user_logs=yes"),
            (Texts{"/hide_user_logs: must be true or false", "/export: must be true or false"}));
  EXPECT_EQ(of("since=2026-02-30&before=yesterday"), (Texts{"/since" + time, "/before" + time}));
  EXPECT_EQ(of("since=2026-03-02&before=2026-03-01"),
            Texts{"/before: must not be earlier than `since`"});
  for (const auto* junk : {"localhost", "192.0.2", "192.0.2.0/33", "::/129", "192.0.2.0/", "/24",
                           "192.0.2.7/24/1", "1.2.3.4, 5.6.7.8", "*"}) {
    const auto query = "actor.ip=" + std::string(junk);
    EXPECT_EQ(of(query.c_str()), Texts{"/actor.ip" + network}) << junk;
  }
}

TEST(ShapesAuditLog, WhateverDecidesWhatPagesShow) {
  EXPECT_EQ(canonical_query("page=7&per_page=5&order=when&id=x&_=1", shapes_audit_log),
            canonical_query("id=x&per_page=5&page=8", shapes_audit_log));
  for (const auto* query : {"per_page=6", "id=y", "direction=asc", "since=2026-01-01",
                            "hide_user_logs=true", "actor.ip=::1", ""}) {
    EXPECT_NE(canonical_query(query, shapes_audit_log),
              canonical_query("per_page=5", shapes_audit_log))
        << query;
  }
}

}  // namespace
}  // namespace selfsame::cloudflare
