#include "core/access/authenticate.h"

#include "core/access/secret_format.h"
#include "tests/core_operations/world.h"

namespace selfsame::core {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

class Authenticating : public testing::World {
 protected:
  Authentication from(std::string_view address) {
    return {hasher_, clock_.now(), *IpAddress::parse(address), fakes_.tokens};
  }
  auto authenticate(std::string_view secret, std::string_view address = "192.0.2.1") {
    return read([&](ReadTransaction& tx) { return authenticate_token(tx, from(address), secret); });
  }
  auto verify(std::string_view secret, std::string_view address = "192.0.2.1") {
    return read(
        [&](ReadTransaction& tx) { return authenticate_to_verify(tx, from(address), secret); });
  }
  auto by_key(std::string_view email, std::string_view key) {
    return read([&](ReadTransaction& tx) {
      return authenticate_global_key(tx, from("192.0.2.1"), email, key);
    });
  }
  auto by_session(std::string_view token) {
    claimant_ = {};
    auto wanted = from("192.0.2.1");
    wanted.claimant = &claimant_;
    return read([&](ReadTransaction& tx) { return authenticate_session(tx, wanted, token); });
  }
  auto by_organization_key(std::string_view secret) {
    claimant_ = {};
    auto wanted = from("192.0.2.1");
    wanted.claimant = &claimant_;
    return read(
        [&](ReadTransaction& tx) { return authenticate_organization_key(tx, wanted, secret); });
  }
  /// A session of an hour.
  Session add_session(const User& user) {
    Session session;
    session.id = SessionId::make(clock_.now(), entropy_);
    session.user = user.id;
    session.permissions = {"GetRole"};
    session.created_at = clock_.now();
    session.modified_at = clock_.now();
    session.expires_at = clock_.now() + std::chrono::hours(1);
    store_->write_and_wait([&](WriteTransaction& tx) {
      tx.insert_session(session);
      return true;
    });
    return session;
  }
  std::string token_of(const Session& session, Timestamp end) const {
    return std::string(fakes_.tokens.sign({session.id, session.user, clock_.now(), end}).reveal());
  }
  std::string token_of(const Session& session) const {
    return token_of(session, session.expires_at);
  }
  void suspend(const User& user) {
    User suspended = user;
    suspended.suspended = true;
    store_->write_and_wait([&](WriteTransaction& tx) { return tx.update_user(suspended); });
  }
  /// Gives a user a key.
  std::string add_key(const User& user, ApiKeyKind kind) {
    const auto secret = make_secret(SecretKind::global_key, entropy_);
    ApiKey key{ApiKeyId::make(clock_.now(), entropy_), kind, user.id, {}, "key", clock_.now()};
    if (kind == ApiKeyKind::organization) {
      key.organization = OrganizationId{{9}};
      add_organization(make_organization(*key.organization, "Nine"));
      add_place(*key.organization, read([&](ReadTransaction& tx) { return tx.find_user(user.id); }),
                {});
    }
    EXPECT_TRUE(write([&](WriteTransaction& tx) {
      return import_api_key(tx, as(system_), key, hasher_.hash(secret.reveal()));
    }));
    return std::string(secret.reveal());
  }

  Claimant claimant_;
};

using AuthenticateToken = Authenticating;
using AuthenticateToVerify = Authenticating;
using AuthenticateGlobalKey = Authenticating;
using AuthenticateSession = Authenticating;
using AuthenticateOrganizationKey = Authenticating;

TEST_F(AuthenticateToken, FindsUserAndToken) {
  const auto made = create(key_, draft());
  const auto principal = authenticate(made.secret.reveal());
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->kind, CredentialKind::api_token);
  EXPECT_EQ(*principal->user, *user_);
  EXPECT_EQ(*principal->token, made.token);
  EXPECT_EQ(principal->credential, made.token.id.bytes);
}

TEST_F(AuthenticateToken, RefusesUnknownMistypedAndDeletedSecretsAlike) {
  const auto made = create(key_, draft());
  std::string mistyped(made.secret.reveal());
  mistyped[20] = mistyped[20] == 'a' ? 'b' : 'a';
  const auto unknown = make_secret(SecretKind::user_token, entropy_);
  ASSERT_TRUE(write(
      [&](WriteTransaction& tx) { return delete_token(tx, as(key_), user_->id, made.token.id); }));
  for (const auto secret : {unknown.reveal(), std::string_view(mistyped), made.secret.reveal(),
                            std::string_view(), std::string_view("x")}) {
    const auto refused = authenticate(secret);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(refused.error().reason, Reason::credential_unknown);
    EXPECT_EQ(refused.error(), verify(secret).error());
  }
}

TEST_F(AuthenticateToken, RefusesADisabledToken) {
  auto wanted = draft();
  wanted.status = TokenStatus::disabled;
  const auto made = create(key_, wanted);
  EXPECT_EQ(authenticate(made.secret.reveal()).error().reason, Reason::credential_unusable);
  EXPECT_TRUE(verify(made.secret.reveal()));
}

TEST_F(AuthenticateToken, AcceptsItsWindowAndNothingBeforeOrAfter) {
  auto wanted = draft();
  wanted.not_before = clock_.now() + seconds(10);
  wanted.expires_at = clock_.now() + seconds(20);
  const auto made = create(key_, wanted);
  const auto secret = made.secret.reveal();
  clock_.advance(seconds(10) - microseconds(1));
  EXPECT_EQ(authenticate(secret).error().reason, Reason::credential_unusable) << "not yet valid";
  EXPECT_TRUE(verify(secret));
  clock_.advance(microseconds(1));
  EXPECT_TRUE(authenticate(secret));
  clock_.advance(seconds(10) - microseconds(1));
  EXPECT_TRUE(authenticate(secret));
  clock_.advance(microseconds(1));
  EXPECT_EQ(authenticate(secret).error().reason, Reason::credential_unusable) << "expired";
  EXPECT_TRUE(verify(secret));
}

TEST_F(AuthenticateToken, RefusesASuspendedUsersToken) {
  const auto made = create(key_, draft());
  suspend(*user_);
  EXPECT_EQ(authenticate(made.secret.reveal()).error().reason, Reason::credential_unusable);
  EXPECT_EQ(verify(made.secret.reveal()).error().reason, Reason::credential_unknown);
}

TEST_F(AuthenticateToken, RefusesAnAddressOutsideOfItsNetworks) {
  auto wanted = draft();
  wanted.condition = ConditionDraft{std::vector<std::string>{"192.0.2.0/24", "2001:db8::/32"},
                                    std::vector<std::string>{"192.0.2.5/32"}, false};
  const auto made = create(key_, wanted);
  const auto secret = made.secret.reveal();
  for (const auto* address : {"192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1"}) {
    EXPECT_TRUE(authenticate(secret, address)) << address;
    EXPECT_TRUE(verify(secret, address)) << address;
  }
  for (const auto* address : {"192.0.2.5", "::ffff:192.0.2.5", "198.51.100.1", "2001:db9::1"}) {
    for (const auto& refused : {authenticate(secret, address), verify(secret, address)}) {
      ASSERT_FALSE(refused) << address;
      EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
      EXPECT_EQ(refused.error().reason, Reason::address_refused);
    }
  }
  EXPECT_EQ(authenticate(secret, "198.51.100.1").error().message,
            "Cannot use the access token from location: 198.51.100.1");
}

TEST_F(AuthenticateToken, SaysNothingOfTheAddressWhenTheTokenIsUnusableAnyway) {
  auto wanted = draft();
  wanted.status = TokenStatus::disabled;
  wanted.condition = ConditionDraft{std::vector<std::string>{"192.0.2.0/24"}, std::nullopt, false};
  const auto made = create(key_, wanted);
  EXPECT_EQ(authenticate(made.secret.reveal(), "198.51.100.1").error().reason,
            Reason::credential_unusable);
}

TEST_F(AuthenticateToken, TakesASecretOfAForeignFormThatWasBroughtIn) {
  const std::string secret = "8M7wS6hCpXVc-DoRnPPY_UCWPgy8aea4Wy6kCe5T";
  const ImportedToken imported{TokenId{{4}}, user_->id, hasher_.hash(secret), draft(), {}};
  ASSERT_TRUE(write([&](WriteTransaction& tx) { return import_token(tx, as(system_), imported); }));
  EXPECT_TRUE(authenticate(secret));
}

TEST_F(AuthenticateGlobalKey, WantsTheKeyTogetherWithItsUsersAddress) {
  const auto key = add_key(*user_, ApiKeyKind::global);
  const auto principal = by_key("Ann@example.com", key);
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->kind, CredentialKind::global_key);
  EXPECT_EQ(principal->user->id, user_->id);
  EXPECT_EQ(principal->token, nullptr);
  EXPECT_TRUE(by_key("aNN@EXAMPLE.com", key)) << "letters of any case";

  for (const auto& refused : {by_key("bob@example.com", key), by_key("nobody@example.com", key),
                              by_key("", key), by_key("Ann@example.com", key + '0'),
                              by_key("Ann@example.com", "144c9defac04969c7bfad8efaa8ea194")}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), by_key("", "").error());
    EXPECT_EQ(refused.error().reason, Reason::credential_unknown);
  }
}

TEST_F(AuthenticateGlobalKey, RefusesASuspendedUser) {
  const auto key = add_key(*user_, ApiKeyKind::global);
  suspend(*user_);
  EXPECT_EQ(by_key("Ann@example.com", key).error().reason, Reason::credential_unknown);
}

TEST_F(AuthenticateGlobalKey, RefusesAnOrganizationsKeyAndAToken) {
  const auto key = add_key(*user_, ApiKeyKind::organization);
  EXPECT_FALSE(by_key("Ann@example.com", key));
  const auto made = create(key_, draft());
  EXPECT_FALSE(by_key("Ann@example.com", made.secret.reveal()));
  EXPECT_FALSE(authenticate(add_key(*other_, ApiKeyKind::global))) << "nor is a key a token";
}

TEST_F(AuthenticateSession, FindsUserAndSession) {
  const auto session = add_session(*user_);
  const auto token = token_of(session);
  for (const auto& principal : {by_session(token), read([&](ReadTransaction& tx) {
                                  return authenticate_bearer(tx, from("192.0.2.1"), token);
                                })}) {
    ASSERT_TRUE(principal);
    EXPECT_EQ(principal->kind, CredentialKind::session);
    EXPECT_EQ(*principal->user, *user_);
    EXPECT_EQ(*principal->session, session);
    EXPECT_EQ(principal->credential, session.id.bytes);
    EXPECT_EQ(principal->token, nullptr);
    EXPECT_EQ(principal->key, nullptr);
  }
}

TEST_F(AuthenticateSession, RefusesAnEndedSessionAndSaysWhoseItWas) {
  const auto session = add_session(*user_);
  store_->write_and_wait(
      [&](WriteTransaction& tx) { return tx.delete_session(user_->id, session.id); });
  const auto refused = by_session(token_of(session));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(refused.error().reason, Reason::credential_unknown);
  EXPECT_EQ(claimant_.kind, CredentialKind::session);
  EXPECT_EQ(claimant_.owner, AuditOwner(user_->id));
  EXPECT_EQ(claimant_.credential, session.id.bytes);
}

TEST_F(AuthenticateSession, RefusesOneThatIsOverByAMicrosecond) {
  const auto session = add_session(*user_);
  const auto token = token_of(session);
  const auto longer = token_of(session, session.expires_at + std::chrono::hours(1));
  const auto shorter = token_of(session, session.expires_at - seconds(1));
  clock_.advance(std::chrono::hours(1) - seconds(1) - microseconds(1));
  EXPECT_TRUE(by_session(shorter));
  clock_.advance(microseconds(1));
  EXPECT_EQ(by_session(shorter).error().reason, Reason::credential_unusable) << "the token's time";
  clock_.advance(seconds(1) - microseconds(1));
  EXPECT_TRUE(by_session(token));
  EXPECT_TRUE(by_session(longer));
  clock_.advance(microseconds(1));
  for (const auto& over : {token, longer}) {
    EXPECT_EQ(by_session(over).error().reason, Reason::credential_unusable);
    EXPECT_EQ(claimant_.credential, session.id.bytes);
  }
}

TEST_F(AuthenticateSession, RefusesASuspendedUser) {
  const auto session = add_session(*user_);
  suspend(*user_);
  EXPECT_EQ(by_session(token_of(session)).error().reason, Reason::credential_unusable);
  EXPECT_EQ(claimant_.owner, AuditOwner(user_->id));
}

TEST_F(AuthenticateSession, RefusesForeignTokensAndOthersSessions) {
  auto session = add_session(*user_);
  for (const auto* foreign : {"", "a.b.c", "eyJ.", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"}) {
    EXPECT_EQ(by_session(foreign).error().reason, Reason::credential_unknown) << foreign;
    EXPECT_EQ(claimant_.kind, Claimant().kind) << "nobody is named by what is not ours";
  }
  const auto made = create(key_, draft());
  EXPECT_EQ(by_session(made.secret.reveal()).error().reason, Reason::credential_unknown);
  session.user = other_->id;  // as no token of ours says it
  EXPECT_EQ(by_session(token_of(session)).error().reason, Reason::credential_unknown);
}

TEST_F(AuthenticateOrganizationKey, FindsUserAndKey) {
  const auto secret = add_key(*user_, ApiKeyKind::organization);
  const auto principal = by_organization_key(secret);
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->kind, CredentialKind::organization_key);
  EXPECT_EQ(principal->user->id, user_->id);
  EXPECT_EQ(principal->key->organization, (OrganizationId{{9}}));
  EXPECT_EQ(principal->credential, principal->key->id.bytes);
}

TEST_F(AuthenticateOrganizationKey, RefusesOtherCredentialsAndUnknownOnes) {
  const auto global = add_key(*user_, ApiKeyKind::global);
  auto mistyped = add_key(*user_, ApiKeyKind::organization);
  mistyped.back() = mistyped.back() == '0' ? '1' : '0';
  const auto unknown = make_secret(SecretKind::organization_key, entropy_);
  const auto made = create(key_, draft());
  for (const auto secret : {std::string_view(global), std::string_view(mistyped), unknown.reveal(),
                            made.secret.reveal(), std::string_view()}) {
    const auto refused = by_organization_key(secret);
    ASSERT_FALSE(refused) << secret;
    EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(refused.error().reason, Reason::credential_unknown);
  }
}

TEST_F(AuthenticateOrganizationKey, RefusesASuspendedUserAndSaysWhoseItIs) {
  const auto secret = add_key(*user_, ApiKeyKind::organization);
  const auto id = by_organization_key(secret)->credential;
  suspend(*user_);
  EXPECT_EQ(by_organization_key(secret).error().reason, Reason::credential_unusable);
  EXPECT_EQ(claimant_.kind, CredentialKind::organization_key);
  EXPECT_EQ(claimant_.owner, AuditOwner(user_->id));
  EXPECT_EQ(claimant_.credential, id);
}

}  // namespace
}  // namespace selfsame::core
