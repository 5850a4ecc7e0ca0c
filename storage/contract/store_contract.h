#pragma once

#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <iosfwd>
#include <memory>
#include <string>

#include "core/store.h"
#include "storage/contract/test_data.h"
#include "storage/contract/test_loop.h"

namespace selfsame::storage::contract {

/// An engine as the suite sees it.
struct EngineUnderTest {
  std::string name;
  /// Opens the store that belongs to `folder`, a new one the first time.
  std::function<std::unique_ptr<core::Store>(const std::filesystem::path& folder)> open;
  bool survives_close = true;  ///< what was written is there when it is opened again
};

void PrintTo(const EngineUnderTest& engine, std::ostream* out);

/// Entities in a list, by the number in the last bytes of their ids.
using Numbers = std::vector<int>;

/// A folder that lasts as long as the test.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// What every engine promises. An engine's test program says
/// `INSTANTIATE_TEST_SUITE_P(MyEngine, StoreContract, ::testing::Values(...))`, and the same for the
/// other suites in this header.
class StoreContract : public ::testing::TestWithParam<EngineUnderTest> {
 protected:
  StoreContract() : store_(GetParam().open(folder_.path())) {}

  core::Store& store() { return *store_; }
  void close() { store_.reset(); }
  void reopen();

  void write(core::WriteBody body) { store().write_and_wait(std::move(body)); }
  /// Reads one thing, without a session.
  template <class Read>
  auto get(Read read_one) {
    decltype(read_one(std::declval<core::ReadTransaction&>())) result{};
    store().read_and_wait([&](core::ReadTransaction& tx) { result = read_one(tx); });
    return result;
  }

  /// Inserts user `number` and says its id.
  core::UserId add_user(std::uint64_t number);

 private:
  TestFolder folder_;
  std::unique_ptr<core::Store> store_;
};

/// The part about organizations and who is in them: an organization with one owner is there, and
/// two users.
class MemberContract : public StoreContract {
 protected:
  MemberContract();

  void add(const core::Membership& membership);
  std::optional<core::Membership> find(const core::Membership& membership);
  /// The number of each membership on the page.
  Numbers list(const core::MemberQuery& query, std::uint64_t expected_total);
  std::uint64_t count_owners();

  const core::UserId owner_ = add_user(1);
  const core::UserId user_ = add_user(2);
  const core::Organization organization_ = make_organization(1000);
  const core::OrganizationId id_ = organization_.id;
  /// The owner's.
  const core::Membership place_ = make_owner(owner_, id_, 1);
};

/// The part about roles, in the same organization.
class RoleContract : public MemberContract {
 protected:
  void add_role(const core::Role& role);
  std::vector<core::Role> roles();
  /// Members who hold a role, by its number.
  std::uint64_t count(std::uint64_t role);
  /// The number of each place that holds it.
  Numbers holders(std::uint64_t role, std::uint32_t limit = 100);
};

/// The part about audit logs.
class AuditContract : public StoreContract {
 protected:
  void append(const core::AuditRecord& record);
  void append(const core::AuditOwner& owner, std::uint64_t number,
              std::optional<core::UserId> actor = {});
  /// The log of one owner, oldest first.
  std::vector<core::AuditRecord> records(const core::IdBytes& owner);
  /// The number of the record at each position that is read.
  Numbers read(const core::AuditLog& log, std::uint64_t from, core::Direction direction,
               std::uint32_t limit = 100);
  core::AuditBounds bounds(const core::AuditLog& log);
  core::AuditHead head(const core::IdBytes& owner);
};

/// The part about subscriptions, ledgers and payments: a user and two organizations are there.
class BillingContract : public StoreContract {
 protected:
  BillingContract();

  void add(const core::Subscription& subscription,
           std::optional<core::Timestamp> next_step_at = {});
  bool update(const core::Subscription& subscription,
              std::optional<core::Timestamp> next_step_at = {});
  std::optional<core::Subscription> find(const core::Subscription& subscription);
  void append(const core::BillingItem& item);
  core::Page<core::BillingItem> list(const core::Owner& owner, const core::BillingItemQuery& query);
  core::ZoneLevels zone_levels(const core::OrganizationId& organization);

  const core::UserId user_ = add_user(1);
  const core::OrganizationId id_ = make_id<core::OrganizationId>(1000);
  const core::OrganizationId other_ = make_id<core::OrganizationId>(1001);
};

/// The part about tokens and keys: two users are there.
class TokenContract : public StoreContract {
 protected:
  void add(const core::Token& token, std::uint64_t secret);
  std::optional<core::Token> find(const core::Token& token);
  std::shared_ptr<const core::Token> find_by_secret(std::uint64_t secret);
  /// The last byte of the id of each token of `user_` on the page.
  Numbers list(const core::TokenQuery& query, std::uint64_t expected_total);

  const core::UserId user_ = add_user(1);
  const core::UserId other_ = add_user(2);
};

/// The part about sessions, second factors and links: two users are there.
class SignInContract : public StoreContract {
 protected:
  void add(const core::Session& session);
  std::optional<core::Session> find(const core::Session& session);
  /// The number of each session of a user, in order.
  Numbers sessions(const core::UserId& user);
  void put(const core::SecondFactor& factor);
  std::optional<core::SecondFactor> factor_of(const core::UserId& user);
  void put_codes(const core::UserId& user, const std::vector<std::uint64_t>& numbers);
  std::uint64_t count_codes(const core::UserId& user);
  bool take(const core::UserId& user, std::uint64_t code);
  void put(const core::ActionLink& link, std::uint64_t secret);
  std::optional<core::ActionLink> find_link(std::uint64_t secret);

  const core::UserId user_ = add_user(1);
  const core::UserId other_ = add_user(2);
};

}  // namespace selfsame::storage::contract
