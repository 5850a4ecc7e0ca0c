#include "dialects/cloudflare/zone_codec.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/testing.h"
#include "tests/support/fake_clock.h"

namespace selfsame::cloudflare {
namespace {

using testing::kNoon;

core::ZoneView view() {
  core::Organization organization;
  organization.id = *core::OrganizationId::parse("023e105f4ecef8ad9ca31a8372d0c353");
  organization.name = "Demo";
  core::ZoneView made;
  made.zone.id = *core::ZoneId::parse(std::string(32, 'a'));
  made.zone.name = "example.com";
  made.zone.created_at = kNoon;
  made.zone.modified_at = kNoon + std::chrono::hours(1);
  made.organization = std::make_shared<const core::Organization>(organization);
  return made;
}

TEST(EncodeZone, WritesExactlyThis) {
  EXPECT_EQ(
      encoded(encode_zone, view()),
      R"({"id":")" + std::string(32, 'a') +
          R"(","name":"example.com","status":"active","paused":false,"type":"full",)" +
          R"("development_mode":0,"name_servers":[],"original_name_servers":null,)" +
          R"("original_registrar":null,"original_dnshost":null,)" +
          R"("created_on":"2026-03-01T12:00:00.000000Z",)" +
          R"("modified_on":"2026-03-01T13:00:00.000000Z",)" +
          R"("activated_on":"2026-03-01T12:00:00.000000Z",)" +
          R"("meta":{"cdn_only":false,"custom_certificate_quota":0,"dns_only":false,)" +
          R"("foundation_dns":false,"page_rule_quota":3,"phishing_detected":false,"step":2},)" +
          R"("owner":{"id":"023e105f4ecef8ad9ca31a8372d0c353","type":"organization",)" +
          R"("name":"Demo"},"account":{"id":"023e105f4ecef8ad9ca31a8372d0c353","name":"Demo"},)" +
          R"("permissions":["#zone:read"],"plan":{"id":"0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee",)" +
          R"("name":"Free Website","price":0,"currency":"USD","frequency":"",)" +
          R"("is_subscribed":false,"can_subscribe":false,"legacy_id":"free",)" +
          R"("legacy_discount":false,"externally_managed":false},"vanity_name_servers":[]})");
}

TEST(EncodeZone, SaysWhetherTheCallerMayChangeIt) {
  auto made = view();
  made.may_edit = true;
  EXPECT_NE(encoded(encode_zone, made).find(R"("permissions":["#zone:read","#zone:edit"])"),
            std::string::npos);
}

}  // namespace
}  // namespace selfsame::cloudflare
