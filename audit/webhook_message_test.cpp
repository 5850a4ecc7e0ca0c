#include "audit/webhook_message.h"

#include <gtest/gtest.h>

#include "audit/export.h"
#include "audit/testing.h"
#include "audit/webhook_testing.h"

namespace selfsame::audit {
namespace {

std::vector<core::AuditEntry> entries(int count, std::size_t path_bytes = 1) {
  std::vector<core::AuditEntry> made;
  for (int i = 0; i < count; ++i) {
    auto record = testing::full_record();
    record.sequence += static_cast<std::uint64_t>(i);
    record.occurred_at += std::chrono::seconds(i);
    record.path = std::string(path_bytes, '/');
    made.push_back({record.sequence, record});
  }
  return made;
}

TEST(WebhookMessage, HoldsTheRecordsAsExportsDo) {
  const auto records = entries(2);
  const auto message = make_webhook_message(records);
  EXPECT_EQ(message.id, core::id_to_hex(records[0].record.owner.id) + "-7-8");
  EXPECT_EQ(message.body,
            R"({"type":"audit.records","timestamp":"2026-03-01T12:00:01.000007Z","data":[)" +
                export_line(records[0].record) + ',' + export_line(records[1].record) + "]}");
  EXPECT_EQ(message.last_sequence, 8U);
  EXPECT_EQ(message.records, 2U);
}

TEST(WebhookMessage, EndsBeforeItGetsTooBig) {
  constexpr std::size_t kMegabyte = std::size_t{1} << 20;
  const auto message = make_webhook_message(entries(10, kMegabyte / 4));
  EXPECT_EQ(message.records, 3U);
  EXPECT_EQ(message.last_sequence, 9U);
  EXPECT_LT(message.body.size(), kMegabyte);
}

TEST(WebhookMessage, HoldsOneRecordOfAnySize) {
  const auto message = make_webhook_message(entries(2, std::size_t{2} << 20));
  EXPECT_EQ(message.records, 1U);
  EXPECT_EQ(message.last_sequence, 7U);
}

TEST(SignWebhook, SaysWhenItIsSent) {
  const auto secret = testing::example_secret();
  const WebhookMessage message{"msg_p5jXN8AQM9LWM0D4loKWxJek", R"({"test": 2432232314})", 1, 1};
  const core::Timestamp now(std::chrono::seconds(1614265330) + std::chrono::milliseconds(999));
  const auto request = sign_webhook(secret, message, now);
  EXPECT_EQ(request.id, message.id);
  EXPECT_EQ(request.timestamp, "1614265330");
  EXPECT_EQ(request.signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(request.body, message.body);
}

}  // namespace
}  // namespace selfsame::audit
