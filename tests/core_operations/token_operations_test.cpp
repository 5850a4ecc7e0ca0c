#include "core/access/token_operations.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "core/access/authenticate.h"
#include "core/access/secret_format.h"
#include "core/limits.h"
#include "tests/core_operations/world.h"

namespace selfsame::core {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::seconds;

const std::string kRead{permission_group::kApiTokensRead};
const std::string kWrite{permission_group::kApiTokensWrite};

class TokenOperations : public testing::World {
 protected:
  auto try_create(const Principal& principal, const TokenDraft& wanted) {
    return write([&](WriteTransaction& tx) {
      return create_token(tx, as(principal), principal.user->id, wanted);
    });
  }
  auto update(const Principal& principal, const TokenId& id, const TokenDraft& wanted) {
    return write([&](WriteTransaction& tx) {
      return update_token(tx, as(principal), principal.user->id, id, wanted);
    });
  }
  auto remove(const Principal& principal, const TokenId& id) {
    return write([&](WriteTransaction& tx) {
      return delete_token(tx, as(principal), principal.user->id, id);
    });
  }
  auto roll(const Principal& principal, const TokenId& id) {
    return write([&](WriteTransaction& tx) {
      return roll_token(tx, as(principal), principal.user->id, id);
    });
  }
  auto get(const Principal& principal, const TokenId& id) {
    return read(
        [&](ReadTransaction& tx) { return get_token(tx, as(principal), principal.user->id, id); });
  }
  auto list(const Principal& principal, const TokenListing& listing) {
    return read([&](ReadTransaction& tx) {
      return list_tokens(tx, as(principal), principal.user->id, listing);
    });
  }
  bool is_accepted(std::string_view secret) {
    return read([&](ReadTransaction& tx) {
      return authenticate_token(tx, {hasher_, clock_.now(), origin_.address, fakes_.tokens}, secret)
          .has_value();
    });
  }
};

using CreateToken = TokenOperations;
using UpdateToken = TokenOperations;
using DeleteToken = TokenOperations;
using RollToken = TokenOperations;
using ListTokens = TokenOperations;
using GetToken = TokenOperations;

TEST_F(CreateToken, MakesAnActiveTokenWhoseSecretIsAccepted) {
  const auto made = create(key_, draft());
  EXPECT_EQ(made.token.status, TokenStatus::active);
  EXPECT_EQ(made.token.owner, Owner(user_->id));
  EXPECT_EQ(made.token.issued_at, clock_.now());
  EXPECT_EQ(made.token.modified_at, clock_.now());
  EXPECT_EQ(secret_form(made.secret.reveal()), SecretForm::ours);
  EXPECT_TRUE(is_accepted(made.secret.reveal()));
  EXPECT_EQ(*get(key_, made.token.id), made.token);
}

TEST_F(CreateToken, LeavesARecordWithoutTheSecret) {
  const auto before = contents();
  const auto made = create(key_, draft("my token"));
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "token.create");
  EXPECT_EQ(record.action, "token_create");
  EXPECT_EQ(record.resource_kind, "token");
  EXPECT_EQ(record.resource_id, made.token.id.hex());
  EXPECT_EQ(record.changes.at(0), (AuditChange{"name", std::nullopt, "my token"}));
  EXPECT_EQ(testing::all_text(record).find(made.secret.reveal().substr(5, 10)), std::string::npos);
}

TEST_F(CreateToken, RefusesTheFiftyFirst) {
  for (std::size_t i = 0; i < limits::kTokensPerUser; ++i) create(key_);
  const auto before = contents();
  const auto refused = try_create(key_, draft());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limited);
  EXPECT_EQ(refused.error().reason, Reason::quota_exceeded);
  EXPECT_EQ(contents(), before);

  EXPECT_TRUE(try_create(other_key_, draft())) << "another user has their own quota";
  ASSERT_TRUE(remove(key_, before.tokens.front().id));
  EXPECT_TRUE(try_create(key_, draft()));
  EXPECT_FALSE(try_create(key_, draft()));
}

TEST_F(CreateToken, RacingRequestsNeverExceedTheQuota) {
  std::atomic<std::size_t> made{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) made += try_create(key_, draft()) ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(made, limits::kTokensPerUser);
  EXPECT_EQ(contents().tokens.size(), limits::kTokensPerUser);
}

TEST_F(CreateToken, RefusesAWindowThatIsOver) {
  auto wanted = draft();
  wanted.expires_at = clock_.now();
  const auto before = contents();
  const auto refused = try_create(key_, wanted);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/expires_at");
  EXPECT_EQ(contents(), before);
  wanted.expires_at = clock_.now() + microseconds(1);
  EXPECT_TRUE(try_create(key_, wanted));
}

TEST_F(CreateToken, RefusesAnotherPersonsUser) {
  auto wanted = draft();
  wanted.policies = {{std::nullopt,
                      Effect::allow,
                      {std::string(permission_group::kUserDetailsRead)},
                      {{testing::kUserKind + '.' + other_->id.hex(), std::nullopt}}}};
  const auto before = contents();
  EXPECT_EQ(try_create(key_, wanted).error().reason, Reason::resource_forbidden);
  EXPECT_EQ(contents(), before);
}

TEST_F(UpdateToken, ReplacesAllButKeepsSecretStatusAndIssue) {
  auto wanted = draft("old");
  wanted.status = TokenStatus::disabled;
  wanted.expires_at = clock_.now() + hours(1);
  const auto made = create(key_, wanted);
  clock_.advance(seconds(9));
  const auto before = contents();
  const auto updated = update(key_, made.token.id, draft("new"));
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->name, "new");
  EXPECT_EQ(updated->status, TokenStatus::disabled) << "absent: kept";
  EXPECT_FALSE(updated->expires_at) << "absent: cleared";
  EXPECT_EQ(updated->issued_at, made.token.issued_at);
  EXPECT_EQ(updated->modified_at, clock_.now());
  EXPECT_EQ(*get(key_, made.token.id), *updated);

  const auto record = only_record_after(before);
  EXPECT_EQ(record.action, "token_update");
  EXPECT_EQ(record.changes.at(0), (AuditChange{"name", "old", "new"}));
  EXPECT_EQ(record.changes.back().field, "expires_at");
  EXPECT_TRUE(record.changes.back().before && !record.changes.back().after);

  auto activate = draft("new");
  activate.status = TokenStatus::active;
  ASSERT_TRUE(update(key_, made.token.id, activate));
  EXPECT_TRUE(is_accepted(made.secret.reveal()));
}

TEST_F(UpdateToken, ANarrowedTokenIsNarrowAtOnce) {
  const auto made = create(key_, draft());
  auto wanted = draft();
  wanted.condition = ConditionDraft{std::vector<std::string>{"192.0.2.0/24"}, std::nullopt, false};
  ASSERT_TRUE(is_accepted(made.secret.reveal()));
  ASSERT_TRUE(update(key_, made.token.id, wanted));
  EXPECT_FALSE(is_accepted(made.secret.reveal()));
}

TEST_F(UpdateToken, ARefusedDraftChangesNothing) {
  const auto token = create(key_);
  const auto before = contents();
  const auto refused = update(key_, token.id, draft(""));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/name");
  EXPECT_EQ(contents(), before);
}

TEST_F(DeleteToken, EndsItAtOnceAndRecordsWhatItWas) {
  const auto made = create(key_, draft("gone"));
  const auto before = contents();
  ASSERT_TRUE(remove(key_, made.token.id));
  EXPECT_FALSE(is_accepted(made.secret.reveal()));
  EXPECT_EQ(get(key_, made.token.id).error().code, ErrorCode::not_found);
  EXPECT_EQ(remove(key_, made.token.id).error().code, ErrorCode::not_found);
  const auto record = only_record_after(before);
  EXPECT_EQ(record.action, "token_revoke");
  EXPECT_EQ(record.changes.at(0), (AuditChange{"name", "gone", std::nullopt}));
}

TEST_F(RollToken, KillsTheOldSecretAndKeepsTheRest) {
  const auto made = create(key_, draft());
  clock_.advance(seconds(9));
  const auto before = contents();
  const auto rolled = roll(key_, made.token.id);
  ASSERT_TRUE(rolled);
  EXPECT_FALSE(is_accepted(made.secret.reveal()));
  EXPECT_TRUE(is_accepted(rolled->secret.reveal()));
  auto expected = made.token;
  expected.modified_at = clock_.now();
  EXPECT_EQ(*get(key_, made.token.id), expected);

  const auto record = only_record_after(before);
  EXPECT_EQ(record.action, "token_roll");
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"secret", "[redacted]", "[redacted]"}}));
  for (const auto secret : {made.secret.reveal(), rolled->secret.reveal()}) {
    EXPECT_EQ(testing::all_text(record).find(secret.substr(5, 10)), std::string::npos);
  }
}

TEST_F(RollToken, ADisabledTokenStaysDisabled) {
  auto wanted = draft();
  wanted.status = TokenStatus::disabled;
  const auto made = create(key_, wanted);
  const auto rolled = roll(key_, made.token.id);
  ASSERT_TRUE(rolled);
  EXPECT_EQ(rolled->token.status, TokenStatus::disabled);
  EXPECT_FALSE(is_accepted(rolled->secret.reveal()));
}

TEST_F(TokenOperations, AreRefusedWithoutTheGroupAndChangeNothing) {
  const auto token = create(key_);
  const auto unknown = TokenId{{1, 2, 3}};
  const auto reader = with_groups(user_, {kRead, testing::kBillingRead});
  const auto nobody = with_groups(user_, {std::string(permission_group::kUserDetailsWrite)});
  const auto before = contents();
  for (const auto& principal : {reader, nobody}) {
    for (const auto& id : {token.id, unknown}) {
      const std::vector<Error> refusals{try_create(principal, draft()).error(),
                                        update(principal, id, draft("x")).error(),
                                        remove(principal, id).error(), roll(principal, id).error()};
      for (const auto& error : refusals) {
        EXPECT_EQ(error.code, ErrorCode::forbidden);
        EXPECT_EQ(error.reason, Reason::permission_missing);
      }
    }
  }
  EXPECT_EQ(get(nobody, token.id).error().reason, Reason::permission_missing);
  EXPECT_EQ(get(nobody, unknown).error().reason, Reason::permission_missing);
  EXPECT_EQ(list(nobody, {}).error().reason, Reason::permission_missing);
  EXPECT_EQ(read([&](ReadTransaction& tx) {
              return list_permission_groups(tx, as(nobody), user_->id, {});
            })
                .error()
                .reason,
            Reason::permission_missing);
  EXPECT_EQ(contents(), before);

  EXPECT_TRUE(get(reader, token.id));
  EXPECT_TRUE(list(reader, {}));
}

TEST_F(TokenOperations, AnUnknownAndAForeignTokenLookAlike) {
  const auto foreign = create(other_key_).id;
  const auto unknown = TokenId{{1, 2, 3}};
  const auto before = contents();
  EXPECT_EQ(get(key_, foreign).error(), get(key_, unknown).error());
  EXPECT_EQ(update(key_, foreign, draft()).error(), update(key_, unknown, draft()).error());
  EXPECT_EQ(update(key_, foreign, draft("")).error(), update(key_, unknown, draft("")).error());
  EXPECT_EQ(remove(key_, foreign).error(), remove(key_, unknown).error());
  EXPECT_EQ(roll(key_, foreign).error(), roll(key_, unknown).error());
  EXPECT_EQ(get(key_, unknown).error().code, ErrorCode::not_found);
  EXPECT_EQ(contents(), before);
}

TEST_F(TokenOperations, AreDoneByATokenThatHoldsTheWritingGroup) {
  const auto writer = with_groups(user_, {kWrite});
  const auto made = try_create(writer, draft());
  ASSERT_TRUE(made);
  EXPECT_TRUE(get(writer, made->token.id));
  EXPECT_TRUE(update(writer, made->token.id, draft("b")));
  EXPECT_TRUE(roll(writer, made->token.id));
  EXPECT_TRUE(remove(writer, made->token.id));
}

TEST_F(ListTokens, ShowsOnlyOnesOwnOldestFirst) {
  create(other_key_);
  std::vector<TokenId> mine;
  for (int i = 0; i < 3; ++i) {
    mine.push_back(create(key_).id);
    clock_.advance(seconds(1));
  }
  auto ids = [&](const TokenListing& listing) {
    std::vector<TokenId> found;
    const auto listed = list(key_, listing);
    for (const auto& token : listed->items) found.push_back(token.id);
    return found;
  };
  EXPECT_EQ(ids({}), mine);
  TokenListing newest_first;
  newest_first.direction = Direction::descending;
  std::ranges::reverse(mine);
  EXPECT_EQ(ids(newest_first), mine);
}

TEST_F(ListTokens, HidesExpiredOnesUnlessAskedFor) {
  auto wanted = draft();
  wanted.expires_at = clock_.now() + seconds(1);
  create(key_, wanted);
  EXPECT_EQ(list(key_, {})->total_count, 1U);
  clock_.advance(seconds(1));
  EXPECT_EQ(list(key_, {})->total_count, 0U);
  TokenListing all;
  all.include_expired = true;
  EXPECT_EQ(list(key_, all)->total_count, 1U);
}

TEST_F(ListTokens, ClampsTheSizeOfAPage) {
  const std::vector<std::pair<std::optional<std::uint64_t>, std::uint32_t>> sizes{
      {std::nullopt, 20}, {0, 5}, {4, 5}, {5, 5}, {6, 6}, {50, 50}, {51, 50}, {~0ULL, 50}};
  for (const auto& [wanted, given] : sizes) {
    TokenListing listing;
    listing.page.per_page = wanted;
    EXPECT_EQ(list(key_, listing)->per_page, given);
  }
}

TEST_F(ListTokens, PagesHoldEachTokenOnceAndPastTheEndNone) {
  for (int i = 0; i < 12; ++i) create(key_);
  std::set<TokenId> seen;
  for (std::uint64_t page = 1; page <= 3; ++page) {
    const auto listed = list(key_, {.page = {.page = page, .per_page = 5}});
    EXPECT_EQ(listed->total_count, 12U);
    for (const auto& token : listed->items) EXPECT_TRUE(seen.insert(token.id).second);
  }
  EXPECT_EQ(seen.size(), 12U);
  for (const std::uint64_t page : {std::uint64_t{4}, std::uint64_t{1} << 40U, ~std::uint64_t{0}}) {
    const auto listed = list(key_, {.page = {.page = page, .per_page = 5}});
    EXPECT_TRUE(listed->items.empty());
    EXPECT_EQ(listed->page, page);
  }
}

TEST_F(TokenOperations, PermissionGroupsAreFilteredByExactNameAndScope) {
  const auto count = [&](const PermissionGroupFilter& filter) {
    return read([&](ReadTransaction& tx) {
      return list_permission_groups(tx, as(key_), user_->id, filter)->size();
    });
  };
  EXPECT_EQ(count({}), testing::test_groups().size() - 2) << "all but those of the installation";
  EXPECT_EQ(count({{}, testing::kStoreKind}), 2U) << "which are shown to whoever asks for them";
  EXPECT_EQ(count({"Zone Read", {}}), 1U);
  EXPECT_EQ(count({"zone read", {}}), 0U);
  EXPECT_EQ(count({{}, testing::kZoneKind}), 3U);
  EXPECT_EQ(count({"Zone Read", testing::kAccountKind}), 0U);
}

}  // namespace
}  // namespace selfsame::core
