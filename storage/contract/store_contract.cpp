#include "storage/contract/store_contract.h"

#include <cstdlib>
#include <ostream>
#include <stdexcept>

namespace selfsame::storage::contract {

void PrintTo(const EngineUnderTest& engine, std::ostream* out) { *out << engine.name; }

TestFolder::TestFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "selfsame-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void StoreContract::reopen() {
  close();
  store_ = GetParam().open(folder_.path());
}

core::UserId StoreContract::add_user(std::uint64_t number) {
  const core::User user = make_user(number);
  write([&](core::WriteTransaction& tx) {
    tx.insert_user(user);
    return true;
  });
  return user.id;
}

MemberContract::MemberContract() {
  write([&](core::WriteTransaction& tx) {
    tx.insert_organization(organization_);
    tx.insert_membership(place_);
    return true;
  });
}

void MemberContract::add(const core::Membership& membership) {
  write([&](core::WriteTransaction& tx) {
    tx.insert_membership(membership);
    return true;
  });
}

std::optional<core::Membership> MemberContract::find(const core::Membership& membership) {
  return get([&](core::ReadTransaction& tx) {
    return tx.find_membership(membership.organization, membership.id);
  });
}

Numbers MemberContract::list(const core::MemberQuery& query, std::uint64_t expected_total) {
  const auto page = get([&](core::ReadTransaction& tx) { return tx.list_members(id_, query); });
  EXPECT_EQ(page.total_count, expected_total);
  Numbers numbers;
  for (const auto& member : page.items) {
    numbers.push_back(member.id.bytes[14] * 256 + member.id.bytes[15]);
  }
  return numbers;
}

std::uint64_t MemberContract::count_owners() {
  return get([&](core::ReadTransaction& tx) { return tx.count_owners(id_); });
}

BillingContract::BillingContract() {
  write([](core::WriteTransaction& tx) {
    tx.insert_organization(make_organization(1000));
    tx.insert_organization(make_organization(1001));
    return true;
  });
}

void BillingContract::add(const core::Subscription& subscription,
                          std::optional<core::Timestamp> next_step_at) {
  write([&](core::WriteTransaction& tx) {
    tx.insert_subscription(subscription, next_step_at);
    return true;
  });
}

bool BillingContract::update(const core::Subscription& subscription,
                             std::optional<core::Timestamp> next_step_at) {
  bool found = false;
  write([&](core::WriteTransaction& tx) {
    found = tx.update_subscription(subscription, next_step_at);
    return true;
  });
  return found;
}

std::optional<core::Subscription> BillingContract::find(const core::Subscription& subscription) {
  return get([&](core::ReadTransaction& tx) {
    return tx.find_subscription(subscription.owner, subscription.id);
  });
}

void BillingContract::append(const core::BillingItem& item) {
  write([&](core::WriteTransaction& tx) {
    tx.append_billing_item(item);
    return true;
  });
}

core::Page<core::BillingItem> BillingContract::list(const core::Owner& owner,
                                                    const core::BillingItemQuery& query) {
  return get([&](core::ReadTransaction& tx) { return tx.list_billing_items(owner, query); });
}

core::ZoneLevels BillingContract::zone_levels(const core::OrganizationId& organization) {
  return get([&](core::ReadTransaction& tx) { return tx.find_organization(organization); })
      ->zone_levels;
}

void TokenContract::add(const core::Token& token, std::uint64_t secret) {
  write([&](core::WriteTransaction& tx) {
    tx.insert_token(token, make_secret(secret));
    return true;
  });
}

std::optional<core::Token> TokenContract::find(const core::Token& token) {
  return get([&](core::ReadTransaction& tx) { return tx.find_token(token.owner, token.id); });
}

std::shared_ptr<const core::Token> TokenContract::find_by_secret(std::uint64_t secret) {
  return get(
      [&](core::ReadTransaction& tx) { return tx.find_token_by_secret(make_secret(secret)); });
}

Numbers TokenContract::list(const core::TokenQuery& query, std::uint64_t expected_total) {
  const auto page = get([&](core::ReadTransaction& tx) { return tx.list_tokens(user_, query); });
  EXPECT_EQ(page.total_count, expected_total);
  Numbers numbers;
  for (const auto& token : page.items) numbers.push_back(token.id.bytes.back());
  return numbers;
}

}  // namespace selfsame::storage::contract
