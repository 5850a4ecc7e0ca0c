// Tokens that belong to an organization.
#include "core/access/authenticate.h"
#include "core/access/secret_format.h"
#include "core/access/token_operations.h"
#include "core/limits.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::seconds;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kAccountKind;
using testing::kAdministrator;
using testing::kBillingRead;
using testing::kBucketKind;
using testing::kBucketRead;
using testing::kSuper;
using testing::kUserKind;
using testing::kZoneKind;
using testing::kZoneRead;

const std::string kSettingsRead{permission_group::kAccountSettingsRead};
const std::string kTokensRead{permission_group::kAccountApiTokensRead};
const std::string kTokensWrite{permission_group::kAccountApiTokensWrite};

class AccountTokens : public testing::OrganizationWorld {
 protected:
  [[nodiscard]] std::string account() const { return kAccountKind + '.' + acme_.hex(); }
  static TokenDraft with(std::string group, ResourceDraft resource) {
    TokenDraft draft;
    draft.name = "of Acme";
    draft.policies.push_back(
        {std::nullopt, Effect::allow, {std::move(group)}, {std::move(resource)}});
    return draft;
  }
  [[nodiscard]] TokenDraft draft() const { return with(kSettingsRead, {account(), {}}); }
  auto make(const Principal& by, const TokenDraft& wanted) {
    return write([&](auto& tx) { return create_token(tx, as(by), acme_, wanted); });
  }
  Error make_refusal(const TokenDraft& wanted) { return make_refusal(key_, wanted); }
  Error make_refusal(const Principal& by, const TokenDraft& wanted) {
    return refusal([&](auto& tx) { return create_token(tx, as(by), acme_, wanted); });
  }
  auto authenticate(const PlainSecret& secret) {
    return read([&](auto& tx) {
      return authenticate_token(tx, {hasher_, clock_.now(), origin_.address, fakes_.tokens},
                                secret.reveal());
    });
  }
  auto list(const Principal& by) {
    return read([&](auto& tx) { return list_tokens(tx, as(by), acme_, {}); });
  }
};

TEST_F(AccountTokens, BelongToTheOrganizationAndAreAcceptedForNobody) {
  const auto before = contents();
  const auto made = make(key_, draft());
  ASSERT_TRUE(made);
  EXPECT_EQ(made->token.owner, Owner(acme_));
  EXPECT_EQ(made->token.creator_email, "Ann@example.com");
  EXPECT_TRUE(made->secret.reveal().starts_with("ssat_"));
  EXPECT_EQ(secret_form(made->secret.reveal()), SecretForm::ours);
  const auto record = only_record_after(before);
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.operation, "account_token.create");
  EXPECT_EQ(record.action, "token_create");
  EXPECT_EQ(record.actor, user_->id);
  EXPECT_EQ(testing::all_text(record).find(made->secret.reveal().substr(5, 10)), std::string::npos);

  const auto principal = authenticate(made->secret);
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->user, nullptr);
  EXPECT_EQ(principal->token->id, made->token.id);
  EXPECT_TRUE(members(*principal));
}

TEST_F(AccountTokens, AreNamedAsActorsByTheirCredential) {
  const auto token = acme_token({std::string(permission_group::kAccountSettingsWrite)});
  const auto before = contents();
  ASSERT_TRUE(add(token, {"new@example.com", testing::rights({testing::kMinimal}), false}));
  const auto record = only_record_after(before);
  EXPECT_FALSE(record.actor);
  EXPECT_EQ(record.actor_email, "");
  EXPECT_EQ(record.credential_kind, CredentialKind::api_token);
  EXPECT_EQ(record.credential, token.credential);
}

TEST_F(AccountTokens, OutliveTheirCreatorsSuspensionAndRemoval) {
  const auto dave = add_member("dave@example.com", std::vector{kSuper});
  const auto made = make(dave.key, draft());
  ASSERT_TRUE(made);
  EXPECT_EQ(made->token.creator_email, "dave@example.com");
  set_suspended(dave.user->id, true);
  EXPECT_TRUE(authenticate(made->secret));
  ASSERT_TRUE(remove(key_, dave.id));
  const auto principal = authenticate(made->secret);
  ASSERT_TRUE(principal);
  EXPECT_TRUE(members(*principal));
  EXPECT_EQ(list(key_)->items.at(0).creator_email, "dave@example.com");
}

TEST_F(AccountTokens, EndWithTheirOrganization) {
  const auto made = make(key_, draft());
  ASSERT_TRUE(write([&](auto& tx) { return delete_organization(tx, as(key_), acme_); }));
  EXPECT_EQ(authenticate(made->secret).error().reason, Reason::credential_unknown);
}

TEST_F(AccountTokens, CannotBeGivenWhatLiesOutside) {
  const auto pointer = [](const std::string& name) { return "/policies/0/resources/" + name; };
  const auto zone = add_zone(acme_, "acme.example").id.hex();
  const std::vector<std::pair<std::string, std::string>> wrong{
      {kBillingRead, kAccountKind + '.' + elsewhere_.hex()},
      {kBillingRead, kAccountKind + ".*"},
      {kBillingRead, "*"},
      {kZoneRead, kZoneKind + '.' + zone},
      {kZoneRead, kZoneKind + ".*"},
      {std::string(permission_group::kUserDetailsRead), kUserKind + ".*"},
      {std::string(permission_group::kStoreRead), testing::kStoreKind + ".self"},
      {kBucketRead, kBucketKind + '.' + elsewhere_.hex() + "_default_b"}};
  for (const auto& [group, name] : wrong) {
    expect_invalid(make_refusal(with(group, {name, {}})), pointer(name));
  }
  const auto person = kUserKind + '.' + user_->id.hex();
  expect_error(make_refusal(with(std::string(permission_group::kUserDetailsRead), {person, {}})),
               ErrorCode::forbidden, Reason::resource_forbidden);
  expect_error(make_refusal(with(kBucketRead, {kBucketKind + ".*", {}})), ErrorCode::forbidden,
               Reason::resource_forbidden);
  const std::string user_group{permission_group::kUserDetailsRead};
  expect_invalid(make_refusal(with(user_group, {account(), {}})),
                 "/policies/0/permission_groups/0");

  EXPECT_TRUE(make(key_, with(kZoneRead, {account(), {{kZoneKind + '.' + zone}}})));
  EXPECT_TRUE(make(key_, with(kZoneRead, {account(), {{kZoneKind + ".*"}}})));
  EXPECT_TRUE(make(key_, with(kBucketRead, {kBucketKind + '.' + acme_.hex() + "_default_b", {}})));
}

TEST_F(AccountTokens, CannotBeChangedToLieOutsideEither) {
  const auto made = make(key_, draft());
  const auto name = kAccountKind + '.' + elsewhere_.hex();
  expect_invalid(refusal([&](auto& tx) {
                   return update_token(tx, as(key_), acme_, made->token.id,
                                       with(kBillingRead, {name, {}}));
                 }),
                 "/policies/0/resources/" + name);
}

TEST_F(AccountTokens, AreFiveHundredAtMost) {
  store_->write_and_wait([&](WriteTransaction& tx) {
    for (std::size_t i = 1; i < limits::kTokensPerOrganization; ++i) {
      Token token;
      token.id = TokenId::make(clock_.now(), entropy_);
      token.owner = acme_;
      token.name = "filler";
      tx.insert_token(token, hasher_.hash(std::to_string(i)));
    }
    return true;
  });
  EXPECT_TRUE(make(key_, draft()));
  expect_error(make_refusal(draft()), ErrorCode::limited, Reason::quota_exceeded);
  EXPECT_TRUE(create(key_, World::draft()).token.name == "a token") << "people have their own";
}

TEST_F(AccountTokens, AreMadeByOwnersOnlyHoweverMuchElseMayBeEdited) {
  Grants editing;
  editing.raise(Area::organization, Level::edit);
  const auto editor = add_member("editor@example.com", std::vector{add_role(1, editing)});
  const auto admin = add_member("admin@example.com", std::vector{kAdministrator});
  const auto made = make(key_, draft());
  for (const auto& principal : {editor.key, admin.key}) {
    expect_forbidden(make_refusal(principal, draft()));
    expect_forbidden(
        refusal([&](auto& tx) { return roll_token(tx, as(principal), acme_, made->token.id); }));
    expect_forbidden(
        refusal([&](auto& tx) { return delete_token(tx, as(principal), acme_, made->token.id); }));
    expect_forbidden(refusal(
        [&](auto& tx) { return update_token(tx, as(principal), acme_, made->token.id, draft()); }));
  }
  expect_forbidden(list(admin.key).error());
  expect_not_found(make_refusal(carol_key_, draft()));
}

TEST_F(AccountTokens, AreHandledByATokenThatHoldsTheGroup) {
  const auto made = make(key_, draft());
  const auto reader = acme_token({kTokensRead});
  EXPECT_EQ(list(reader)->total_count, 2U);
  expect_forbidden(make_refusal(reader, draft()));
  const auto writer = acme_token({kTokensWrite});
  const auto second = make(writer, draft());
  ASSERT_TRUE(second);
  EXPECT_EQ(second->token.creator_email, "");
  const auto rolled =
      write([&](auto& tx) { return roll_token(tx, as(writer), acme_, made->token.id); });
  ASSERT_TRUE(rolled);
  EXPECT_FALSE(authenticate(made->secret));
  EXPECT_TRUE(rolled->secret.reveal().starts_with("ssat_"));
  EXPECT_TRUE(authenticate(rolled->secret));
  EXPECT_TRUE(write([&](auto& tx) { return delete_token(tx, as(writer), acme_, made->token.id); }));
  EXPECT_FALSE(authenticate(rolled->secret));
}

TEST_F(AccountTokens, EachChangeLeavesOneRecordInTheOrganizationsLog) {
  const auto made = make(key_, draft());
  const auto check = [&](auto change, const std::string& operation, const std::string& action) {
    const auto before = contents();
    EXPECT_TRUE(write(change));
    const auto record = only_record_after(before);
    EXPECT_EQ(record.owner, AuditOwner(acme_));
    EXPECT_EQ(record.operation, operation);
    EXPECT_EQ(record.action, action);
  };
  auto renamed = draft();
  renamed.name = "renamed";
  check([&](auto& tx) { return update_token(tx, as(key_), acme_, made->token.id, renamed); },
        "account_token.update", "token_update");
  check([&](auto& tx) { return roll_token(tx, as(key_), acme_, made->token.id); },
        "account_token.roll", "token_roll");
  check([&](auto& tx) { return delete_token(tx, as(key_), acme_, made->token.id); },
        "account_token.delete", "token_revoke");
}

TEST_F(AccountTokens, AndTokensOfPeopleAreNotFoundAsOneAnother) {
  const auto mine = create(key_);
  const auto acmes = make(key_, draft())->token;
  const auto get = [&](const Owner& owner, const TokenId& id) {
    return read([&](auto& tx) { return get_token(tx, as(key_), owner, id); });
  };
  expect_not_found(get(acme_, mine.id).error());
  expect_not_found(get(user_->id, acmes.id).error());
  expect_not_found(get(elsewhere_, acmes.id).error());
  EXPECT_TRUE(get(acme_, acmes.id));
}

TEST_F(AccountTokens, AreVerifiedWhileDisabledAndAfterTheirEnd) {
  auto wanted = draft();
  wanted.status = TokenStatus::disabled;
  wanted.expires_at = clock_.now() + seconds(1);
  const auto made = make(key_, wanted);
  const auto verify = [&] {
    return read([&](auto& tx) {
      return authenticate_to_verify(tx, {hasher_, clock_.now(), origin_.address, fakes_.tokens},
                                    made->secret.reveal());
    });
  };
  EXPECT_EQ(authenticate(made->secret).error().reason, Reason::credential_unusable);
  ASSERT_TRUE(verify());
  EXPECT_EQ(verify()->user, nullptr);
  EXPECT_EQ(verify()->token->effective_status(clock_.now()), EffectiveTokenStatus::disabled);
  clock_.advance(seconds(1));
  EXPECT_EQ(verify()->token->effective_status(clock_.now()), EffectiveTokenStatus::expired);
}

TEST_F(AccountTokens, ListsOfGroupsAreThoseThatTheyCanHold) {
  const auto count = [&](const Owner& owner, const PermissionGroupFilter& filter) {
    return read([&](auto& tx) { return list_permission_groups(tx, as(key_), owner, filter); })
        ->size();
  };
  EXPECT_EQ(count(acme_, {{}, kUserKind}), 0U);
  EXPECT_GT(count(user_->id, {{}, kUserKind}), 0U);
  EXPECT_EQ(count(acme_, {{}, testing::kStoreKind}), 0U);
  EXPECT_GT(count(acme_, {{}, kZoneKind}), 0U);
  EXPECT_EQ(count(acme_, {"Billing Read", {}}), 1U);
}

TEST_F(AccountTokens, DoNothingToPeopleOrOtherOrganizations) {
  const auto token = acme_token({std::string(permission_group::kAccountSettingsWrite)});
  expect_forbidden(read([&](auto& tx) { return get_user(tx, as(token)); }).error());
  expect_forbidden(places(token).error());
  expect_forbidden(invites(token).error());
  expect_not_found(
      read([&](auto& tx) { return list_members(tx, as(token), elsewhere_, {}); }).error());
}

}  // namespace
}  // namespace selfsame::core
