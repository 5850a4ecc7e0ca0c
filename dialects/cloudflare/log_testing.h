#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/access/resource.h"
#include "core/audit/audit_log.h"
#include "core/tenancy/organization.h"
#include "tests/support/fake_clock.h"
#include "tests/support/stub_transaction.h"

/// Audit records and logs for the tests of those who read them.
namespace selfsame::cloudflare {

inline const std::string kLogOrganization = "023e105f4ecef8ad9ca31a8372d0c353";
inline const std::string kLogUser = std::string(32, '7');
inline const std::string kLogToken = std::string(32, '5');
inline const std::string kLogZone = std::string(32, '6');
inline const std::string kLogRequest = std::string(32, '9');

inline core::Organization log_organization() {
  core::Organization organization;
  organization.id = *core::OrganizationId::parse(kLogOrganization);
  organization.name = "Acme";
  return organization;
}

/// A user makes a token of an organization with another token; everything that a record can have.
inline core::AuditRecord token_record() {
  core::AuditRecord record;
  record.id = *core::AuditRecordId::parse("f174be97-19b1-40d6-954d-70cd5fbd52db");
  record.occurred_at = testing::kNoon;
  record.operation = "account_token.create";
  record.action = "token_create";
  record.actor = core::UserId::parse(kLogUser);
  record.effective_actor = record.actor;
  record.actor_email = "Alice@example.com";
  record.credential_kind = core::CredentialKind::api_token;
  record.credential = core::parse_id(kLogToken);
  record.credential_name = "laptop";
  record.owner = *core::OrganizationId::parse(kLogOrganization);
  record.resource_kind = "token";
  record.resource_id = std::string(32, '4');
  record.changes = {{"name", std::nullopt, "say \"hi\""}, {"status", std::nullopt, "active"}};
  record.client_address = core::IpAddress::parse("192.0.2.7");
  record.user_agent = "curl/8";
  record.request = core::RequestId::parse(kLogRequest);
  record.method = "POST";
  record.path = "/client/v4/accounts/x/tokens";
  return record;
}

/// The command line brings in a zone: no actor, no request.
inline core::AuditRecord zone_record() {
  core::AuditRecord record;
  record.id = *core::AuditRecordId::parse(std::string(32, '8'));
  record.occurred_at = testing::kNoon;
  record.operation = "store.import";
  record.action = "add";
  record.owner = *core::OrganizationId::parse(kLogOrganization);
  record.resource_kind = core::resource_kind::kZone;
  record.resource_id = kLogZone;
  record.zone = core::ZoneId::parse(kLogZone);
  record.zone_name = "shop.example";
  record.changes = {{"name", std::nullopt, "shop.example"}};
  return record;
}

/// A key that nobody has was tried on a user.
inline core::AuditRecord sign_in_record() {
  core::AuditRecord record;
  record.id = *core::AuditRecordId::parse(std::string(32, '3'));
  record.occurred_at = testing::kNoon;
  record.operation = "user.get";
  record.action = "login";
  record.outcome = core::AuditOutcome::refused;
  record.refusal = "credential_unknown";
  record.credential_kind = core::CredentialKind::global_key;
  record.owner = *core::UserId::parse(kLogUser);
  record.resource_kind = core::resource_kind::kUser;
  record.resource_id = kLogUser;
  record.client_address = core::IpAddress::parse("2001:db8::7");
  record.method = "GET";
  record.path = "/client/v4/user";
  return record;
}

/// A store whose only content is one log.
class StubLog : public testing::StubTransaction {
 public:
  /// The record of a position has that as its sequence, and a second for each before it.
  void append(core::AuditRecord record) {
    record.sequence = records_.size() + 1;
    record.occurred_at = testing::kNoon + std::chrono::seconds(record.sequence);
    records_.push_back(std::move(record));
  }
  [[nodiscard]] const std::vector<core::AuditRecord>& records() const { return records_; }
  /// How many records were read so far.
  [[nodiscard]] std::uint64_t reads() const { return reads_; }

  core::AuditBounds audit_bounds(const core::AuditLog&) override { return {1, records_.size()}; }
  std::vector<core::AuditEntry> read_audit_log(const core::AuditLog&, std::uint64_t from,
                                               core::Direction direction,
                                               std::uint32_t limit) override {
    std::vector<core::AuditEntry> entries;
    const bool forward = direction == core::Direction::ascending;
    for (auto at = from; at >= 1 && at <= records_.size() && entries.size() < limit;
         forward ? ++at : --at) {
      entries.push_back({at, records_[at - 1]});
    }
    reads_ += entries.size();
    return entries;
  }
  std::optional<core::Timestamp> audit_time(const core::AuditLog&,
                                            std::uint64_t position) override {
    if (position == 0 || position > records_.size()) return std::nullopt;
    return records_[position - 1].occurred_at;
  }
  std::optional<core::AuditRecord> find_audit_record(const core::AuditRecordId& id) override {
    const auto found = std::ranges::find(records_, id, &core::AuditRecord::id);
    return found == records_.end() ? std::nullopt : std::optional(*found);
  }

 private:
  std::vector<core::AuditRecord> records_;
  std::uint64_t reads_ = 0;
};

}  // namespace selfsame::cloudflare
