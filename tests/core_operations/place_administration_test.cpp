#include "core/tenancy/place_administration.h"

#include <array>
#include <latch>
#include <thread>

#include "tests/core_operations/people_world.h"

namespace selfsame::core {
namespace {

using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kMinimal;
using testing::Member;

class PlaceAdministration : public testing::PeopleWorld {
 protected:
  Error put_refusal(const Principal& by, const std::string& user, const PlaceDraft& draft) {
    return refusal([&](auto& tx) {
      return core::put_place(tx, as(by), acme_, user, draft, testing::is_known_permission);
    });
  }
  Error delete_refusal(const Principal& by, const std::string& user) {
    return refusal([&](auto& tx) { return core::delete_place(tx, as(by), acme_, user); });
  }
  auto get(const Principal& by, const std::string& user) {
    return read([&](auto& tx) { return get_place_record(tx, as(by), acme_, user); });
  }
  /// Organization and user of each, shortly.
  std::vector<std::string> list(const Principal& by, std::optional<OrganizationId> where,
                                std::optional<RecordWindow> window = {}) {
    const auto listed =
        read([&](auto& tx) { return list_place_records(tx, as(by), where, window); });
    if (!listed) return {"refused"};
    total_ = listed->total_count;
    std::vector<std::string> found;
    for (const auto& one : listed->items) {
      found.push_back(one.organization->name + ' ' + one.user->email);
    }
    return found;
  }
  static std::string id(const Member& member) { return member.user->id.hex(); }
  std::optional<OrganizationId> default_of(const UserId& user) {
    const auto places = read([&](auto& tx) { return *tx.memberships_of(user); });
    std::optional<OrganizationId> found;
    for (const auto& one : places) {
      if (!one.is_default) continue;
      EXPECT_FALSE(found) << "there is one at most";
      found = one.organization;
    }
    return found;
  }

  std::uint64_t total_ = 0;
};

TEST_F(PlaceAdministration, AnOwnerGivesAUserAPlaceAtOnce) {
  const auto role = make_role("role", {"GetUser"});
  const auto before = contents();
  const auto put =
      put_place(key_, carol_->id.hex(), {Names{"PutUser"}, {}, Names{role}, Names{"76.*.*.*"}});
  ASSERT_TRUE(put) << put.error().message;
  EXPECT_TRUE(put->created);
  EXPECT_EQ(put->record.permissions, (Names{"GetUser", "PutUser"}));
  EXPECT_FALSE(put->record.place.owner);
  EXPECT_FALSE(put->record.place.is_default) << "Elsewhere was first";
  EXPECT_EQ(put->record.organization->id, acme_);
  EXPECT_EQ(only_record_after(before).operation, "member.add");
  ASSERT_EQ(mail_after(before).size(), 1U);
  EXPECT_EQ(mail_after(before)[0].kind, "member_added");
  EXPECT_EQ(get(key_, carol_->id.hex())->place, put->record.place);
  const auto again = put_place(key_, carol_->id.hex(), {{}, true, {}, {}});
  EXPECT_FALSE(again->created);
  EXPECT_TRUE(again->record.place.owner);
  EXPECT_EQ(again->record.permissions, Names{"*"});
  EXPECT_EQ(again->record.place.permissions, Names{"PutUser"}) << "what is absent stays";
  EXPECT_EQ(again->record.roles.size(), 1U);
  const auto same = contents();
  EXPECT_TRUE(put_place(key_, carol_->id.hex(), {{}, true, Names{role}, {}}));
  EXPECT_EQ(contents(), same);
}

TEST_F(PlaceAdministration, AnOfferGivesWayToAPlace) {
  const auto offered = invite("carol@example.com");
  ASSERT_TRUE(put_place(key_, carol_->id.hex(), {}));
  EXPECT_EQ(place(offered.membership), Membership{});
  EXPECT_TRUE(invites(carol_key_)->empty());
  // And so does an offer that was declined.
  const auto dora = add_user("dora@example.com");
  const auto declined = invite("dora@example.com");
  ASSERT_TRUE(answer(key_of(dora), declined.id, Answer::reject));
  EXPECT_TRUE(put_place(key_, dora->id.hex(), {}));
}

TEST_F(PlaceAdministration, IsForOwnersWhereSomebodyIsNew) {
  const auto ann = add_person("anna@example.com", {"*"});
  expect_forbidden(put_refusal(ann.key, carol_->id.hex(), {}));
  expect_forbidden(put_refusal(ann.key, "nobody", {}));  // nor do they learn who is a user
  expect_not_found(put_refusal(key_, "nobody", {}));
  expect_not_found(put_refusal(carol_key_, carol_->id.hex(), {}));
  const auto bob = add_person("bill@example.com", {});
  EXPECT_TRUE(put_place(ann.key, id(bob), {Names{"*"}, {}, {}, {}}));
  expect_forbidden(put_refusal(ann.key, id(bob), {{}, true, {}, {}}));
  expect_forbidden(put_refusal(ann.key, id(ann), {{}, true, {}, {}}));
  expect_forbidden(put_refusal(ann.key, user_->id.hex(), {{}, false, {}, {}}));
  expect_forbidden(put_refusal(ann.key, user_->id.hex(), {{}, {}, {}, Names{"1.2.3.4"}}));
}

TEST_F(PlaceAdministration, GivesNoMoreThanTheCallerHolds) {
  const auto strong = make_role("strong", {"DeleteUser"});
  const auto ann = add_person("anna@example.com", {"PutMembership", "GetUser"});
  const auto bob = add_person("bill@example.com", {});
  EXPECT_TRUE(put_place(ann.key, id(bob), {Names{"GetUser"}, {}, {}, {}}));
  expect_forbidden(put_refusal(ann.key, id(bob), {Names{"PutUser"}, {}, {}, {}}));
  expect_forbidden(put_refusal(ann.key, id(bob), {{}, {}, Names{strong}, {}}));
  expect_forbidden(put_refusal(ann.key, id(bob), {{}, {}, Names{kMinimal}, {}}));
  expect_forbidden(put_refusal(ann.key, id(ann), {Names{"*"}, {}, {}, {}}));
  const auto emulating = in_session(user_->id, {"PutMembership"});
  expect_forbidden(put_refusal(emulating, id(bob), {Names{"*"}, {}, {}, {}}));
  expect_forbidden(put_refusal(emulating, id(bob), {{}, true, {}, {}}));
  expect_forbidden(put_refusal(emulating, carol_->id.hex(), {{}, true, {}, {}}));
}

TEST_F(PlaceAdministration, SaysWhatIsWrong) {
  const auto bob = add_person("bill@example.com", {});
  expect_invalid(put_refusal(key_, id(bob), {Names{"Nothing"}, {}, {}, {}}), "/permissions/0");
  expect_invalid(put_refusal(key_, id(bob), {{}, {}, Names{"x"}, {}}), "/role_ids/0");
  expect_invalid(put_refusal(key_, id(bob), {{}, {}, {}, Names{"::1"}}), "/allowed_networks/0");
}

TEST_F(PlaceAdministration, KeepsPoliciesAsLongAsRolesStayTheSame) {
  const auto zone = add_zone(acme_, "acme.example");
  const auto group = add_resource_group({zone.id});
  const std::vector<MemberPolicyDraft> policies{
      {Effect::allow, {testing::group_of(testing::kDns)}, {group}}};
  const auto ann = add_member("anna@example.com", policies);
  const auto before = place(ann.id).policies;
  ASSERT_TRUE(put_place(key_, id(ann), {Names{"GetUser"}, false, Names{}, {}}));
  EXPECT_EQ(place(ann.id).policies, before);
  EXPECT_EQ(place(ann.id).permissions, Names{"GetUser"});
}

TEST_F(PlaceAdministration, TheLastOwnerStays) {
  expect_error(put_refusal(key_, user_->id.hex(), {{}, false, {}, {}}), ErrorCode::conflict,
               Reason::last_owner);
  expect_error(delete_refusal(key_, user_->id.hex()), ErrorCode::conflict, Reason::last_owner);
  ASSERT_TRUE(put_place(key_, carol_->id.hex(), {{}, true, {}, {}}));
  // Each of the two demotes the other; only one of them comes through.
  const auto first = put_place(key_, carol_->id.hex(), {{}, false, {}, {}});
  const auto second = put_place(carol_key_, user_->id.hex(), {{}, false, {}, {}});
  EXPECT_TRUE(first);
  EXPECT_FALSE(second);
  EXPECT_EQ(count_owners(), 1U);
}

TEST_F(PlaceAdministration, TwoOwnersWhoDemoteOneAnotherAtOnceLeaveOne) {
  for (int round = 0; round < 20; ++round) {
    for (const auto& owner : {user_, carol_}) {
      ASSERT_TRUE(write([&](auto& tx) {
        return core::put_place(tx, as(system_), acme_, owner->id.hex(), {{}, true, {}, {}},
                               testing::is_known_permission);
      }));
    }
    // Each is known as the owner that they are before either is demoted.
    std::latch both(2);
    std::array<bool, 2> done{};
    const auto demote = [&](bool& outcome, const Principal& by, const UserId& whom) {
      both.arrive_and_wait();
      outcome = put_place(by, whom.hex(), {{}, false, {}, {}}).has_value();
    };
    {
      const std::jthread first([&] { demote(done[0], key_, carol_->id); });
      const std::jthread second([&] { demote(done[1], carol_key_, user_->id); });
    }
    EXPECT_NE(done[0], done[1]);
    ASSERT_EQ(count_owners(), 1U);
  }
}

TEST_F(PlaceAdministration, TheOldestPlaceLeftBecomesTheDefaultOne) {
  EXPECT_EQ(default_of(carol_->id), elsewhere_);
  clock_.advance(std::chrono::seconds(1));
  ASSERT_TRUE(put_place(key_, carol_->id.hex(), {}));
  clock_.advance(std::chrono::seconds(1));
  const auto third = add_owned_by(carol_, "Third").id;
  EXPECT_EQ(default_of(carol_->id), elsewhere_);
  ASSERT_TRUE(put_place(carol_key_, other_->id.hex(), {{}, true, {}, {}}, elsewhere_));
  const auto before = contents();
  ASSERT_TRUE(delete_place(carol_key_, carol_->id.hex(), elsewhere_));
  EXPECT_EQ(default_of(carol_->id), acme_);
  ASSERT_EQ(records_after(before).size(), 2U) << "the place, and the person's default";
  ASSERT_TRUE(delete_place(key_, carol_->id.hex()));
  EXPECT_EQ(default_of(carol_->id), third);
}

TEST_F(PlaceAdministration, TheOnlyPlaceOfAUserStays) {
  const auto ann = add_person("anna@example.com", {});
  expect_error(delete_refusal(key_, id(ann)), ErrorCode::conflict, Reason::none);
  ASSERT_TRUE(put_place(carol_key_, id(ann), {}, elsewhere_));
  const auto before = contents();
  EXPECT_TRUE(delete_place(key_, id(ann)));
  EXPECT_EQ(mail_after(before).size(), 1U);
  expect_not_found(get(key_, id(ann)).error());
  expect_not_found(delete_place(key_, id(ann)).error());
}

TEST_F(PlaceAdministration, OthersAreTakenOutWithTheRightTo) {
  const auto ann = add_person("anna@example.com", {"GetUser"});
  const auto bob = add_person("bill@example.com", {"DeleteMembership"});
  ASSERT_TRUE(put_place(carol_key_, id(ann), {}, elsewhere_));
  expect_forbidden(delete_refusal(ann.key, id(bob)));
  expect_forbidden(delete_refusal(bob.key, user_->id.hex()));
  EXPECT_TRUE(delete_place(bob.key, id(ann)));
}

TEST_F(PlaceAdministration, OneSeesOnesOwnAnywhereAndOthersWithTheRightTo) {
  const auto ann = add_person("anna@example.com", {"GetUser"});
  clock_.advance(std::chrono::seconds(1));
  ASSERT_TRUE(put_place(carol_key_, id(ann), {}, elsewhere_));
  const Names own{"Elsewhere anna@example.com", "Acme anna@example.com"};
  EXPECT_EQ(list(ann.key, acme_), own);
  EXPECT_EQ(list(ann.key, {}), own);
  EXPECT_TRUE(get(ann.key, id(ann)));
  expect_forbidden(get(ann.key, user_->id.hex()).error());
  expect_not_found(get(carol_key_, id(ann)).error());
  const Names all{"Acme anna@example.com", "Acme " + user_->email};
  EXPECT_EQ(list(key_, acme_), all);
  EXPECT_EQ(total_, 2U);
  // A session that may not list memberships sees none.
  EXPECT_EQ(list(in_session(user_->id, {"GetUser"}), acme_), Names{"refused"});
}

TEST_F(PlaceAdministration, AWindowGoesFromOnePartIntoTheOther) {
  add_owned_by(user_, "Second");
  clock_.advance(std::chrono::seconds(1));
  add_owned_by(user_, "Third");
  for (int i = 1; i <= 3; ++i) {
    clock_.advance(std::chrono::seconds(1));
    add_person("p" + std::to_string(i) + "@example.com", {});
  }
  const auto all = list(key_, acme_);
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(all[0], "Third " + user_->email);
  EXPECT_EQ(all[2], "Acme p3@example.com");
  for (std::uint64_t offset = 0; offset <= 7; ++offset) {
    for (std::uint32_t limit = 0; limit <= 7; ++limit) {
      Names expected;
      for (std::uint64_t i = offset; i < offset + limit && i < all.size(); ++i) {
        expected.push_back(all[i]);
      }
      EXPECT_EQ(list(key_, acme_, RecordWindow{offset, limit}), expected) << offset << ' ' << limit;
      EXPECT_EQ(total_, 6U);
    }
  }
}

}  // namespace
}  // namespace selfsame::core
