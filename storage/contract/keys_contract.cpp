// Keys of organizations, and what organizations say of themselves.
#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

TEST_P(MemberContract, KeepsEverythingOfAnOrganizationsKey) {
  const core::ApiKey key = make_full_api_key(owner_, id_, 10);
  core::ApiKey publishable = make_full_api_key(user_, id_, 11);
  publishable.kind = core::ApiKeyKind::publishable;
  publishable.chosen_id.clear();
  const core::ApiKey global = make_api_key(owner_, 12);
  write([&](WriteTransaction& tx) {
    tx.insert_api_key(key, make_secret(10));
    tx.insert_api_key(publishable, make_secret(11));
    tx.insert_api_key(global, make_secret(12));
    return true;
  });
  store().read_and_wait([&](ReadTransaction& tx) {
    EXPECT_EQ(*tx.find_api_key_by_secret(make_secret(10)), key);
    EXPECT_EQ(tx.find_api_key(id_, key.id), key);
    EXPECT_EQ(tx.find_api_key_by_chosen_id(id_, key.chosen_id), key);
    EXPECT_EQ(tx.find_api_key(id_, publishable.id), publishable);
    EXPECT_EQ(tx.find_api_key_by_chosen_id(id_, ""), std::nullopt) << "no id is not an id";
    EXPECT_EQ(tx.find_api_key(id_, global.id), std::nullopt) << "is in no organization";
    EXPECT_EQ(tx.find_api_key(make_id<core::OrganizationId>(9), key.id), std::nullopt);
    EXPECT_EQ(tx.find_api_key_by_chosen_id(make_id<core::OrganizationId>(9), key.chosen_id),
              std::nullopt);
    EXPECT_EQ(tx.api_keys_of(id_), (std::vector{key, publishable}));
    EXPECT_EQ(tx.count_api_keys(id_), 2U);
    EXPECT_TRUE(tx.api_keys_of(make_id<core::OrganizationId>(9)).empty());
    EXPECT_EQ(tx.count_api_keys(make_id<core::OrganizationId>(9)), 0U);
  });
}

TEST_P(MemberContract, ListsKeysByAge) {
  for (const std::uint64_t number : {12U, 10U, 11U}) {
    write([&](WriteTransaction& tx) {
      tx.insert_api_key(make_full_api_key(number == 11 ? user_ : owner_, id_, number),
                        make_secret(number));
      return true;
    });
  }
  const auto keys = get([&](ReadTransaction& tx) { return tx.api_keys_of(id_); });
  ASSERT_EQ(keys.size(), 3U);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(keys[i].id, make_id<core::ApiKeyId>(10 + i));
  }
}

TEST_P(MemberContract, ReplacesWhatAKeyMay) {
  core::ApiKey key = make_full_api_key(owner_, id_, 10);
  const core::ApiKey other = make_full_api_key(owner_, id_, 11);
  core::ApiKey changed = key;
  changed.kind = core::ApiKeyKind::publishable;
  changed.chosen_id = "another";
  changed.shown_secret = "other";
  changed.created_at = make_time(1);
  for (core::ApiKey* one : {&key, &changed}) {
    one->name = "new";
    one->acl = {{{}, {"GetUser"}}};
    one->allowed_networks.clear();
    one->modified_at = make_time(99);
  }
  bool unknown = true;
  write([&](WriteTransaction& tx) {
    tx.insert_api_key(make_full_api_key(owner_, id_, 10), make_secret(10));
    tx.insert_api_key(other, make_secret(11));
    unknown = tx.update_api_key(make_full_api_key(user_, id_, 10));
    return tx.update_api_key(changed);
  });
  EXPECT_FALSE(unknown) << "a key is found by its user too";
  store().read_and_wait([&](ReadTransaction& tx) {
    EXPECT_EQ(tx.find_api_key(id_, key.id), key);
    EXPECT_EQ(*tx.find_api_key_by_secret(make_secret(10)), key);
    EXPECT_EQ(tx.find_api_key(id_, other.id), other);
  });
}

TEST_P(MemberContract, ADeletedKeyLeavesRoomForAnother) {
  const core::ApiKey key = make_full_api_key(owner_, id_, 10);
  core::ApiKey next = make_full_api_key(user_, id_, 11);
  next.chosen_id = key.chosen_id;
  std::vector<bool> deleted;
  write([&](WriteTransaction& tx) {
    tx.insert_api_key(key, make_secret(10));
    deleted = {tx.delete_api_key(user_, key.id), tx.delete_api_key(owner_, key.id),
               tx.delete_api_key(owner_, key.id)};
    tx.insert_api_key(next, make_secret(10));
    return true;
  });
  EXPECT_EQ(deleted, (std::vector{false, true, false}));
  store().read_and_wait([&](ReadTransaction& tx) {
    EXPECT_EQ(tx.api_keys_of(id_), std::vector{next});
    EXPECT_EQ(tx.find_api_key(id_, key.id), std::nullopt);
    EXPECT_EQ(*tx.find_api_key_by_secret(make_secret(10)), next);
  });
}

TEST_P(MemberContract, AChosenIdOfAKeyIsUniqueInItsOrganization) {
  const auto add_key = [&](const core::OrganizationId& organization, std::uint64_t number,
                           std::string chosen_id) {
    core::ApiKey key = make_full_api_key(owner_, organization, number);
    key.chosen_id = std::move(chosen_id);
    write([&](WriteTransaction& tx) {
      tx.insert_api_key(key, make_secret(number));
      return true;
    });
  };
  write([&](WriteTransaction& tx) {
    tx.insert_organization(make_organization(9));
    return true;
  });
  add_key(id_, 10, "mine");
  EXPECT_THROW(add_key(id_, 11, "mine"), core::StoreConflict);
  add_key(make_id<core::OrganizationId>(9), 12, "mine");
  add_key(id_, 13, "");
  add_key(id_, 14, "");
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_api_keys(id_); }), 3U);
}

TEST_P(MemberContract, KeepsWhatAnOrganizationSaysOfItself) {
  const core::OrganizationProfile full = make_organization_profile(id_);
  core::OrganizationProfile blank;
  blank.organization = id_;
  const auto find = [&] {
    return get([&](ReadTransaction& tx) { return tx.find_organization_profile(id_); });
  };
  EXPECT_EQ(find(), nullptr);
  for (const auto& profile : {full, blank, full}) {
    write([&](WriteTransaction& tx) {
      tx.put_organization_profile(profile);
      return true;
    });
    EXPECT_EQ(*find(), profile);
  }
  write([&](WriteTransaction& tx) { return tx.delete_organization(id_); });
  EXPECT_EQ(find(), nullptr);
}

}  // namespace
}  // namespace selfsame::storage::contract
