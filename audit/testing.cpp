#include "audit/testing.h"

#include <gtest/gtest.h>

#include "audit/sealer.h"
#include "crypto/sodium.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::audit::testing {
namespace {

core::IdBytes bytes_of(std::uint8_t first) {
  core::IdBytes bytes{};
  for (auto& byte : bytes) byte = first++;
  return bytes;
}

}  // namespace

core::AuditRecord full_record() {
  core::AuditRecord record;
  record.id.bytes = bytes_of(0x01);
  record.occurred_at = *core::parse_rfc3339("2026-03-01T12:00:00.000007Z");
  record.operation = "member.update";
  record.action = "update_member";
  record.actor = core::UserId{bytes_of(0x11)};
  record.effective_actor = core::UserId{bytes_of(0x21)};
  record.actor_email = "ada@example.com";
  record.credential_kind = core::CredentialKind::api_token;
  record.credential = bytes_of(0x31);
  record.credential_name = "laptop";
  record.owner = core::OrganizationId{bytes_of(0x41)};
  record.resource_kind = "member";
  record.resource_id = "m1";
  record.zone = core::ZoneId{bytes_of(0x51)};
  record.zone_name = "example.com";
  record.changes = {{"roles", "Administrator", "Billing"}, {"status", std::nullopt, ""}};
  record.client_address = core::IpAddress::parse("192.0.2.7");
  record.user_agent = "curl/8";
  record.request = core::RequestId{bytes_of(0x61)};
  record.method = "PUT";
  record.path = "/client/v4/accounts";
  record.sequence = 7;
  return record;
}

std::vector<core::AuditRecord> chain(std::uint64_t count) {
  std::vector<core::AuditRecord> records;
  core::AuditHash previous{};
  for (std::uint64_t sequence = 1; sequence <= count; ++sequence) {
    auto record = full_record();
    record.id.bytes.back() = static_cast<std::uint8_t>(sequence);
    record.sequence = sequence;
    record.hash = previous = Sha256Sealer().seal(record, previous);
    records.push_back(std::move(record));
  }
  return records;
}

SigningKey make_key(std::uint8_t number) {
  crypto::initialize();
  selfsame::testing::ConstantEntropy entropy(number);
  return SigningKey::ephemeral(entropy);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

}  // namespace selfsame::audit::testing
