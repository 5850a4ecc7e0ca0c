// A change and its audit record commit together: when the record cannot be written, the change is
// not there either.
#include <stdexcept>

#include "tests/core_operations/world.h"
#include "tests/support/forwarding_transaction.h"
#include "tests/support/test_sealer.h"

namespace selfsame::core {
namespace {

/// Fails at the n-th audit record.
class AuditFails final : public testing::ForwardingTransaction {
 public:
  AuditFails(WriteTransaction& inner, int records_before)
      : ForwardingTransaction(inner), left_(records_before) {}
  void append_audit_record(AuditRecord record) override {
    if (left_-- == 0) throw StoreUnavailable("the audit log is full");
    ForwardingTransaction::append_audit_record(std::move(record));
  }

 private:
  int left_;
};

class AuditFailure : public testing::World {
 protected:
  /// Runs a change whose audit record fails, and says whether the failure came out.
  template <class Operation>
  bool fails(Operation operation, int records_before = 0) {
    try {
      store_->write_and_wait([&](WriteTransaction& tx) {
        AuditFails failing(tx, records_before);
        return operation(failing).has_value();
      });
    } catch (const StoreUnavailable&) {
      return true;
    }
    return false;
  }
};

TEST_F(AuditFailure, LeavesNothingOfATokenChange) {
  const auto made = create(key_, draft());
  const auto before = contents();
  EXPECT_TRUE(fails([&](auto& tx) { return create_token(tx, as(key_), user_->id, draft()); }));
  EXPECT_TRUE(fails([&](auto& tx) {
    return update_token(tx, as(key_), user_->id, made.token.id, draft("new"));
  }));
  EXPECT_TRUE(fails([&](auto& tx) { return roll_token(tx, as(key_), user_->id, made.token.id); }));
  EXPECT_TRUE(
      fails([&](auto& tx) { return delete_token(tx, as(key_), user_->id, made.token.id); }));
  EXPECT_EQ(contents(), before);
  const auto found = read([&](ReadTransaction& tx) {
    return tx.find_token_by_secret(hasher_.hash(made.secret.reveal()));
  });
  ASSERT_NE(found, nullptr) << "the old secret works on";
  EXPECT_EQ(*found, made.token);
}

TEST_F(AuditFailure, LeavesNothingOfAProfileEdit) {
  const auto before = contents();
  ProfileEdit wanted;
  wanted.first_name = "Eve";
  EXPECT_TRUE(fails([&](auto& tx) { return edit_user(tx, as(key_), wanted); }));
  EXPECT_EQ(contents(), before);
}

TEST_F(AuditFailure, LeavesNothingOfAnImport) {
  const auto before = contents();
  User user;
  user.id = UserId{{9}};
  user.email = "nine@example.com";
  EXPECT_TRUE(fails([&](auto& tx) { return import_user(tx, as(system_), user); }));
  const ImportedToken token{TokenId{{1}}, user_->id, SecretHash{{1}}, draft(), std::nullopt};
  EXPECT_TRUE(fails([&](auto& tx) { return import_token(tx, as(system_), token); }));
  EXPECT_EQ(contents(), before);
  EXPECT_EQ(read([&](ReadTransaction& tx) { return tx.find_user(user.id); }), nullptr);
}

TEST_F(AuditFailure, LeavesNothingOfAnInitWhicheverRecordFails) {
  constexpr int kRecords = 6;
  for (int failing = 0; failing <= kRecords; ++failing) {
    const auto empty = storage::sqlite::open_sqlite_store(
        {.path = ":memory:", .log = {}, .sealer = &selfsame::testing::kTestSealer});
    bool failed = false;
    try {
      empty->write_and_wait([&](WriteTransaction& tx) {
        AuditFails wrapped(tx, failing);
        const FirstUser first{"first@example.com", {}, {}, "Acme", "hash"};
        return initialize_store(wrapped, as(system_), first).has_value();
      });
    } catch (const StoreUnavailable&) {
      failed = true;
    }
    bool has_users = false;
    empty->read_and_wait([&](ReadTransaction& tx) { has_users = tx.has_users(); });
    EXPECT_EQ(failed, failing < kRecords) << failing;
    EXPECT_EQ(has_users, !failed) << failing;
    empty->close();
  }
}

}  // namespace
}  // namespace selfsame::core
