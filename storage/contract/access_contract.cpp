// Tokens and API keys.
#include <algorithm>

#include "core/limits.h"
#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

TEST_P(TokenContract, KeepsTokensAndTheOrderInThem) {
  const core::Token plain = make_token(user_, 10);
  const core::Token full = make_full_token(user_, 11);
  core::Token bare = make_token(user_, 12);
  bare.policies.clear();
  bare.condition.emplace();
  add(plain, 10);
  add(full, 11);
  add(bare, 12);
  EXPECT_EQ(find(plain), plain);
  EXPECT_EQ(find(full), full);
  EXPECT_EQ(find(bare), bare);
  EXPECT_EQ(*find_by_secret(11), full);
  const auto page =
      get([&](ReadTransaction& tx) { return tx.list_tokens(user_, core::TokenQuery{}); });
  EXPECT_EQ(page.items, (std::vector{plain, full, bare}));
  EXPECT_EQ(find_by_secret(13), nullptr);
}

TEST_P(TokenContract, KeepsTheLargestToken) {
  core::Token token = make_token(user_, 10);
  core::Policy policy = token.policies.front();
  policy.permission_groups.assign(core::limits::kPermissionGroupsPerPolicy, std::string(32, 'g'));
  policy.resources.assign(
      core::limits::kResourcesPerPolicy,
      {{"com.cloudflare.api.account", std::string(core::limits::kResourceNameBytes, 'x')}, {}});
  token.policies.assign(core::limits::kPoliciesPerToken, policy);
  add(token, 10);
  EXPECT_EQ(find(token), token);
}

TEST_P(TokenContract, FindsATokenOnlyUnderItsUser) {
  const core::Token token = make_token(user_, 10);
  add(token, 10);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_token(other_, token.id); }),
            std::nullopt);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_tokens(other_); }), 0U);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_tokens(user_); }), 1U);
  bool deleted = true;
  write([&](WriteTransaction& tx) {
    deleted = tx.delete_token(other_, token.id);
    return true;
  });
  EXPECT_FALSE(deleted);
  EXPECT_EQ(find(token), token);
}

TEST_P(TokenContract, RefusesATakenTokenIdOrSecret) {
  const core::Token token = make_token(user_, 10);
  add(token, 10);
  EXPECT_THROW(add(token, 11), core::StoreConflict);
  EXPECT_THROW(add(make_token(user_, 11), 10), core::StoreConflict);
  EXPECT_THROW(add(make_token(other_, 11), 10), core::StoreConflict);
  EXPECT_EQ(find_by_secret(11), nullptr);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_tokens(user_); }), 1U);
}

TEST_P(TokenContract, UpdateTokenKeepsSecretIssueLastUseAndCreator) {
  core::Token token = make_full_token(user_, 10);
  add(token, 10);
  core::Token changed = make_token(user_, 10);
  changed.name = "changed";
  changed.status = core::TokenStatus::active;
  changed.not_before = make_time(1);
  changed.expires_at = make_time(2);
  changed.modified_at = make_time(3);
  changed.issued_at = make_time(4);
  changed.last_used_at = make_time(5);
  changed.creator_email = "other@example.com";
  write([&](WriteTransaction& tx) { return tx.update_token(changed); });
  changed.issued_at = token.issued_at;
  changed.last_used_at = token.last_used_at;
  changed.creator_email = token.creator_email;
  EXPECT_EQ(find(token), changed);
  EXPECT_EQ(*find_by_secret(10), changed);
}

TEST_P(TokenContract, ChangesOfAnUnknownTokenReturnFalse) {
  const core::Token token = make_token(user_, 10);
  std::vector<bool> found;
  write([&](WriteTransaction& tx) {
    found = {tx.update_token(token),
             tx.replace_token_secret(user_, token.id, make_secret(1), make_time(1)),
             tx.delete_token(user_, token.id)};
    tx.record_token_use(user_, token.id, make_time(1));
    return true;
  });
  EXPECT_EQ(found, (std::vector{false, false, false}));
  EXPECT_EQ(find_by_secret(1), nullptr);
}

TEST_P(TokenContract, ReplacedSecretIsTheOnlyOne) {
  core::Token token = make_token(user_, 10);
  add(token, 10);
  token.modified_at = make_time(77);
  write([&](WriteTransaction& tx) {
    return tx.replace_token_secret(user_, token.id, make_secret(11), token.modified_at);
  });
  EXPECT_EQ(find_by_secret(10), nullptr);
  EXPECT_EQ(*find_by_secret(11), token);
  add(make_token(user_, 12), 10);
  EXPECT_THROW(write([&](WriteTransaction& tx) {
                 return tx.replace_token_secret(user_, token.id, make_secret(10), make_time(78));
               }),
               core::StoreConflict);
  EXPECT_EQ(*find_by_secret(11), token);
}

TEST_P(TokenContract, DeletedTokenIsGoneAndItsIdAndSecretFree) {
  const core::Token token = make_token(user_, 10);
  add(token, 10);
  write([&](WriteTransaction& tx) { return tx.delete_token(user_, token.id); });
  EXPECT_EQ(find(token), std::nullopt);
  EXPECT_EQ(find_by_secret(10), nullptr);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_tokens(user_); }), 0U);
  add(token, 10);
  EXPECT_EQ(*find_by_secret(10), token);
}

TEST_P(TokenContract, LastUseNeverGoesBack) {
  const core::Token token = make_token(user_, 10);
  add(token, 10);
  for (const std::int64_t second : {5, 9, 7, 9}) {
    write([&](WriteTransaction& tx) {
      tx.record_token_use(user_, token.id, make_time(second));
      return true;
    });
  }
  EXPECT_EQ(find(token)->last_used_at, make_time(9));
  EXPECT_EQ(find(token)->modified_at, token.modified_at);
}

TEST_P(TokenContract, ListsByIssueThenId) {
  const std::vector<std::pair<std::uint64_t, std::int64_t>> tokens{
      {14, 2}, {13, 3}, {12, 2}, {11, 9}, {15, 1}};
  for (const auto& [number, issued] : tokens) {
    core::Token token = make_token(user_, number);
    token.issued_at = make_time(issued);
    add(token, number);
  }
  add(make_token(other_, 99), 99);
  EXPECT_EQ((list({}, 5)), (Numbers{15, 12, 14, 13, 11}));
  EXPECT_EQ((list({.direction = core::Direction::descending, .expired_before = {}}, 5)),
            (Numbers{11, 13, 14, 12, 15}));
}

TEST_P(TokenContract, PagesCoverTheListOnce) {
  for (std::uint64_t number = 10; number < 17; ++number) add(make_token(user_, number), number);
  const auto page = [](std::uint32_t number, std::uint32_t size) {
    return core::TokenQuery{.page = number, .per_page = size, .expired_before = {}};
  };
  EXPECT_EQ((list(page(1, 3), 7)), (Numbers{10, 11, 12}));
  EXPECT_EQ((list(page(2, 3), 7)), (Numbers{13, 14, 15}));
  EXPECT_EQ((list(page(3, 3), 7)), (Numbers{16}));
  EXPECT_EQ((list(page(4, 3), 7)), Numbers{});
  EXPECT_EQ((list(page(1'000'000'000, 50), 7)), Numbers{});
  EXPECT_EQ((list(page(0xFFFFFFFF, 0xFFFFFFFF), 7)), Numbers{});
  EXPECT_EQ((list(page(1, 0xFFFFFFFF), 7)).size(), 7U);
}

TEST_P(TokenContract, LeavesExpiredTokensOutWhenAsked) {
  const std::vector<std::optional<std::int64_t>> ends{std::nullopt, 99, 100, 101};
  for (std::size_t i = 0; i < ends.size(); ++i) {
    core::Token token = make_token(user_, 10 + i);
    if (ends[i]) token.expires_at = make_time(*ends[i]);
    add(token, 10 + i);
  }
  EXPECT_EQ((list({.expired_before = make_time(100)}, 2)), (Numbers{10, 13}));
  EXPECT_EQ((list({.per_page = 1, .expired_before = make_time(100)}, 2)), (Numbers{10}));
  EXPECT_EQ((list({}, 4)).size(), 4U);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_tokens(user_); }), 4U);
}

TEST_P(TokenContract, KeepsApiKeys) {
  const core::ApiKey global = make_api_key(user_, 10);
  core::ApiKey of_organization = make_api_key(user_, 11);
  of_organization.kind = core::ApiKeyKind::organization;
  of_organization.organization = make_id<core::OrganizationId>(5);
  of_organization.name = kDifficultText;
  write([&](WriteTransaction& tx) {
    tx.insert_organization(make_organization(5));
    tx.insert_api_key(global, make_secret(10));
    tx.insert_api_key(of_organization, make_secret(11));
    return true;
  });
  const auto find = [&](std::uint64_t secret) {
    return get([&](ReadTransaction& tx) { return tx.find_api_key_by_secret(make_secret(secret)); });
  };
  EXPECT_EQ(*find(10), global);
  EXPECT_EQ(*find(11), of_organization);
  EXPECT_EQ(find(12), nullptr);
  EXPECT_EQ(find_by_secret(10), nullptr);
}

TEST_P(TokenContract, RefusesATakenApiKeyIdOrSecret) {
  const auto add_key = [&](std::uint64_t number, std::uint64_t secret) {
    write([&](WriteTransaction& tx) {
      tx.insert_api_key(make_api_key(user_, number), make_secret(secret));
      return true;
    });
  };
  add_key(10, 10);
  EXPECT_THROW(add_key(10, 11), core::StoreConflict);
  EXPECT_THROW(add_key(11, 10), core::StoreConflict);
  add_key(11, 11);
}

}  // namespace
}  // namespace selfsame::storage::contract
