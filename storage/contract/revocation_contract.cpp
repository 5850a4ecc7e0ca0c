// Once a change is acknowledged, no session answers with what was before, cached or not.
#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

/// Two sessions that have just read the user and two of their credentials.
class Revocation {
 public:
  Revocation(core::Store& store, core::UserId user) : user_(user), first_(store), second_(store) {
    first_.write([&](WriteTransaction& tx) {
      tx.insert_token(make_token(user_, 10), make_secret(10));
      return true;
    });
    warm();
  }

  void warm() {
    for (Client* client : {&first_, &second_}) {
      for (int i = 0; i < 2; ++i) {
        client->read([&](ReadTransaction& tx) {
          EXPECT_NE(tx.find_user(user_), nullptr);
          EXPECT_NE(tx.find_token_by_secret(make_secret(10)), nullptr);
          EXPECT_NE(tx.memberships_of(user_), nullptr);
        });
      }
    }
  }

  void write(core::WriteBody body) { first_.write(std::move(body)); }

  /// Whether both sessions say so.
  bool both(const std::function<bool(ReadTransaction&)>& holds) {
    return first_.get(holds) && second_.get(holds);
  }

 private:
  core::UserId user_;
  Client first_;
  Client second_;
};

TEST_P(TokenContract, ADeletedTokenIsGoneEverywhere) {
  Revocation test(store(), user_);
  test.write(
      [&](WriteTransaction& tx) { return tx.delete_token(user_, make_id<core::TokenId>(10)); });
  EXPECT_TRUE(test.both(
      [](ReadTransaction& tx) { return tx.find_token_by_secret(make_secret(10)) == nullptr; }));
}

TEST_P(TokenContract, ARolledTokenHasItsNewSecretEverywhere) {
  Revocation test(store(), user_);
  test.write([&](WriteTransaction& tx) {
    return tx.replace_token_secret(user_, make_id<core::TokenId>(10), make_secret(11),
                                   make_time(50));
  });
  EXPECT_TRUE(test.both([](ReadTransaction& tx) {
    return tx.find_token_by_secret(make_secret(10)) == nullptr &&
           tx.find_token_by_secret(make_secret(11)) != nullptr;
  }));
}

TEST_P(TokenContract, ANarrowedTokenIsNarrowEverywhere) {
  Revocation test(store(), user_);
  core::Token token = make_token(user_, 10);
  token.status = core::TokenStatus::disabled;
  token.policies.clear();
  test.write([&](WriteTransaction& tx) { return tx.update_token(token); });
  EXPECT_TRUE(test.both(
      [&](ReadTransaction& tx) { return *tx.find_token_by_secret(make_secret(10)) == token; }));
}

TEST_P(TokenContract, ASuspendedUserIsSuspendedEverywhere) {
  Revocation test(store(), user_);
  core::User user = make_user(1);
  user.suspended = true;
  user.email = "new@example.com";
  test.write([&](WriteTransaction& tx) { return tx.update_user(user); });
  EXPECT_TRUE(test.both([&](ReadTransaction& tx) {
    return tx.find_user(user_)->suspended && tx.find_user_by_email("new@example.com")->suspended &&
           tx.find_user_by_email("user1@example.com") == nullptr;
  }));
}

TEST_P(TokenContract, ANewMembershipIsThereEverywhere) {
  Revocation test(store(), user_);
  test.write([&](WriteTransaction& tx) {
    tx.insert_organization(make_organization(10));
    tx.insert_membership(make_membership(user_, make_id<core::OrganizationId>(10), 10));
    return true;
  });
  EXPECT_TRUE(
      test.both([&](ReadTransaction& tx) { return tx.memberships_of(user_)->size() == 1; }));
}

TEST_P(TokenContract, ANewCredentialIsThereAtOnceThoughItWasAskedForBefore) {
  Revocation test(store(), user_);
  const auto is_there = [](ReadTransaction& tx) {
    return tx.find_token_by_secret(make_secret(20)) != nullptr &&
           tx.find_api_key_by_secret(make_secret(21)) != nullptr;
  };
  EXPECT_FALSE(test.both(is_there));
  test.write([&](WriteTransaction& tx) {
    tx.insert_token(make_token(user_, 20), make_secret(20));
    tx.insert_api_key(make_api_key(user_, 21), make_secret(21));
    return true;
  });
  EXPECT_TRUE(test.both(is_there));
}

TEST_P(TokenContract, WhatWasRolledBackWasNeverThere) {
  Revocation test(store(), user_);
  test.write([&](WriteTransaction& tx) {
    tx.delete_token(user_, make_id<core::TokenId>(10));
    return false;
  });
  EXPECT_TRUE(test.both(
      [](ReadTransaction& tx) { return tx.find_token_by_secret(make_secret(10)) != nullptr; }));
}

/// Two sessions that have just read all about an organization, its owner and its token.
class Tenancy {
 public:
  Tenancy(core::Store& store, core::Membership place)
      : place_(std::move(place)), first_(store), second_(store) {
    first_.write([&](WriteTransaction& tx) {
      core::ApiKey key = make_api_key(*place_.user, 21);
      key.kind = core::ApiKeyKind::organization;
      key.organization = place_.organization;
      core::Organization child = make_organization(1001);
      child.parent = place_.organization;
      tx.insert_organization(child);
      tx.insert_token(make_token(place_.organization, 20), make_secret(20));
      tx.insert_api_key(key, make_secret(21));
      return true;
    });
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(both([&](ReadTransaction& tx) {
        return tx.find_organization(place_.organization) != nullptr &&
               tx.find_organization(make_id<core::OrganizationId>(1001))->parent &&
               tx.memberships_of(*place_.user)->size() == 1 &&
               tx.memberships_of(make_id<core::UserId>(2))->empty() &&
               tx.roles_of(place_.organization)->empty() &&
               tx.find_api_key_by_secret(make_secret(21)) != nullptr &&
               tx.find_token_by_secret(make_secret(20)) != nullptr;
      }));
    }
  }

  void write(core::WriteBody body) { first_.write(std::move(body)); }

  bool both(const std::function<bool(ReadTransaction&)>& holds) {
    return first_.get(holds) && second_.get(holds);
  }

 private:
  core::Membership place_;
  Client first_;
  Client second_;
};

TEST_P(MemberContract, AnOrganizationsTokenIsRevokedEverywhere) {
  Tenancy test(store(), place_);
  core::Token token = make_token(id_, 20);
  token.status = core::TokenStatus::disabled;
  test.write([&](WriteTransaction& tx) { return tx.update_token(token); });
  EXPECT_TRUE(test.both(
      [&](ReadTransaction& tx) { return *tx.find_token_by_secret(make_secret(20)) == token; }));
  test.write([&](WriteTransaction& tx) {
    return tx.replace_token_secret(id_, token.id, make_secret(30), make_time(50));
  });
  EXPECT_TRUE(test.both([&](ReadTransaction& tx) {
    return tx.find_token_by_secret(make_secret(20)) == nullptr &&
           tx.find_token_by_secret(make_secret(30)) != nullptr;
  }));
  test.write([&](WriteTransaction& tx) { return tx.delete_token(id_, token.id); });
  EXPECT_TRUE(test.both(
      [](ReadTransaction& tx) { return tx.find_token_by_secret(make_secret(30)) == nullptr; }));
}

TEST_P(MemberContract, AChangedPlaceIsChangedEverywhere) {
  Tenancy test(store(), place_);
  core::Membership changed = place_;
  changed.permissions = {"dns.read"};
  test.write([&](WriteTransaction& tx) { return tx.update_membership(changed); });
  EXPECT_TRUE(test.both(
      [&](ReadTransaction& tx) { return tx.memberships_of(owner_)->front() == changed; }));
  // It goes to another user: both lists change.
  changed.user = user_;
  test.write([&](WriteTransaction& tx) { return tx.update_membership(changed); });
  EXPECT_TRUE(test.both([&](ReadTransaction& tx) {
    return tx.memberships_of(owner_)->empty() && tx.memberships_of(user_)->front() == changed;
  }));
  test.write([&](WriteTransaction& tx) {
    tx.insert_membership(make_owner(owner_, id_, 9));
    return tx.delete_membership(id_, changed.id);
  });
  EXPECT_TRUE(test.both([&](ReadTransaction& tx) {
    return tx.memberships_of(owner_)->size() == 1 && tx.memberships_of(user_)->empty();
  }));
}

TEST_P(MemberContract, AChangedOrganizationIsChangedEverywhere) {
  Tenancy test(store(), place_);
  core::Organization changed = organization_;
  changed.enforce_two_factor = true;
  test.write([&](WriteTransaction& tx) {
    tx.insert_role(make_role(id_, 5));
    return tx.update_organization(changed);
  });
  EXPECT_TRUE(test.both([&](ReadTransaction& tx) {
    return *tx.find_organization(id_) == changed && tx.roles_of(id_)->size() == 1;
  }));
}

TEST_P(MemberContract, ADeletedOrganizationIsGoneEverywhere) {
  Tenancy test(store(), place_);
  // Who made the key may have left.
  test.write([&](WriteTransaction& tx) {
    tx.insert_role(make_role(id_, 5));
    tx.insert_membership(make_owner(user_, id_, 2));
    return tx.delete_membership(id_, place_.id);
  });
  EXPECT_TRUE(test.both([&](ReadTransaction& tx) {
    return tx.memberships_of(user_)->size() == 1 && tx.roles_of(id_)->size() == 1 &&
           tx.find_organization(id_) != nullptr &&
           tx.find_api_key_by_secret(make_secret(21)) != nullptr;
  }));
  test.write([&](WriteTransaction& tx) { return tx.delete_organization(id_); });
  EXPECT_TRUE(test.both([&](ReadTransaction& tx) {
    return tx.find_organization(id_) == nullptr && tx.memberships_of(user_)->empty() &&
           tx.roles_of(id_)->empty() && tx.find_token_by_secret(make_secret(20)) == nullptr &&
           tx.find_api_key_by_secret(make_secret(21)) == nullptr &&
           !tx.find_organization(make_id<core::OrganizationId>(1001))->parent;
  }));
}

TEST_P(MemberContract, ANarrowedKeyIsNarrowEverywhere) {
  Tenancy test(store(), place_);
  core::ApiKey key = make_full_api_key(owner_, id_, 21);
  key.name = "narrow";
  test.write([&](WriteTransaction& tx) { return tx.update_api_key(key); });
  EXPECT_TRUE(test.both([&](ReadTransaction& tx) {
    const auto found = tx.find_api_key_by_secret(make_secret(21));
    return found->name == "narrow" && found->acl == key.acl &&
           found->allowed_networks == key.allowed_networks;
  }));
}

TEST_P(MemberContract, ADeletedKeyIsGoneEverywhere) {
  Tenancy test(store(), place_);
  test.write(
      [&](WriteTransaction& tx) { return tx.delete_api_key(owner_, make_id<core::ApiKeyId>(21)); });
  EXPECT_TRUE(test.both(
      [](ReadTransaction& tx) { return tx.find_api_key_by_secret(make_secret(21)) == nullptr; }));
}

TEST_P(MemberContract, WhatAnOrganizationSaysIsHeardEverywhere) {
  Tenancy test(store(), place_);
  const auto says_nothing = [&](ReadTransaction& tx) {
    return tx.find_organization_profile(id_) == nullptr;
  };
  EXPECT_TRUE(test.both(says_nothing));
  EXPECT_TRUE(test.both(says_nothing));
  core::OrganizationProfile profile = make_organization_profile(id_);
  for (const char* currency : {"USD", "EUR"}) {
    profile.report_currency = currency;
    test.write([&](WriteTransaction& tx) {
      tx.put_organization_profile(profile);
      return true;
    });
    EXPECT_TRUE(test.both(
        [&](ReadTransaction& tx) { return *tx.find_organization_profile(id_) == profile; }));
  }
  test.write([&](WriteTransaction& tx) { return tx.delete_organization(id_); });
  EXPECT_TRUE(test.both(says_nothing));
}

}  // namespace
}  // namespace selfsame::storage::contract
