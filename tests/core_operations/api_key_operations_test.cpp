// Keys of an organization: who handles them, what they allow, and that none allows too much.
#include "core/access/api_key_operations.h"

#include <thread>

#include "core/access/authenticate.h"
#include "core/identity/user_operations.h"
#include "core/limits.h"
#include "core/tenancy/standing.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::seconds;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kAdministrator;
using testing::kMinimal;
using testing::kSuper;

using Names = std::vector<std::string>;

std::vector<AclEntry> acl(Names permissions) { return {{{}, std::move(permissions)}}; }

std::vector<Cidr> networks(std::initializer_list<const char*> texts) {
  std::vector<Cidr> list;
  for (const char* text : texts) list.push_back(*Cidr::parse(text));
  return list;
}

class ApiKeys : public testing::OrganizationWorld {
 protected:
  static ApiKeyDraft named(std::string name = "a key") {
    ApiKeyDraft draft;
    draft.name = std::move(name);
    return draft;
  }
  static ApiKeyDraft with_acl(std::vector<AclEntry> entries) {
    ApiKeyDraft draft = named();
    draft.acl = std::move(entries);
    return draft;
  }
  static ApiKeyDraft from(std::initializer_list<const char*> texts) {
    ApiKeyDraft draft = named();
    draft.allowed_networks = networks(texts);
    return draft;
  }

  auto try_make(const Principal& by, const ApiKeyDraft& draft) {
    return write([&](auto& tx) { return create_api_key(tx, as(by), acme_, draft); });
  }
  SavedApiKey make(const Principal& by, const ApiKeyDraft& draft) {
    auto made = try_make(by, draft);
    if (!made) throw std::runtime_error("create_api_key: " + made.error().message);
    return std::move(*made);
  }
  Error make_refusal(const Principal& by, const ApiKeyDraft& draft) {
    return refusal([&](auto& tx) { return create_api_key(tx, as(by), acme_, draft); });
  }
  auto update(const Principal& by, const std::string& id, const ApiKeyDraft& draft) {
    return write([&](auto& tx) { return update_api_key(tx, as(by), acme_, id, draft); });
  }
  Error update_refusal(const Principal& by, const std::string& id, const ApiKeyDraft& draft) {
    return refusal([&](auto& tx) { return update_api_key(tx, as(by), acme_, id, draft); });
  }
  auto put(const Principal& by, const std::string& id, const ApiKeyDraft& draft) {
    return write([&](auto& tx) { return put_api_key(tx, as(by), acme_, id, draft); });
  }
  auto remove(const Principal& by, const std::string& id) {
    return write([&](auto& tx) { return delete_api_key(tx, as(by), acme_, id); });
  }
  auto get(const Principal& by, const std::string& id) {
    return read([&](auto& tx) { return get_api_key(tx, as(by), acme_, id); });
  }
  auto list(const Principal& by) {
    return read([&](auto& tx) { return list_api_keys(tx, as(by), acme_); });
  }
  Authentication from_address(std::string_view address) {
    return {hasher_, clock_.now(), *IpAddress::parse(address), fakes_.tokens};
  }
  auto authenticate(const PlainSecret& secret, std::string_view address = "198.51.100.7") {
    return read([&](auto& tx) {
      return authenticate_organization_key(tx, from_address(address), secret.reveal());
    });
  }
  /// Whoever shows the secret.
  Principal bearer(const SavedApiKey& made, std::string_view address = "198.51.100.7") {
    auto principal = authenticate(*made.secret, address);
    if (!principal) throw std::runtime_error("authenticate: " + principal.error().message);
    return *principal;
  }
  Names permissions(const Principal& of) {
    return *read([&](auto& tx) { return permissions_in(tx, as(of), acme_); });
  }
  bool may(const Principal& principal, OperationId operation) {
    return read([&](auto& tx) { return authorize_in(tx, as(principal), operation, acme_); })
        .has_value();
  }
  /// A member of Acme who may do these by name, and nothing that roles give.
  testing::Member member_with(const std::string& email, Names names) {
    auto member = add_member(email, Names{});
    change_place(member.id, [&](Membership& place) { place.permissions = std::move(names); });
    return member;
  }
  Principal session_of(const std::shared_ptr<const User>& user, Names names) {
    Session session;
    session.id = SessionId::make(clock_.now(), entropy_);
    session.user = user->id;
    session.permissions = std::move(names);
    Principal principal{user, CredentialKind::session, session.id.bytes, nullptr, origin_.address};
    principal.session = std::make_shared<const Session>(session);
    return principal;
  }
};

using CreateApiKey = ApiKeys;
using UpdateApiKey = ApiKeys;
using PutApiKey = ApiKeys;
using DeleteApiKey = ApiKeys;
using UseApiKey = ApiKeys;

TEST_F(CreateApiKey, ShowsItsSecretOnceAndRecordsNothingOfIt) {
  clock_.advance(seconds(3));
  const auto before = contents();
  auto draft = with_acl(acl({"GetUser"}));
  draft.allowed_networks = networks({"192.0.2.0/24"});
  const auto made = make(key_, draft);
  const auto secret = std::string(made.secret->reveal());
  EXPECT_TRUE(secret.starts_with("sk_live_"));
  const auto& key = made.view.key;
  EXPECT_EQ(key.shown_secret, secret.substr(secret.size() - 4));
  EXPECT_EQ(key.kind, ApiKeyKind::organization);
  EXPECT_EQ(key.user, user_->id);
  EXPECT_EQ(key.organization, acme_);
  EXPECT_EQ(key.created_at, clock_.now());
  EXPECT_EQ(key.modified_at, clock_.now());
  EXPECT_EQ(key.acl, acl({"GetUser"}));
  EXPECT_EQ(made.view.user_email, user_->email);
  EXPECT_EQ(get(key_, key.id.hex())->key, key);

  const auto record = only_record_after(before);
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.operation, "key.create");
  EXPECT_EQ(record.action, "create");
  EXPECT_EQ(record.resource_kind, "api_key");
  EXPECT_EQ(record.resource_id, key.id.hex());
  const auto text = testing::all_text(record);
  EXPECT_EQ(text.find(secret), std::string::npos);
  EXPECT_EQ(text.find(key.shown_secret), std::string::npos);
  EXPECT_NE(text.find("GetUser"), std::string::npos);
  EXPECT_NE(text.find("192.0.2.0/24"), std::string::npos);
}

TEST_F(CreateApiKey, APublishableKeyCanBeReadAgainAndProvesNobody) {
  auto draft = named();
  draft.kind = ApiKeyKind::publishable;
  const auto made = make(key_, draft);
  EXPECT_TRUE(made.secret->reveal().starts_with("pk_live_"));
  EXPECT_EQ(made.view.key.shown_secret, made.secret->reveal());
  const auto refused = authenticate(*made.secret);
  ASSERT_FALSE(refused);
  expect_error(refused.error(), ErrorCode::unauthenticated, Reason::credential_unknown);
  const auto by_mail = read([&](auto& tx) {
    return authenticate_global_key(tx, from_address("198.51.100.7"), user_->email,
                                   made.secret->reveal());
  });
  EXPECT_FALSE(by_mail);
  draft.kind = ApiKeyKind::global;
  expect_invalid(make_refusal(key_, draft), "/kind");
}

TEST_F(CreateApiKey, IsForWhoHandlesTokensOrWasGivenThePermission) {
  EXPECT_TRUE(try_make(member_with("a@example.com", {"PostApiKey"}).key, named()));
  expect_forbidden(make_refusal(member_with("b@example.com", {"GetApiKey"}).key, named()));
  expect_forbidden(make_refusal(add_member("c@example.com", Names{kAdministrator}).key, named()));
  expect_not_found(make_refusal(carol_key_, named()));
  EXPECT_TRUE(try_make(session_of(user_, {"*"}), named()));
  expect_forbidden(make_refusal(session_of(user_, {"GetApiKey"}), named()));
}

TEST_F(CreateApiKey, IsForPeople) {
  const std::string tokens{permission_group::kAccountApiTokensWrite};
  expect_forbidden(make_refusal(acme_token({tokens}), with_acl(acl({"GetApiKey"}))));
}

TEST_F(CreateApiKey, HandsOutNoMoreThanItsMakerHolds) {
  const auto member = member_with("m@example.com", {"PostApiKey", "GetUser"});
  EXPECT_TRUE(try_make(member.key, with_acl(acl({"GetUser"}))));
  for (const Names& names : {Names{"GetUser", "GetRole"}, Names{"*"}, Names{"DeleteApiKey"}}) {
    expect_forbidden(make_refusal(member.key, with_acl(acl(names))));
  }
  // Nor in an entry that does not count now.
  expect_forbidden(make_refusal(
      member.key, with_acl({{{}, {"GetUser"}}, {{{elsewhere_}, {}, {}, {}}, {"GetRole"}}})));
  // Without a list it is as its maker is.
  const auto plain = make(member.key, named());
  EXPECT_EQ(permissions(bearer(plain)), (Names{"GetUser", "PostApiKey"}));
}

TEST_F(CreateApiKey, ANarrowCredentialMakesNoWiderKey) {
  const auto session = session_of(user_, {"PostApiKey", "GetUser"});
  expect_forbidden(make_refusal(session, named()));
  expect_forbidden(make_refusal(session, with_acl(acl({"*"}))));
  expect_forbidden(make_refusal(session, with_acl(acl({"GetRole"}))));
  EXPECT_TRUE(try_make(session, with_acl(acl({"GetUser"}))));

  const auto narrow = bearer(make(key_, with_acl(acl({"PostApiKey", "GetUser"}))));
  expect_forbidden(make_refusal(narrow, named()));
  expect_forbidden(make_refusal(narrow, with_acl(acl({"*"}))));
  expect_forbidden(make_refusal(narrow, with_acl(acl({"GetRole"}))));
  EXPECT_TRUE(try_make(narrow, with_acl(acl({"GetUser"}))));
  EXPECT_TRUE(try_make(bearer(make(key_, named())), named()));

  const auto token = token_of(user_, {std::string(permission_group::kAccountApiTokensWrite)});
  expect_forbidden(make_refusal(token, named()));
  expect_forbidden(make_refusal(token, with_acl(acl({"GetUser"}))));
  EXPECT_TRUE(try_make(token, with_acl(acl({"GetApiKey"}))));
}

TEST_F(CreateApiKey, AKeyOfSomeNetworksMakesNoneOfOthers) {
  const auto local = bearer(make(key_, from({"198.51.100.0/24"})));
  expect_forbidden(make_refusal(local, named()));
  expect_forbidden(make_refusal(local, from({"198.51.100.0/24", "192.0.2.0/24"})));
  expect_forbidden(make_refusal(local, from({"198.51.0.0/16"})));
  EXPECT_TRUE(try_make(local, from({"198.51.100.0/24"})));
  EXPECT_TRUE(try_make(local, from({"198.51.100.7/32"})));
}

TEST_F(CreateApiKey, TakesWhatTheLimitsAllowAndNoMore) {
  const auto entries = [](std::size_t count) {
    return std::vector<AclEntry>(count, AclEntry{{}, {"GetUser"}});
  };
  const auto many = [](std::size_t count) { return Names(count, "GetUser"); };
  EXPECT_TRUE(try_make(key_, named(std::string(limits::kApiKeyNameCharacters, 'x'))));
  EXPECT_TRUE(try_make(key_, with_acl(entries(limits::kAclEntries))));
  EXPECT_TRUE(try_make(key_, with_acl(acl(many(limits::kPermissionsPerPlace)))));
  expect_invalid(make_refusal(key_, named(std::string(limits::kApiKeyNameCharacters + 1, 'x'))),
                 "/name");
  expect_invalid(make_refusal(key_, named("")), "/name");
  expect_invalid(make_refusal(key_, {}), "/name");
  expect_invalid(make_refusal(key_, with_acl(entries(limits::kAclEntries + 1))), "/acl");
  expect_invalid(make_refusal(key_, with_acl({})), "/acl");
  expect_invalid(make_refusal(key_, with_acl(acl(many(limits::kPermissionsPerPlace + 1)))),
                 "/acl/0/permissions");
  expect_invalid(make_refusal(key_, with_acl(acl({"GetUser", ""}))), "/acl/0/permissions/1");
  const Names plans(limits::kNamesPerScope + 1, "p");
  expect_invalid(make_refusal(key_, with_acl({{{{}, {}, plans, {}}, {"*"}}})),
                 "/acl/0/scope/plans");
  auto draft = named();
  draft.allowed_networks = std::vector(limits::kAllowedNetworks, networks({"1.0.0.0/8"})[0]);
  EXPECT_TRUE(try_make(key_, draft));
  (*draft.allowed_networks)->push_back(networks({"1.0.0.0/8"})[0]);
  expect_invalid(make_refusal(key_, draft), "/allowed_networks");
}

TEST_F(CreateApiKey, AnOrganizationHas200AtMostAlsoWhenManyAreMadeAtOnce) {
  for (std::size_t i = 0; i + 4 < limits::kApiKeysPerOrganization; ++i) make(key_, named());
  constexpr int kThreads = 8;
  std::atomic<int> made = 0;
  std::atomic<int> refused = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      testing::SeededEntropy entropy(1000 + static_cast<unsigned>(i));
      const OperationContext own = as(key_);
      const OperationContext context{own.catalogue, own.roles, own.billing,   own.hasher,
                                     entropy,       own.now,   own.principal, own.origin};
      Reason reason{};
      store_->write_and_wait([&](WriteTransaction& tx) {
        const auto outcome = create_api_key(tx, context, acme_, named());
        reason = outcome ? Reason::none : outcome.error().reason;
        return outcome.has_value();
      });
      if (reason == Reason::none) ++made;
      if (reason == Reason::quota_exceeded) ++refused;
    });
  }
  threads.clear();
  EXPECT_EQ(made, 4);
  EXPECT_EQ(refused, kThreads - 4);
  EXPECT_EQ(list(key_)->size(), limits::kApiKeysPerOrganization);
  expect_error(make_refusal(key_, named()), ErrorCode::limited, Reason::quota_exceeded);
}

TEST_F(UseApiKey, ItMayWhatItsListAndItsUserAllow) {
  const auto member = member_with("m@example.com", {"PostApiKey", "GetUser", "GetApiKey"});
  const auto made = make(member.key, with_acl(acl({"GetApiKey", "GetUser"})));
  EXPECT_TRUE(may(bearer(made), OperationId::key_get));
  EXPECT_FALSE(may(bearer(made), OperationId::key_create));
  EXPECT_FALSE(may(bearer(made), OperationId::organization_get)) << "by name, too";
  EXPECT_EQ(permissions(bearer(made)), (Names{"GetApiKey", "GetUser"}));
  // The member loses one of the two, and the key with them.
  change_place(member.id, [](Membership& place) { place.permissions = {"GetUser"}; });
  EXPECT_FALSE(may(bearer(made), OperationId::key_get));
  EXPECT_EQ(permissions(bearer(made)), Names{"GetUser"});
}

TEST_F(UseApiKey, EntriesAboutOtherOrganizationsDoNotCount) {
  const auto made = make(key_, with_acl({{{{elsewhere_}, {}, {}, {}}, {"*"}},
                                         {{{elsewhere_, acme_}, {}, {}, {}}, {"GetApiKey"}}}));
  EXPECT_TRUE(may(bearer(made), OperationId::key_get));
  EXPECT_FALSE(may(bearer(made), OperationId::key_list));
  EXPECT_EQ(permissions(bearer(made)), Names{"GetApiKey"});
  const auto principal = bearer(made);
  const auto there = read([&](auto& tx) { return permissions_in(tx, as(principal), elsewhere_); });
  EXPECT_FALSE(there);
}

TEST_F(UseApiKey, InAnotherOrganizationOfItsUserItHoldsNothing) {
  const auto second = add_owned_by(user_, "Second").id;
  const auto principal = bearer(make(key_, named()));
  EXPECT_EQ(*read([&](auto& tx) { return permissions_in(tx, as(principal), second); }), Names{});
  EXPECT_FALSE(read(
      [&](auto& tx) { return authorize_in(tx, as(principal), OperationId::key_list, second); }));
}

TEST_F(UseApiKey, OnlyFromItsNetworks) {
  const auto made = make(key_, from({"192.0.2.0/24", "2001:db8::/32"}));
  for (const auto* address : {"192.0.2.1", "::ffff:192.0.2.9", "2001:db8::1"}) {
    EXPECT_TRUE(authenticate(*made.secret, address)) << address;
  }
  for (const auto* address : {"192.0.3.1", "2001:db9::1"}) {
    const auto refused = authenticate(*made.secret, address);
    ASSERT_FALSE(refused) << address;
    expect_error(refused.error(), ErrorCode::forbidden, Reason::address_refused);
  }
}

TEST_F(UseApiKey, NotAfterItsUserHasLeftOrIsSuspended) {
  const auto member = member_with("m@example.com", {"PostApiKey"});
  const auto made = make(member.key, named());
  const auto is_unusable = [&] {
    const auto refused = authenticate(*made.secret);
    return !refused && refused.error().reason == Reason::credential_unusable;
  };
  EXPECT_FALSE(is_unusable());
  set_suspended(member.user->id, true);
  EXPECT_TRUE(is_unusable());
  set_suspended(member.user->id, false);
  EXPECT_FALSE(is_unusable());
  ASSERT_TRUE(OrganizationWorld::remove(key_, member.id));
  EXPECT_TRUE(is_unusable());
  EXPECT_EQ(list(key_)->size(), 1U) << "it is there to be seen and deleted";
}

TEST_F(UseApiKey, OfWhoAdministersTheOrganizationFromAbove) {
  const auto tenant = add_owned_by(carol_, "Tenant", std::nullopt, true).id;
  store_->write_and_wait([&](WriteTransaction& tx) {
    auto acme = *tx.find_organization(acme_);
    acme.parent = tenant;
    return tx.update_organization(acme);
  });
  const auto made = make(carol_key_, named());
  EXPECT_TRUE(may(bearer(made), OperationId::key_list));
}

TEST_F(UpdateApiKey, ChangesWhatIsGivenAndRecordsIt) {
  const auto made = make(key_, with_acl(acl({"GetUser"})));
  const auto id = made.view.key.id.hex();
  clock_.advance(seconds(5));
  const auto before = contents();
  ApiKeyDraft draft;
  draft.name = "new";
  draft.allowed_networks = networks({"192.0.2.0/24"});
  const auto updated = update(key_, id, draft);
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->key.name, "new");
  EXPECT_EQ(updated->key.acl, acl({"GetUser"}));
  EXPECT_EQ(updated->key.created_at, made.view.key.created_at);
  EXPECT_EQ(updated->key.modified_at, clock_.now());
  EXPECT_EQ(get(key_, id)->key, updated->key);
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "key.update");
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.changes,
            (std::vector<AuditChange>{{"name", "a key", "new"},
                                      {"allowed_networks", std::nullopt, "192.0.2.0/24"}}));
  const auto now = contents();
  ASSERT_TRUE(update(key_, id, draft));
  EXPECT_EQ(contents(), now) << "the same again changes nothing";
  draft.kind = ApiKeyKind::publishable;
  expect_invalid(update_refusal(key_, id, draft), "/kind");
  expect_invalid(update_refusal(key_, id, with_acl({})), "/acl");
}

TEST_F(UpdateApiKey, IsFeltByTheNextRequest) {
  const auto made = make(key_, named());
  EXPECT_TRUE(may(bearer(made), OperationId::key_list));
  ASSERT_TRUE(update(key_, made.view.key.id.hex(), with_acl(acl({"GetApiKey"}))));
  EXPECT_FALSE(may(bearer(made), OperationId::key_list));
  ASSERT_TRUE(update(key_, made.view.key.id.hex(), from({"203.0.113.0/24"})));
  EXPECT_FALSE(authenticate(*made.secret));
}

TEST_F(UpdateApiKey, WidensNothingBeyondWhatTheCallerHolds) {
  const auto made = make(key_, with_acl(acl({"GetUser", "GetRole"})));
  const auto id = made.view.key.id.hex();
  const auto member = member_with("m@example.com", {"PutApiKey", "GetApiKey"});
  // What it has may stay or go, and what the caller holds may be added.
  EXPECT_TRUE(update(member.key, id, named("renamed")));
  EXPECT_TRUE(update(member.key, id, with_acl(acl({"GetUser", "GetRole", "GetApiKey"}))));
  EXPECT_TRUE(update(member.key, id, with_acl(acl({"GetUser"}))));
  expect_forbidden(update_refusal(member.key, id, with_acl(acl({"GetUser", "GetRole"}))));
  expect_forbidden(update_refusal(member.key, id, with_acl(acl({"*"}))));
  ApiKeyDraft unrestricted;
  unrestricted.acl = std::optional<std::vector<AclEntry>>();
  expect_forbidden(update_refusal(member.key, id, unrestricted));
  // An entry that does not count is no excuse to make it count.
  ASSERT_TRUE(update(key_, id, with_acl({{{{elsewhere_}, {}, {}, {}}, {"*"}}})));
  expect_forbidden(update_refusal(member.key, id, with_acl(acl({"*"}))));
  // Nor does a key widen itself.
  ASSERT_TRUE(update(key_, id, with_acl(acl({"PutApiKey"}))));
  expect_forbidden(update_refusal(bearer(made), id, unrestricted));
  expect_forbidden(update_refusal(bearer(made), id, with_acl(acl({"PutApiKey", "GetUser"}))));
  EXPECT_TRUE(update(key_, id, unrestricted));
}

TEST_F(UpdateApiKey, AKeyDoesNotLeaveItsNetworksByItself) {
  const auto made = make(key_, from({"198.51.100.0/24"}));
  const auto id = made.view.key.id.hex();
  ApiKeyDraft anywhere;
  anywhere.allowed_networks = std::optional<std::vector<Cidr>>();
  expect_forbidden(update_refusal(bearer(made), id, anywhere));
  expect_forbidden(update_refusal(bearer(made), id, from({"0.0.0.0/0"})));
  EXPECT_TRUE(update(bearer(made), id, named("renamed")));
  EXPECT_TRUE(update(bearer(made), id, from({"198.51.100.0/25"})));
  EXPECT_TRUE(update(key_, id, anywhere));
}

TEST_F(PutApiKey, MakesOneWithTheChosenIdAndThenChangesIt) {
  const auto before = contents();
  const auto made = put(key_, "my-second-key", named());
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->secret);
  EXPECT_EQ(made->view.key.chosen_id, "my-second-key");
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "key.update");
  EXPECT_EQ(record.action, "create");
  const auto changed = put(key_, "my-second-key", named("new"));
  ASSERT_TRUE(changed);
  EXPECT_FALSE(changed->secret) << "a secret is shown once";
  EXPECT_EQ(changed->view.key.id, made->view.key.id);
  EXPECT_EQ(get(key_, "my-second-key")->key.name, "new");
  EXPECT_EQ(get(key_, made->view.key.id.hex())->key.name, "new");
  EXPECT_EQ(put(key_, made->view.key.id.hex(), named("newer"))->view.key.id, made->view.key.id);
  EXPECT_EQ(list(key_)->size(), 1U);
  const std::string longest(limits::kApiKeyIdCharacters, 'x');
  EXPECT_TRUE(put(key_, longest, named()));
  expect_invalid(
      refusal([&](auto& tx) { return put_api_key(tx, as(key_), acme_, longest + 'x', named()); }),
      "/id");
}

TEST_F(PutApiKey, TheIdOfAnotherOrganizationsKeyIsAsGoodAsAny) {
  const auto theirs = write(
      [&](auto& tx) { return create_api_key(tx, as(carol_key_), elsewhere_, named("theirs")); });
  const auto id = theirs->view.key.id.hex();
  expect_not_found(get(key_, id).error());
  const auto mine = put(key_, id, named("mine"));
  ASSERT_TRUE(mine);
  EXPECT_NE(mine->view.key.id, theirs->view.key.id);
  EXPECT_EQ(get(key_, id)->key.name, "mine");
  EXPECT_EQ(read([&](auto& tx) { return get_api_key(tx, as(carol_key_), elsewhere_, id); })->key,
            theirs->view.key);
}

TEST_F(DeleteApiKey, IsForGoodAndOnce) {
  const auto made = make(key_, named());
  const auto id = made.view.key.id.hex();
  const auto before = contents();
  EXPECT_TRUE(remove(bearer(made), id)) << "by itself";
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "key.delete");
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(authenticate(*made.secret).error().reason, Reason::credential_unknown);
  expect_not_found(get(key_, id).error());
  const auto error = refusal([&](auto& tx) { return delete_api_key(tx, as(key_), acme_, id); });
  expect_not_found(error);
}

TEST_F(DeleteApiKey, OfTwoAtOnceOneFindsIt) {
  const auto id = make(key_, named()).view.key.id.hex();
  const auto before = contents();
  std::atomic<int> deleted = 0;
  std::atomic<int> absent = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      testing::SeededEntropy entropy(2000 + static_cast<unsigned>(i));
      const OperationContext own = as(key_);
      const OperationContext context{own.catalogue, own.roles, own.billing,   own.hasher,
                                     entropy,       own.now,   own.principal, own.origin};
      bool done = false;
      store_->write_and_wait([&](WriteTransaction& tx) {
        done = delete_api_key(tx, context, acme_, id).has_value();
        return done;
      });
      ++(done ? deleted : absent);
    });
  }
  threads.clear();
  EXPECT_EQ(deleted, 1);
  EXPECT_EQ(absent, 3);
  EXPECT_EQ(records_after(before).size(), 1U);
}

TEST_F(DeleteApiKey, WantsThePermission) {
  const auto id = make(key_, named()).view.key.id.hex();
  const auto member = member_with("m@example.com", {"GetApiKey", "PutApiKey"});
  expect_forbidden(
      refusal([&](auto& tx) { return delete_api_key(tx, as(member.key), acme_, id); }));
  expect_forbidden(list(member.key).error());
  EXPECT_TRUE(get(member.key, id)) << "of somebody else";
  expect_not_found(get(member.key, ApiKeyId{{7}}.hex()).error());
  expect_not_found(get(carol_key_, id).error());
}

}  // namespace
}  // namespace selfsame::core
