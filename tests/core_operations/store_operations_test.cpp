#include "core/store_operations.h"

#include "core/access/authenticate.h"
#include "core/access/authorize.h"
#include "core/limits.h"
#include "core/tenancy/standing.h"
#include "tests/core_operations/world.h"
#include "tests/support/test_sealer.h"

namespace selfsame::core {
namespace {

using std::chrono::seconds;

/// An empty store, beside the one of the world.
class InitializeStore : public testing::World {
 protected:
  InitializeStore()
      : empty_(storage::sqlite::open_sqlite_store(
            {.path = ":memory:", .log = {}, .sealer = &selfsame::testing::kTestSealer})) {
    store_.swap(empty_);
  }
  ~InitializeStore() override { empty_->close(); }

  static FirstUser first() {
    return {"First@Example.com", "Fi", std::nullopt, "Acme", "$argon2id$hash-of-a-password"};
  }
  auto init(const FirstUser& wanted) {
    return write([&](WriteTransaction& tx) { return initialize_store(tx, as(system_), wanted); });
  }
  bool is_empty() {
    return read([](ReadTransaction& tx) { return !tx.has_users(); });
  }

  std::unique_ptr<Store> empty_;
};

TEST_F(InitializeStore, MakesUserOrganizationAndCredentialsThatWork) {
  const auto made = init(first());
  ASSERT_TRUE(made);
  const auto user = read([&](ReadTransaction& tx) { return tx.find_user(made->user); });
  EXPECT_EQ(user->email, "First@Example.com");
  EXPECT_EQ(user->first_name, "Fi");
  EXPECT_EQ(user->password_hash, "$argon2id$hash-of-a-password");
  const auto places = read([&](ReadTransaction& tx) { return *tx.memberships_of(made->user); });
  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].organization, made->organization);
  EXPECT_TRUE(places[0].owner);
  EXPECT_EQ(places[0].roles, (std::vector{super_administrator()}));
  const auto organization =
      read([&](ReadTransaction& tx) { return tx.find_organization(made->organization); });
  EXPECT_EQ(organization->name, "Acme");
  EXPECT_EQ(organization->tenant, TenantKind::operator_);

  const Authentication authentication{hasher_, clock_.now(), origin_.address, fakes_.tokens};
  const auto by_token = read([&](ReadTransaction& tx) {
    return authenticate_token(tx, authentication, made->api_token.reveal());
  });
  ASSERT_TRUE(by_token);
  for (const auto& op : operations()) {
    if (op.access == Access::operator_only) continue;
    EXPECT_TRUE(read([&](ReadTransaction& tx) {
      return may_attempt(tx, as(*by_token), op.id, made->organization);
    })) << op.name;
  }
  EXPECT_TRUE(read([&](ReadTransaction& tx) {
    return authenticate_global_key(tx, authentication, "first@example.com",
                                   made->global_api_key.reveal());
  }));
  const auto key = read([&](ReadTransaction& tx) {
    return tx.find_api_key_by_secret(hasher_.hash(made->secret_api_key.reveal()));
  });
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(key->kind, ApiKeyKind::organization);
  EXPECT_EQ(key->organization, made->organization);
}

TEST_F(InitializeStore, LeavesARecordPerEntityWithoutSecrets) {
  const auto made = init(first());
  auto found = records(made->user.bytes);
  EXPECT_EQ(found.size(), 4U) << "user, token, two keys";
  const auto of_organization = records(made->organization.bytes);
  EXPECT_EQ(of_organization.size(), 2U) << "organization, membership";
  found.insert(found.end(), of_organization.begin(), of_organization.end());
  for (const auto& record : found) {
    EXPECT_EQ(record.operation, "store.init");
    EXPECT_EQ(record.credential_kind, CredentialKind::system);
    EXPECT_FALSE(record.actor);
    EXPECT_FALSE(record.credential);
    const auto text = testing::all_text(record);
    for (const auto* secret : {&made->api_token, &made->global_api_key, &made->secret_api_key}) {
      EXPECT_EQ(text.find(secret->reveal().substr(8, 10)), std::string::npos);
    }
    EXPECT_EQ(text.find("argon2id"), std::string::npos);
  }
}

TEST_F(InitializeStore, FailsTheSecondTimeAndChangesNothing) {
  const auto made = init(first());
  const auto before = records(made->user.bytes);
  auto again = first();
  again.email = "second@example.com";
  const auto refused = init(again);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(refused.error().reason, Reason::store_in_use);
  EXPECT_EQ(records(made->user.bytes), before);
  EXPECT_EQ(read([](ReadTransaction& tx) { return tx.find_user_by_email("second@example.com"); }),
            nullptr);
}

TEST_F(InitializeStore, RefusesWrongInputAndStaysEmpty) {
  for (const auto* email : {"", "nobody", "a@b@c"}) {
    auto wanted = first();
    wanted.email = email;
    EXPECT_EQ(init(wanted).error().fields.at(0).pointer, "/email");
  }
  auto nameless = first();
  nameless.organization = " ";
  EXPECT_EQ(init(nameless).error().code, ErrorCode::invalid);
  auto long_name = first();
  long_name.first_name = std::string(limits::kFirstNameCharacters + 1, 'x');
  EXPECT_EQ(init(long_name).error().fields.at(0).pointer, "/first_name");
  EXPECT_TRUE(is_empty());
}

TEST_F(InitializeStore, IsForTheOperatorOnly) {
  const auto refused =
      write([&](WriteTransaction& tx) { return initialize_store(tx, as(key_), first()); });
  EXPECT_EQ(refused.error().reason, Reason::permission_missing);
  EXPECT_TRUE(is_empty());
}

class Import : public testing::World {
 protected:
  auto user(const User& wanted) {
    return write([&](WriteTransaction& tx) { return import_user(tx, as(system_), wanted); });
  }
  auto token(const ImportedToken& wanted) {
    return write([&](WriteTransaction& tx) { return import_token(tx, as(system_), wanted); });
  }
  auto key(const ApiKey& wanted, const SecretHash& secret) {
    return write(
        [&](WriteTransaction& tx) { return import_api_key(tx, as(system_), wanted, secret); });
  }
  auto organization(const Organization& wanted) {
    return write(
        [&](WriteTransaction& tx) { return import_organization(tx, as(system_), wanted); });
  }
  auto membership(const Membership& wanted) {
    return write([&](WriteTransaction& tx) { return import_membership(tx, as(system_), wanted); });
  }
  static User make_user(std::uint8_t number) {
    User made;
    made.id = UserId{{number}};
    made.email = "user" + std::to_string(number) + "@example.com";
    return made;
  }
  ImportedToken make_token(std::uint8_t number) {
    return {TokenId{{number}}, user_->id, hash(number), draft(), std::nullopt};
  }
  ApiKey make_key(std::uint8_t number) {
    return {ApiKeyId{{number}}, ApiKeyKind::global, user_->id, {}, "key", clock_.now()};
  }
  Organization make_organization(std::uint8_t number) {
    return World::make_organization(OrganizationId{{number}}, "Acme");
  }
  Membership make_membership(std::uint8_t number) {
    Membership made;
    made.id = MembershipId{{number}};
    made.organization = OrganizationId{{1}};
    made.user = user_->id;
    made.status = MembershipStatus::accepted;
    made.owner = true;
    made.created_at = clock_.now();
    return made;
  }
  static SecretHash hash(std::uint8_t number) { return {{number}}; }
  static Reason reason(const Status& status) {
    return status ? Reason::none : status.error().reason;
  }
  static ErrorCode code(const Status& status) { return status.error().code; }
};

TEST_F(Import, AUserKeepsTheirIdAndGetsAUsername) {
  ASSERT_TRUE(user(make_user(9)));
  const auto found = read([](ReadTransaction& tx) { return tx.find_user(UserId{{9}}); });
  EXPECT_EQ(found->email, "user9@example.com");
  EXPECT_EQ(found->username, (UserId{{9}}).hex());
  const auto found_records = records(UserId{{9}}.bytes);
  ASSERT_EQ(found_records.size(), 1U);
  EXPECT_EQ(found_records[0].operation, "store.import");
}

TEST_F(Import, RefusesAUserWhoseIdOrAddressIsTaken) {
  auto same_id = make_user(9);
  same_id.id = user_->id;
  EXPECT_EQ(reason(user(same_id)), Reason::id_taken);
  auto same_address = make_user(9);
  same_address.email = "ANN@EXAMPLE.COM";
  EXPECT_EQ(reason(user(same_address)), Reason::mail_address_taken);
}

TEST_F(Import, RefusesAUserWithoutAnAddress) {
  auto wanted = make_user(9);
  wanted.email = "";
  EXPECT_EQ(user(wanted).error().fields.at(0).pointer, "/email");
}

TEST_F(Import, ATokenMayBeOverAlreadyAndOlder) {
  auto wanted = make_token(1);
  wanted.draft.expires_at = clock_.now() - seconds(1);
  wanted.issued_at = clock_.now() - seconds(100);
  ASSERT_TRUE(token(wanted));
  const auto found =
      read([&](ReadTransaction& tx) { return tx.find_token(user_->id, TokenId{{1}}); });
  EXPECT_EQ(found->issued_at, wanted.issued_at);
  EXPECT_EQ(found->expires_at, wanted.draft.expires_at);
}

TEST_F(Import, RefusesATokenThatBreaksARule) {
  auto nameless = make_token(1);
  nameless.draft.name = "";
  EXPECT_EQ(token(nameless).error().fields.at(0).pointer, "/name");
  auto ownerless = make_token(1);
  ownerless.owner = UserId{{99}};
  EXPECT_EQ(code(token(ownerless)), ErrorCode::not_found);
}

TEST_F(Import, RefusesATokenWhoseIdOrSecretIsTaken) {
  ASSERT_TRUE(token(make_token(1)));
  const auto before = contents();
  auto same_id = make_token(1);
  same_id.secret = hash(2);
  EXPECT_EQ(reason(token(same_id)), Reason::id_taken);
  auto same_secret = make_token(2);
  same_secret.secret = hash(1);
  EXPECT_EQ(reason(token(same_secret)), Reason::id_taken);
  EXPECT_EQ(contents(), before);
}

TEST_F(Import, RefusesTheFiftyFirstToken) {
  for (std::uint8_t i = 1; i <= limits::kTokensPerUser; ++i) ASSERT_TRUE(token(make_token(i)));
  EXPECT_EQ(reason(token(make_token(200))), Reason::quota_exceeded);
}

TEST_F(Import, RefusesAKeyOfNobodyOrWhoseSecretIsTaken) {
  ASSERT_TRUE(key(make_key(1), hash(1)));
  EXPECT_EQ(reason(key(make_key(2), hash(1))), Reason::id_taken);
  auto ownerless = make_key(3);
  ownerless.user = UserId{{99}};
  EXPECT_EQ(code(key(ownerless, hash(3))), ErrorCode::not_found);
  auto homeless = make_key(3);
  homeless.kind = ApiKeyKind::organization;
  homeless.organization = OrganizationId{{99}};
  EXPECT_EQ(code(key(homeless, hash(3))), ErrorCode::not_found);
}

TEST_F(Import, RefusesAnOrganizationThatIsThereOrNameless) {
  ASSERT_TRUE(organization(make_organization(1)));
  EXPECT_EQ(reason(organization(make_organization(1))), Reason::id_taken);
  auto wanted = make_organization(2);
  wanted.name = std::string(limits::kOrganizationNameCharacters, 'x');
  EXPECT_TRUE(organization(wanted));
  wanted.id = OrganizationId{{3}};
  wanted.name += 'x';
  EXPECT_EQ(organization(wanted).error().fields.at(0).pointer, "/name");
}

TEST_F(Import, RefusesAMembershipThatIsThereOrOfNobody) {
  ASSERT_TRUE(organization(make_organization(1)));
  const auto wanted = make_membership(1);
  ASSERT_TRUE(membership(wanted));
  auto again = wanted;
  again.id = MembershipId{{2}};
  EXPECT_EQ(reason(membership(again)), Reason::id_taken);
  auto nobody = wanted;
  nobody.user = UserId{{99}};
  EXPECT_EQ(code(membership(nobody)), ErrorCode::not_found);
  auto nowhere = wanted;
  nowhere.organization = OrganizationId{{99}};
  EXPECT_EQ(code(membership(nowhere)), ErrorCode::not_found);
}

TEST_F(Import, IsForTheOperatorOnly) {
  const auto before = contents();
  const auto import_as_user = [&](auto import) {
    return write([&](WriteTransaction& tx) { return import(tx, as(key_)); });
  };
  EXPECT_EQ(reason(import_as_user([](auto& tx, const auto& context) {
              return import_user(tx, context, make_user(9));
            })),
            Reason::permission_missing);
  EXPECT_EQ(reason(import_as_user([&](auto& tx, const auto& context) {
              return import_token(tx, context, make_token(1));
            })),
            Reason::permission_missing);
  EXPECT_EQ(reason(import_as_user([&](auto& tx, const auto& context) {
              return import_api_key(tx, context, make_key(1), hash(1));
            })),
            Reason::permission_missing);
  EXPECT_EQ(reason(import_as_user([&](auto& tx, const auto& context) {
              return import_organization(tx, context, make_organization(1));
            })),
            Reason::permission_missing);
  EXPECT_EQ(reason(import_as_user(
                [&](auto& tx, const auto& context) { return import_membership(tx, context, {}); })),
            Reason::permission_missing);
  EXPECT_EQ(contents(), before);
}

}  // namespace
}  // namespace selfsame::core
