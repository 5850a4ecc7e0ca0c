#include <gtest/gtest.h>

#include "storage/contract/store_contract.h"
#include "storage/contract/test_data.h"
#include "tests/support/audit_records.h"

namespace selfsame::storage::contract {

using core::AuditLog;
using core::Direction;
using core::ReadTransaction;
using core::WriteTransaction;
using selfsame::testing::records_of;

void AuditContract::append(const core::AuditRecord& record) {
  write([&](WriteTransaction& tx) {
    tx.append_audit_record(record);
    return true;
  });
}

void AuditContract::append(const core::AuditOwner& owner, std::uint64_t number,
                           std::optional<core::UserId> actor) {
  auto record = make_audit_record(owner, number);
  record.actor = actor;
  append(record);
}

std::vector<core::AuditRecord> AuditContract::records(const core::IdBytes& owner) {
  return get([&](ReadTransaction& tx) { return records_of(tx, owner); });
}

Numbers AuditContract::read(const AuditLog& log, std::uint64_t from, Direction direction,
                            std::uint32_t limit) {
  Numbers numbers;
  for (const auto& entry :
       get([&](ReadTransaction& tx) { return tx.read_audit_log(log, from, direction, limit); })) {
    numbers.push_back(entry.record.id.bytes.back());
  }
  return numbers;
}

core::AuditBounds AuditContract::bounds(const AuditLog& log) {
  return get([&](ReadTransaction& tx) { return tx.audit_bounds(log); });
}

core::AuditHead AuditContract::head(const core::IdBytes& owner) {
  return get([&](ReadTransaction& tx) { return tx.find_audit_head(owner); }).value();
}

namespace {

const core::UserId kUser = make_id<core::UserId>(1);
const core::UserId kOther = make_id<core::UserId>(2);
const core::OrganizationId kOrganization = make_id<core::OrganizationId>(3);

TEST_P(AuditContract, KeepsRecordsAsTheyAreAndGivesThemTheirPlace) {
  const core::AuditOwner owner = kUser;
  const core::AuditRecord plain = make_audit_record(owner, 10);
  core::AuditRecord full = make_audit_record(owner, 11);
  full.outcome = core::AuditOutcome::refused;
  full.refusal = "permission_missing";
  full.actor = kUser;
  full.effective_actor = kOther;
  full.actor_email = "a@example.com";
  full.credential_kind = core::CredentialKind::api_token;
  full.credential = make_bytes(7);
  full.credential_name = kDifficultText;
  full.changes = {{"name", std::nullopt, kDifficultText},
                  {"email", "", "x"},
                  {"a", "before", std::nullopt},
                  {"", std::nullopt, std::nullopt}};
  full.zone = make_id<core::ZoneId>(9);
  full.zone_name = "example.com";
  full.client_address = core::IpAddress::parse("192.0.2.1");
  full.user_agent = kDifficultText;
  full.request = make_id<core::RequestId>(5);
  full.method = "POST";
  full.path = "/client/v4/user/tokens";
  core::AuditRecord key = make_audit_record(owner, 12);
  key.credential_kind = core::CredentialKind::organization_key;
  key.client_address = core::IpAddress::parse("2001:db8::1");
  std::vector<core::AuditRecord> all{plain, full, key};
  write([&](WriteTransaction& tx) {
    for (const auto& record : all) tx.append_audit_record(record);
    return true;
  });
  const auto kept = records(owner.id);
  ASSERT_EQ(kept.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].sequence = i + 1;
    all[i].hash = kept[i].hash;
    EXPECT_NE(kept[i].hash, core::AuditHash{});
  }
  EXPECT_EQ(kept, all);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_audit_record(full.id); }), kept[1]);
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_audit_record(core::AuditRecordId{}); }),
            std::nullopt);
}

TEST_P(AuditContract, KeepsTheEndOfEachLog) {
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_audit_head(kUser.bytes); }), std::nullopt);
  append(kUser, 10);
  append(kOrganization, 11);
  append(kUser, 12);
  const auto kept = records(kUser.bytes);
  core::AuditHead expected;
  expected.owner = kUser;
  expected.sequence = 2;
  expected.hash = kept[1].hash;
  expected.occurred_at = kept[1].occurred_at;
  EXPECT_EQ(head(kUser.bytes), expected);
  EXPECT_EQ(head(kOrganization.bytes).owner.kind, core::AuditOwnerKind::organization);
  const auto all = get([](ReadTransaction& tx) { return tx.list_audit_heads(std::nullopt, 9); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0], expected);
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.list_audit_heads(kUser.bytes, 9); }).size(),
            1U);
}

TEST_P(AuditContract, NeverGoesBackInTime) {
  append(kUser, 20);
  append(kUser, 10);
  append(kUser, 30);
  const auto kept = records(kUser.bytes);
  EXPECT_EQ(kept[1].occurred_at, kept[0].occurred_at);
  EXPECT_EQ(kept[2].occurred_at, make_time(30));
}

TEST_P(AuditContract, ReadsALogInBothDirectionsFromAnywhere) {
  for (std::uint64_t number = 1; number <= 5; ++number) append(kOrganization, number);
  const auto log = AuditLog::chain_of(kOrganization);
  EXPECT_EQ(bounds(log), (core::AuditBounds{1, 5}));
  EXPECT_EQ(read(log, 1, Direction::ascending), (Numbers{1, 2, 3, 4, 5}));
  EXPECT_EQ(read(log, 3, Direction::ascending, 2), (Numbers{3, 4}));
  EXPECT_EQ(read(log, 5, Direction::descending), (Numbers{5, 4, 3, 2, 1}));
  EXPECT_EQ(read(log, 3, Direction::descending, 2), (Numbers{3, 2}));
  EXPECT_EQ(read(log, 6, Direction::ascending), Numbers{});
  EXPECT_EQ(read(log, UINT64_MAX, Direction::descending, 1), Numbers{5});
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.audit_time(log, 3); }), make_time(3));
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.audit_time(log, 6); }), std::nullopt);
  EXPECT_TRUE(bounds(AuditLog::chain_of(kUser)).empty());
  EXPECT_TRUE(bounds(AuditLog::view_of(kUser)).empty());
}

TEST_P(AuditContract, ShowsUsersWhatIsTheirsAndWhatTheyDid) {
  append(kUser, 1, kUser);
  append(kOrganization, 2, kUser);
  append(kOrganization, 3, kOther);
  append(kUser, 4, kOther);
  append(kOrganization, 5);
  const auto mine = AuditLog::view_of(kUser);
  EXPECT_EQ(bounds(mine), (core::AuditBounds{1, 3}));
  EXPECT_EQ(read(mine, 1, Direction::ascending), (Numbers{1, 2, 4}));
  EXPECT_EQ(read(mine, 3, Direction::descending, 2), (Numbers{4, 2}));
  EXPECT_EQ(read(AuditLog::view_of(kOther), 1, Direction::ascending), (Numbers{3, 4}));
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.audit_time(mine, 2); }), make_time(2));
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.list_audit_views(std::nullopt, 9); }),
            (std::vector{kUser, kOther}));
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.list_audit_views(kUser, 9); }),
            std::vector{kOther});
}

TEST_P(AuditContract, PrunesFromTheOldEnd) {
  for (std::uint64_t number = 1; number <= 5; ++number) append(kUser, number, kUser);
  const auto before = records(kUser.bytes);
  std::uint64_t removed = 0;
  write([&](WriteTransaction& tx) {
    removed = tx.prune_audit_log(kUser.bytes, 3);
    tx.prune_audit_view(kUser, make_time(3));
    return true;
  });
  EXPECT_EQ(removed, 2U);
  EXPECT_EQ(head(kUser.bytes).first_sequence, 3U);
  EXPECT_EQ(head(kUser.bytes).hash_before_first, before[1].hash);
  EXPECT_EQ(read(AuditLog::chain_of(kUser), 1, Direction::ascending), (Numbers{3, 4, 5}));
  EXPECT_EQ(bounds(AuditLog::view_of(kUser)), (core::AuditBounds{3, 5}));
  append(kUser, 6, kUser);
  EXPECT_EQ(records(kUser.bytes).back().sequence, 6U);
  // The newest stays, whatever is asked.
  write([&](WriteTransaction& tx) {
    removed = tx.prune_audit_log(kUser.bytes, 100);
    tx.prune_audit_view(kUser, make_time(1000));
    return true;
  });
  EXPECT_EQ(removed, 3U);
  EXPECT_EQ(bounds(AuditLog::chain_of(kUser)), (core::AuditBounds{6, 6}));
  EXPECT_EQ(bounds(AuditLog::view_of(kUser)), (core::AuditBounds{6, 6}));
}

TEST_P(AuditContract, KnowsWhatCheckpointsVouchFor) {
  append(kUser, 1);
  append(kOrganization, 2);
  const auto waiting = [&] {
    return get([](ReadTransaction& tx) { return tx.unsigned_audit_heads(9); }).size();
  };
  EXPECT_EQ(waiting(), 2U);
  const core::AuditCheckpoint checkpoint{kUser,        1,     head(kUser.bytes).hash,
                                         make_time(9), "key", std::string(64, 's')};
  write([&](WriteTransaction& tx) {
    tx.insert_audit_checkpoint(checkpoint);
    return true;
  });
  EXPECT_EQ(waiting(), 1U);
  EXPECT_EQ(head(kUser.bytes).signed_sequence, 1U);
  const auto kept = [&](std::uint64_t from) {
    return get([&](ReadTransaction& tx) { return tx.audit_checkpoints(kUser.bytes, from, 9); });
  };
  EXPECT_EQ(kept(0), std::vector{checkpoint});
  EXPECT_EQ(kept(2), std::vector<core::AuditCheckpoint>{});
  append(kUser, 3);
  EXPECT_EQ(waiting(), 2U);
}

TEST_P(AuditContract, ListsWhatLiesThereInOrderOfOwnerAndSequence) {
  append(kOther, 1);
  append(kUser, 2);
  append(kUser, 3);
  const auto list = [&](const core::IdBytes& owner, std::uint64_t sequence, std::uint32_t limit) {
    return get(
        [&](ReadTransaction& tx) { return tx.stored_audit_records(owner, sequence, limit); });
  };
  const auto all = list({}, 0, 9);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].owner, kUser.bytes);
  EXPECT_EQ(all[1].sequence, 2U);
  EXPECT_EQ(all[2].owner, kOther.bytes);
  EXPECT_EQ(all[2].record, records(kOther.bytes).front());
  EXPECT_EQ(list(kUser.bytes, 1, 9).size(), 2U);
  EXPECT_EQ(list(kOther.bytes, 1, 9).size(), 0U);
}

}  // namespace
}  // namespace selfsame::storage::contract
