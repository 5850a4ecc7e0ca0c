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

void SignInContract::add(const core::Session& session) {
  write([&](core::WriteTransaction& tx) {
    tx.insert_session(session);
    return true;
  });
}

std::optional<core::Session> SignInContract::find(const core::Session& session) {
  const auto found =
      get([&](core::ReadTransaction& tx) { return tx.find_session(session.user, session.id); });
  return found != nullptr ? std::optional(*found) : std::nullopt;
}

Numbers SignInContract::sessions(const core::UserId& user) {
  Numbers numbers;
  for (const auto& session : get([&](core::ReadTransaction& tx) { return tx.sessions_of(user); })) {
    numbers.push_back(session.id.bytes.back());
  }
  return numbers;
}

void SignInContract::put(const core::SecondFactor& factor) {
  write([&](core::WriteTransaction& tx) {
    tx.put_second_factor(factor);
    return true;
  });
}

std::optional<core::SecondFactor> SignInContract::factor_of(const core::UserId& user) {
  return get([&](core::ReadTransaction& tx) { return tx.find_second_factor(user); });
}

void SignInContract::put_codes(const core::UserId& user,
                               const std::vector<std::uint64_t>& numbers) {
  std::vector<core::SecretHash> codes;
  for (const auto number : numbers) codes.push_back(make_secret(number));
  write([&](core::WriteTransaction& tx) {
    tx.put_recovery_codes(user, codes);
    return true;
  });
}

std::uint64_t SignInContract::count_codes(const core::UserId& user) {
  return get([&](core::ReadTransaction& tx) { return tx.count_recovery_codes(user); });
}

bool SignInContract::take(const core::UserId& user, std::uint64_t code) {
  bool taken = false;
  write([&](core::WriteTransaction& tx) {
    taken = tx.take_recovery_code(user, make_secret(code));
    return true;
  });
  return taken;
}

void SignInContract::put(const core::ActionLink& link, std::uint64_t secret) {
  write([&](core::WriteTransaction& tx) {
    tx.put_action_link(link, make_secret(secret));
    return true;
  });
}

std::optional<core::ActionLink> SignInContract::find_link(std::uint64_t secret) {
  return get([&](core::ReadTransaction& tx) { return tx.find_action_link(make_secret(secret)); });
}

}  // namespace selfsame::storage::contract
