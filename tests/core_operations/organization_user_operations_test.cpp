#include "core/tenancy/organization_user_operations.h"

#include <set>

#include "core/limits.h"
#include "tests/core_operations/people_world.h"

namespace selfsame::core {
namespace {

using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kAdministrator;
using testing::kSuper;
using testing::Member;

class OrganizationUsers : public testing::PeopleWorld {
 protected:
  Error create_refusal(const Principal& by, const OrganizationUserDraft& draft) {
    return refusal([&](auto& tx) {
      return create_organization_user(tx, as(by), identity_, acme_, draft, "hash",
                                      testing::is_known_permission);
    });
  }
  Error put_refusal(const Principal& by, const std::string& id,
                    const OrganizationUserDraft& draft) {
    return refusal([&](auto& tx) {
      return put_organization_user(tx, as(by), identity_, acme_, id, draft, {},
                                   testing::is_known_permission);
    });
  }
  Error password_refusal(const Principal& by, const Member& member) {
    return refusal([&](auto& tx) {
      return change_organization_user_password(tx, as(by), acme_, member.user->id.hex(), "new", {});
    });
  }
  Error factor_refusal(const Principal& by, const Member& member) {
    return refusal([&](auto& tx) {
      return reset_organization_user_factor(tx, as(by), identity_, acme_, member.user->id.hex());
    });
  }
  Error remove_refusal(const Principal& by, const Member& member) {
    return refusal([&](auto& tx) {
      return remove_organization_user(tx, as(by), acme_, member.user->id.hex());
    });
  }
  static OrganizationUserDraft email(const std::string& address) {
    OrganizationUserDraft draft;
    draft.email = address;
    return draft;
  }
  static std::string id(const Member& member) { return member.user->id.hex(); }
  /// As another organization would: with a place there, too.
  void share(const Member& member) {
    const auto put = put_place(carol_key_, id(member), {}, elsewhere_);
    ASSERT_TRUE(put) << put.error().message;
  }
  /// Acme's people in a window.
  std::vector<std::string> list(std::optional<RecordWindow> window) {
    const auto listed =
        read([&](auto& tx) { return list_organization_users(tx, as(key_), acme_, window); });
    std::vector<std::string> emails;
    for (const auto& one : listed->items) emails.push_back(one.user->email);
    total_ = listed->total_count;
    return emails;
  }
  void enable_factor(const Member& member) {
    const auto principal = key_of(member.user);
    const auto enabled = write([&](auto& tx) {
      return enable_second_factor(tx, as(principal), identity_, *member.user,
                                  testing::FakeOneTimeCodes::code_at(clock_.now()));
    });
    ASSERT_TRUE(enabled);
  }
  bool has_factor(const Member& member) {
    return read([&](auto& tx) { return view_second_factor(tx, member.user->id).active; });
  }

  std::uint64_t total_ = 0;
};

TEST_F(OrganizationUsers, WithAPasswordAreActiveAtOnce) {
  const auto role = make_role("role", {"PutUser"});
  auto draft = draft_of("anna@example.com", {Names{"GetUser"}, {}, Names{role}, Names{"1.2.3.4"}});
  draft.telephone = "+1";
  draft.mobile_phone = "+2";
  draft.country = "CA";
  draft.preferences = R"({"a":1})";
  const auto before = contents();
  const auto made = create_user(key_, draft, "the hash");
  ASSERT_TRUE(made) << made.error().message;
  const User& user = *made->user;
  EXPECT_EQ(user.password_hash, "the hash");
  EXPECT_EQ(user.first_name, "Ada");
  EXPECT_EQ(user.mobile_phone, "+2");
  EXPECT_EQ(user.preferences, R"({"a":1})");
  EXPECT_EQ(user.managed_by, acme_);
  EXPECT_EQ(account_status(user), AccountStatus::active);
  EXPECT_TRUE(made->place.is_default);
  EXPECT_EQ(made->place.status, MembershipStatus::accepted);
  EXPECT_EQ(made->permissions, (Names{"GetUser", "PutUser"}));
  ASSERT_EQ(made->roles.size(), 1U);
  EXPECT_TRUE(mail_after(before).empty());
  EXPECT_EQ(records_after(before).size(), 2U) << "the user and the place";
  EXPECT_EQ(get_user(key_, user.id.hex())->place, made->place);
}

TEST_F(OrganizationUsers, WithoutAPasswordAreMailedALink) {
  const auto before = contents();
  const auto made = create_user(key_, draft_of("anna@example.com"));
  ASSERT_TRUE(made);
  EXPECT_EQ(account_status(*made->user), AccountStatus::pending_confirmation);
  EXPECT_FALSE(made->user->password_hash);
  const auto mail = mail_after(before);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_EQ(mail[0].kind, "password_reset");
  EXPECT_EQ(mail[0].recipient, "anna@example.com");
  set_suspended(made->user->id, true);
  EXPECT_EQ(account_status(*user_now(made->user->id)), AccountStatus::inactive);
}

TEST_F(OrganizationUsers, AreValidated) {
  const auto refused = [&](auto change) {
    auto draft = draft_of("anna@example.com");
    change(draft);
    return create_refusal(key_, draft);
  };
  const auto address = [](std::size_t length) {
    return std::string(length - 12, 'x') + "@example.com";
  };
  expect_invalid(refused([](auto& d) { d.email.reset(); }), "/email");
  expect_invalid(refused([](auto& d) { d.email = "nobody"; }), "/email");
  expect_invalid(refused([&](auto& d) { d.email = address(81); }), "/email");
  expect_invalid(refused([](auto& d) { d.email = "CAROL@example.com"; }), "/email");
  expect_invalid(refused([](auto& d) { d.first_name.reset(); }), "/first_name");
  expect_invalid(refused([](auto& d) { d.first_name = std::string(46, 'x'); }), "/first_name");
  expect_invalid(refused([](auto& d) { d.last_name = ""; }), "/last_name");
  expect_invalid(refused([](auto& d) { d.telephone = std::string(21, '1'); }), "/telephone");
  expect_invalid(refused([](auto& d) { d.mobile_phone = ""; }), "/mobile_phone");
  expect_invalid(refused([](auto& d) { d.country = "us"; }), "/country");
  expect_invalid(refused([](auto& d) {
                   d.preferences = std::string(limits::kProfilePreferencesBytes + 1, ' ');
                 }),
                 "/preferences");
  expect_invalid(refused([](auto& d) { d.place.permissions = {"GetUser", "Get*"}; }),
                 "/permissions/1");
  expect_invalid(refused([](auto& d) { d.place.role_ids = {"no"}; }), "/role_ids/0");
  expect_invalid(refused([](auto& d) { d.place.role_ids = {kSuper}; }), "/role_ids/0");
  expect_invalid(refused([](auto& d) { d.place.allowed_networks = {"127.0.0.1"}; }),
                 "/allowed_networks/0");
  auto most = draft_of(address(80));
  most.first_name = std::string(45, 'x');
  most.telephone = std::string(20, '1');
  EXPECT_TRUE(create_user(key_, most, "hash"));
}

TEST_F(OrganizationUsers, DoNotSeeWhatOthersOfferToAnAddressThatTheyHaveNotProved) {
  // Carol invites somebody; Acme makes an account of the same address and says it is theirs.
  ASSERT_TRUE(write([&](auto& tx) {
    return core::add_member(tx, as(carol_key_), elsewhere_,
                            {"victim@example.com", testing::rights({kSuper}), false});
  }));
  const auto taken = make_person("victim@example.com");
  EXPECT_TRUE(invites(taken.key)->empty());
  EXPECT_EQ(places(taken.key)->items.size(), 1U) << "Acme's own";
  const auto offered = read([&](auto& tx) { return tx.invites_to("victim@example.com"); });
  ASSERT_EQ(offered.size(), 1U);
  expect_not_found(answer(taken.key, offered[0].id, Answer::accept).error());
  // Whoever opens the mail is the person.
  store_->write_and_wait([&](WriteTransaction& tx) {
    auto proved = *tx.find_user(taken.user->id);
    proved.address_vouched = false;
    return tx.update_user(proved);
  });
  EXPECT_EQ(invites(key_of(taken.user))->size(), 1U);
}

TEST_F(OrganizationUsers, TakeThePlaceOfAnOffer) {
  const auto offered = invite("anna@example.com");
  const auto ann = make_person("anna@example.com");
  EXPECT_EQ(place(offered.membership), Membership{});
  EXPECT_TRUE(read([&](auto& tx) { return tx.invites_to("anna@example.com"); }).empty());
  EXPECT_EQ(place(ann.id).user, ann.user->id);
}

TEST_F(OrganizationUsers, ChangeByPutAndKeepWhatIsAbsent) {
  const auto ann = make_person("anna@example.com", {Names{"GetUser"}, {}, {}, Names{"1.2.3.4"}});
  OrganizationUserDraft draft;
  draft.first_name = "Anna";
  draft.country = "DE";
  const auto before = contents();
  const auto put = put_user(key_, id(ann), draft);
  ASSERT_TRUE(put) << put.error().message;
  EXPECT_FALSE(put->created);
  EXPECT_EQ(put->record.user->first_name, "Anna");
  EXPECT_EQ(put->record.user->last_name, "Byron");
  EXPECT_EQ(put->record.place.permissions, Names{"GetUser"});
  EXPECT_EQ(only_record_after(before).operation, "organization_user.update");
  draft.country = std::optional<std::string>();
  draft.place.allowed_networks = Names{};
  draft.place.permissions = Names{"PutUser"};
  const auto again = put_user(key_, id(ann), draft);
  EXPECT_FALSE(again->record.user->country);
  EXPECT_TRUE(again->record.place.allowed_networks.empty());
  EXPECT_EQ(again->record.place.permissions, Names{"PutUser"});
  const auto same = contents();
  ASSERT_TRUE(put_user(key_, id(ann), draft));
  EXPECT_EQ(contents(), same);
}

TEST_F(OrganizationUsers, WithFieldsOfAnotherDialectCanBeSentBackWhole) {
  const auto ann = add_member("anna@example.com", Names{testing::kMinimal});
  store_->write_and_wait([&](WriteTransaction& tx) {
    auto user = *tx.find_user(ann.user->id);
    user.country = "Germany";
    user.first_name = std::string(60, 'x');
    return tx.update_user(user);
  });
  auto draft = draft_of("anna@example.com");
  draft.country = "Germany";
  draft.first_name = std::string(60, 'x');
  const auto put = put_user(key_, id(ann), draft);
  ASSERT_TRUE(put) << put.error().message;
  draft.country = "France";
  expect_invalid(put_refusal(key_, id(ann), draft), "/country");
}

TEST_F(OrganizationUsers, ArePutByTheIdThatAClientChose) {
  const auto made = put_user(key_, "my-user", draft_of("anna@example.com"), "hash");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(made->created);
  EXPECT_EQ(get_user(key_, "my-user")->user->id, made->record.user->id);
  OrganizationUserDraft rename;
  rename.first_name = "Anna";
  EXPECT_FALSE(put_user(key_, "my-user", rename)->created);
  expect_invalid(put_refusal(key_, "a/b", draft_of("b@example.com")), "/id");
  expect_invalid(put_refusal(key_, carol_->id.hex(), draft_of("b@example.com")), "/id");
  expect_not_found(get_user(key_, carol_->id.hex()).error());
  expect_not_found(get_user(key_, "nobody").error());
}

TEST_F(OrganizationUsers, GiveNoMoreThanTheirMakerHolds) {
  const auto strong = make_role("strong", {"*"});
  const auto fair = make_role("fair", {"GetUser"});
  const auto maker = add_person("maker@example.com", {"PostUser", "PutUser", "GetUser"});
  const auto with = [&](PlaceDraft place) { return draft_of("new@example.com", std::move(place)); };
  expect_forbidden(create_refusal(maker.key, with({Names{"*"}, {}, {}, {}})));
  expect_forbidden(create_refusal(maker.key, with({Names{"DeleteUser"}, {}, {}, {}})));
  expect_forbidden(create_refusal(maker.key, with({{}, {}, Names{strong}, {}})));
  expect_forbidden(create_refusal(maker.key, with({{}, {}, Names{kAdministrator}, {}})));
  expect_forbidden(create_refusal(maker.key, with({{}, true, {}, {}})));
  EXPECT_TRUE(create_user(maker.key, with({Names{"PostUser"}, {}, Names{fair}, {}}), "hash"));
  // Nor for themselves.
  OrganizationUserDraft grow;
  grow.place.permissions = Names{"PostUser", "PutUser", "DeleteUser"};
  expect_forbidden(put_refusal(maker.key, id(maker), grow));
  grow.place = {{}, {}, Names{strong}, {}};
  expect_forbidden(put_refusal(maker.key, id(maker), grow));
  grow.place = {{}, true, {}, {}};
  expect_forbidden(put_refusal(maker.key, id(maker), grow));
  // An owner who emulates gives what the emulation has.
  const auto emulating = in_session(user_->id, {"PostUser", "PutUser"});
  expect_forbidden(create_refusal(emulating, draft_of("e@example.com", {Names{"*"}, {}, {}, {}})));
  expect_forbidden(create_refusal(emulating, draft_of("e@example.com", {{}, true, {}, {}})));
}

TEST_F(OrganizationUsers, DoNotLiftTheNetworksThatTheyAreHeldTo) {
  const auto ann =
      make_person("anna@example.com", {Names{"PutUser"}, {}, {}, Names{"198.51.100.0/24"}});
  OrganizationUserDraft lift;
  lift.place.allowed_networks = Names{};
  expect_forbidden(put_refusal(ann.key, id(ann), lift));
  EXPECT_TRUE(put_user(key_, id(ann), lift));
}

TEST_F(OrganizationUsers, LeaveOwnersToOwners) {
  const auto owner = make_person("owner@example.com", {{}, true, {}, {}});
  const auto ann = add_person(
      "anna@example.com",
      {"PutUser", "DeleteUser", "PostUserPasswordChange", "PostUserTotpReset", "PutMembership"});
  OrganizationUserDraft rename;
  rename.first_name = "X";
  expect_forbidden(put_refusal(ann.key, id(owner), rename));
  expect_forbidden(password_refusal(ann.key, owner));
  expect_forbidden(factor_refusal(ann.key, owner));
  expect_forbidden(remove_refusal(ann.key, owner));
  const auto emulating = in_session(user_->id, {"PutUser", "PostUserPasswordChange"});
  expect_forbidden(put_refusal(emulating, id(owner), rename));
  expect_forbidden(password_refusal(emulating, owner));
  EXPECT_TRUE(put_user(key_, id(owner), rename));
  EXPECT_TRUE(change_password(key_, id(owner)));
}

TEST_F(OrganizationUsers, OfMoreRightsKeepTheirCredentials) {
  const auto strong = make_person("strong@example.com", {Names{"*"}, {}, {}, {}});
  const auto by_role =
      make_person("role@example.com", {{}, {}, Names{make_role("r", {"DeleteUser"})}, {}});
  const auto ann =
      add_person("anna@example.com", {"PutUser", "PostUserPasswordChange", "PostUserTotpReset"});
  for (const auto& above : {strong, by_role}) {
    expect_forbidden(password_refusal(ann.key, above));
    expect_forbidden(factor_refusal(ann.key, above));
    expect_forbidden(put_refusal(ann.key, id(above), email("mine@example.com")));
  }
  const auto equal = make_person("equal@example.com", {Names{"PutUser"}, {}, {}, {}});
  EXPECT_TRUE(change_password(ann.key, id(equal)));
  EXPECT_TRUE(put_user(ann.key, id(equal), email("moved@example.com")));
}

TEST_F(OrganizationUsers, OfOtherOrganizationsKeepTheirCredentials) {
  const auto shared = make_person("shared@example.com");
  share(shared);
  const auto made_elsewhere = add_person("guest@example.com", {"GetUser"});
  for (const auto& one : {shared, made_elsewhere}) {
    expect_forbidden(password_refusal(key_, one));
    expect_forbidden(factor_refusal(key_, one));
    expect_forbidden(put_refusal(key_, id(one), email("mine@example.com")));
  }
  // Not by waiting until the other organization lets them go, either.
  const auto theirs = make_person("theirs@example.com");
  share(theirs);
  ASSERT_TRUE(remove_user(key_, id(theirs)));
  expect_forbidden(refusal([&](auto& tx) {
    return change_organization_user_password(tx, as(carol_key_), elsewhere_, id(theirs), "x", {});
  }));
  EXPECT_FALSE(user_now(theirs.user->id)->suspended) << "somebody has a use for the account";
  // Names and rights here are Acme's to change.
  OrganizationUserDraft rename;
  rename.first_name = "Sharon";
  rename.place.permissions = Names{"GetUser"};
  EXPECT_TRUE(put_user(key_, id(shared), rename));
}

TEST_F(OrganizationUsers, OfANewAddressProveIt) {
  const auto ann = make_person("anna@example.com");
  const auto offered = invite("new@example.com");
  expect_invalid(put_refusal(key_, id(ann), email("carol@example.com")), "/email");
  const auto before = contents();
  const auto moved = put_user(key_, id(ann), email("new@example.com"));
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_EQ(account_status(*moved->record.user), AccountStatus::pending_confirmation);
  EXPECT_EQ(moved->record.place.email, "new@example.com");
  EXPECT_EQ(place(offered.membership), Membership{}) << "the address has a place already";
  const auto mail = mail_after(before);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_EQ(mail[0].kind, "activation");
  EXPECT_EQ(mail[0].recipient, "new@example.com");
  std::set<IdBytes> logs;
  for (const auto& record : records_after(before)) logs.insert(record.owner.id);
  EXPECT_TRUE(logs.contains(ann.user->id.bytes)) << "the person's log says so as well";
  EXPECT_TRUE(logs.contains(acme_.bytes));
}

TEST_F(OrganizationUsers, ChangeTheirOwnCredentialsAsTheWholePersonOnly) {
  const auto ann =
      make_person("anna@example.com",
                  {Names{"PutUser", "PostUserPasswordChange", "PostUserTotpReset"}, {}, {}, {}});
  const auto narrowed = in_session(ann.user->id, {"PutUser", "PostUserTotpReset"});
  expect_forbidden(put_refusal(narrowed, id(ann), email("x@example.com")));
  expect_forbidden(factor_refusal(narrowed, ann));
  const auto whole = in_session(ann.user->id, {"*"});
  const auto by_hash = [&](std::string compared, bool matches) {
    return change_password(whole, id(ann), PasswordProof{std::move(compared), matches});
  };
  expect_invalid(change_password(whole, id(ann)).error(), "/current_password");
  expect_invalid(by_hash("a hash", false).error(), "/current_password");
  expect_invalid(by_hash("another hash", true).error(), "/current_password");
  const auto other_session = in_session(ann.user->id, {"*"});
  ASSERT_TRUE(by_hash("a hash", true));
  EXPECT_EQ(user_now(ann.user->id)->password_hash, "new hash");
  const auto left = read([&](auto& tx) { return tx.sessions_of(ann.user->id); });
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].id, whole.session->id);
  EXPECT_NE(left[0].id, other_session.session->id);
}

TEST_F(OrganizationUsers, WhosePasswordIsSetAreSignedOut) {
  const auto ann = make_person("anna@example.com");
  in_session(ann.user->id, {"*"});
  const auto before = contents();
  ASSERT_TRUE(change_password(key_, id(ann)));
  EXPECT_EQ(user_now(ann.user->id)->password_hash, "new hash");
  EXPECT_TRUE(read([&](auto& tx) { return tx.sessions_of(ann.user->id); }).empty());
  ASSERT_EQ(mail_after(before).size(), 1U);
  EXPECT_EQ(mail_after(before)[0].kind, "password_changed");
  EXPECT_EQ(records_after(before).size(), 2U);
}

TEST_F(OrganizationUsers, WhoseFactorIsResetEnrollAnew) {
  const auto ann = make_person("anna@example.com");
  enable_factor(ann);
  ASSERT_TRUE(has_factor(ann));
  const auto factor =
      read([&](auto& tx) { return get_organization_user_factor(tx, as(key_), acme_, id(ann)); });
  EXPECT_TRUE(factor->active);
  const auto before = contents();
  ASSERT_TRUE(reset_factor(key_, id(ann)));
  EXPECT_FALSE(has_factor(ann));
  EXPECT_FALSE(user_now(ann.user->id)->two_factor_enabled);
  EXPECT_EQ(records_after(before).size(), 2U);
}

TEST_F(OrganizationUsers, ProveTheirFactorBeforeTheyEndIt) {
  const auto ann = make_person("anna@example.com", {Names{"PostUserTotpReset"}, {}, {}, {}});
  enable_factor(ann);
  clock_.advance(std::chrono::minutes(11));
  const auto now = key_of(ann.user);
  expect_error(factor_refusal(now, ann), ErrorCode::forbidden, Reason::proof_too_old);
}

TEST_F(OrganizationUsers, AreSuspendedWhenTheirOnlyOrganizationRemovesThem) {
  const auto ann = make_person("anna@example.com");
  in_session(ann.user->id, {"*"});
  const auto before = contents();
  ASSERT_TRUE(remove_user(key_, id(ann)));
  EXPECT_EQ(place(ann.id), Membership{});
  EXPECT_TRUE(user_now(ann.user->id)->suspended);
  EXPECT_TRUE(read([&](auto& tx) { return tx.sessions_of(ann.user->id); }).empty());
  EXPECT_EQ(records_after(before).size(), 2U);
  expect_not_found(get_user(key_, id(ann)).error());
  // Somebody whom Acme only knows is not suspended by it.
  const auto guest = add_person("guest@example.com", {});
  ASSERT_TRUE(remove_user(key_, id(guest)));
  EXPECT_FALSE(user_now(guest.user->id)->suspended);
}

TEST_F(OrganizationUsers, TheLastOwnerStays) {
  const Member owner{user_, key_, owner_place_};
  expect_error(remove_refusal(key_, owner), ErrorCode::conflict, Reason::last_owner);
  OrganizationUserDraft demote;
  demote.place.owner = false;
  expect_error(put_refusal(key_, user_->id.hex(), demote), ErrorCode::conflict, Reason::last_owner);
  const auto second = make_person("second@example.com", {{}, true, {}, {}});
  EXPECT_TRUE(put_user(key_, id(second), demote));
  EXPECT_EQ(count_owners(), 1U);
}

TEST_F(OrganizationUsers, AreListedNewestFirstInAnyWindow) {
  for (int i = 1; i <= 7; ++i) {
    clock_.advance(std::chrono::seconds(1));
    make_person("p" + std::to_string(i) + "@example.com");
  }
  invite("offered@example.com");
  const auto all = list({});
  ASSERT_EQ(all.size(), 8U) << "seven and the owner; an offer is nobody yet";
  EXPECT_EQ(all[0], "p7@example.com");
  EXPECT_EQ(all[7], user_->email);
  for (std::uint64_t offset = 0; offset <= 9; ++offset) {
    for (std::uint32_t limit = 0; limit <= 9; ++limit) {
      std::vector<std::string> expected;
      for (std::uint64_t i = offset; i < offset + limit && i < all.size(); ++i) {
        expected.push_back(all[i]);
      }
      EXPECT_EQ(list(RecordWindow{offset, limit}), expected) << offset << ' ' << limit;
      EXPECT_EQ(total_, 8U);
    }
  }
  EXPECT_TRUE(list(RecordWindow{std::uint64_t{1} << 40, 1000}).empty());
}

TEST_F(OrganizationUsers, NeedThePermissionForEach) {
  const auto ann = add_person("anna@example.com", {"GetProfile"});
  const auto target = make_person("target@example.com");
  expect_forbidden(get_user(ann.key, id(target)).error());
  expect_forbidden(create_refusal(ann.key, draft_of("x@example.com")));
  expect_forbidden(put_refusal(ann.key, id(target), {}));
  expect_forbidden(remove_refusal(ann.key, target));
  expect_forbidden(password_refusal(ann.key, target));
  expect_forbidden(factor_refusal(ann.key, target));
  expect_not_found(get_user(carol_key_, id(target)).error());
  expect_not_found(create_refusal(carol_key_, draft_of("x@example.com")));
}

}  // namespace
}  // namespace selfsame::core
