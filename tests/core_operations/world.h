#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/access/token_operations.h"
#include "core/identity/user_operations.h"
#include "core/operation_context.h"
#include "core/store.h"
#include "core/store_operations.h"
#include "crypto/sodium.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_identity.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/test_billing.h"
#include "tests/support/test_catalogue.h"

namespace selfsame::testing {

/// Everything that the store holds: what must stay as it was when an operation is refused.
struct Contents {
  std::vector<core::User> users;
  std::vector<std::optional<core::CommunicationPreferences>> preferences;  ///< of each user
  std::vector<core::Organization> organizations;
  std::vector<core::Membership> memberships;
  std::vector<core::Invite> invites;
  std::vector<core::Role> roles;
  std::vector<core::ResourceGroup> resource_groups;
  std::vector<core::Zone> zones;
  std::vector<core::Token> tokens;
  std::vector<core::ApiKey> api_keys;  ///< of organizations
  std::vector<core::OrganizationProfile> organization_profiles;
  std::vector<core::Session> sessions;
  std::vector<std::optional<core::SecondFactor>> second_factors;  ///< of each user
  std::vector<std::uint64_t> recovery_codes;                      ///< of each user, how many
  std::vector<core::Mail> mail;
  std::vector<core::Subscription> subscriptions;
  std::vector<core::BillingItem> billing_items;
  std::vector<core::BillingProfile> billing_profiles;
  std::vector<core::AuditRecord> records;
  bool operator==(const Contents&) const = default;
};

/// The parts that differ, for a test that fails.
void PrintTo(const Contents& contents, std::ostream* out);

/// The roles and groups that come with the program.
const core::RoleCatalogue& role_catalogue();

/// A real store in memory with two users, and whoever may act on it.
class World : public ::testing::Test {
 protected:
  World();
  ~World() override { store_->close(); }

  /// Runs an operation in a transaction of its own, which commits if it succeeds.
  template <class Operation>
  auto write(Operation operation) {
    using Outcome = decltype(operation(std::declval<core::WriteTransaction&>()));
    std::optional<Outcome> outcome;
    store_->write_and_wait([&](core::WriteTransaction& tx) {
      outcome.emplace(operation(tx));
      return outcome->has_value();
    });
    return std::move(*outcome);
  }
  template <class Read>
  auto read(Read read_one) {
    std::optional<decltype(read_one(std::declval<core::ReadTransaction&>()))> found;
    store_->read_and_wait([&](core::ReadTransaction& tx) { found.emplace(read_one(tx)); });
    return std::move(*found);
  }
  /// Runs a change that is to be refused, even if it were committed, and says how it was.
  template <class Operation>
  core::Error refusal(Operation operation) {
    const auto before = contents();
    std::optional<core::Error> error;
    store_->write_and_wait([&](core::WriteTransaction& tx) {
      error.reset();
      auto outcome = operation(tx);
      if (!outcome) error = std::move(outcome.error());
      return true;
    });
    EXPECT_EQ(contents(), before) << "a refusal changes nothing";
    if (error) return *error;
    ADD_FAILURE() << "was not refused";
    return {core::ErrorCode::unavailable, core::Reason::none, "was not refused", {}};
  }

  core::OperationContext as(const core::Principal& principal) {
    return {test_catalogue(), role_catalogue(), test_billing_rules(),
            hasher_,          entropy_,         clock_.now(),
            principal,        &origin_};
  }
  /// A principal whose token has one policy: the groups, on the user's own user.
  core::Principal with_groups(const std::shared_ptr<const core::User>& user,
                              std::vector<std::string> groups);
  /// The same on any resource.
  core::Principal with_groups_on(const std::shared_ptr<const core::User>& user,
                                 std::vector<std::string> groups, core::ResourceGrant grant);

  /// A draft that every user may make a token of.
  static core::TokenDraft draft(std::string name = "a token");
  core::NewSecret create(const core::Principal& principal, const core::TokenDraft& wanted);
  core::Token create(const core::Principal& principal) { return create(principal, draft()).token; }

  Contents contents();
  std::vector<core::AuditRecord> records(const core::IdBytes& owner);
  /// The records that were not there before, oldest first.
  std::vector<core::AuditRecord> records_after(const Contents& before);
  core::AuditRecord only_record_after(const Contents& before);
  /// The mail that was not there before.
  std::vector<core::Mail> mail_after(const Contents& before);

  std::shared_ptr<const core::User> add_user(std::string email);
  core::Organization make_organization(const core::OrganizationId& id, std::string name) const;
  void add_organization(const core::Organization& organization);
  /// An accepted place with roles.
  core::Membership add_place(const core::OrganizationId& organization,
                             const std::shared_ptr<const core::User>& user,
                             std::vector<core::RoleId> roles);

  FakeClock clock_;
  SeededEntropy entropy_{42};
  crypto::Sha256Hasher hasher_;
  FakeIdentity fakes_;
  core::RequestOrigin origin_;
  std::unique_ptr<core::Store> store_;
  core::Principal system_;
  std::shared_ptr<const core::User> user_;
  std::shared_ptr<const core::User> other_;
  core::Principal key_;        ///< the user with their global key
  core::Principal other_key_;  ///< the other user with theirs
};

/// Every text in a record, one after the other.
std::string all_text(const core::AuditRecord& record);

}  // namespace selfsame::testing
