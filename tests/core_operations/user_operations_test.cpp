#include "core/identity/user_operations.h"

#include "core/limits.h"
#include "tests/core_operations/world.h"

namespace selfsame::core {
namespace {

using std::chrono::seconds;
using testing::kBillingRead;

const std::string kRead{permission_group::kUserDetailsRead};
const std::string kWrite{permission_group::kUserDetailsWrite};

class UserOperations : public testing::World {
 protected:
  auto get(const Principal& principal) {
    return read([&](ReadTransaction& tx) { return get_user(tx, as(principal)); });
  }
  auto edit(const Principal& principal, const ProfileEdit& wanted) {
    return write([&](WriteTransaction& tx) { return edit_user(tx, as(principal), wanted); });
  }
};

using GetUser = UserOperations;
using EditUser = UserOperations;

TEST_F(GetUser, ShowsThePrincipalsOwnUser) {
  const auto found = get(with_groups(user_, {kRead}));
  ASSERT_TRUE(found);
  EXPECT_EQ(*found->user, *user_);
  EXPECT_TRUE(found->places.empty());
  EXPECT_FALSE(found->two_factor_locked);
}

TEST_F(GetUser, IsRefusedWithoutTheGroup) {
  const auto found =
      get(with_groups(user_, {std::string(permission_group::kApiTokensWrite), kBillingRead}));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().reason, Reason::permission_missing);
}

TEST_F(GetUser, ListsTheOrganizationsOfAcceptedPlacesWithWhatTheyGive) {
  auto organization = make_organization(OrganizationId{{5}}, "Five");
  organization.enforce_two_factor = true;
  add_organization(organization);
  add_place(organization.id, user_, {super_administrator()});
  const auto offering = make_organization(OrganizationId{{6}}, "Six");
  add_organization(offering);
  Membership offer;
  offer.id = MembershipId{{6}};
  offer.organization = offering.id;
  offer.email = user_->email;
  ASSERT_TRUE(
      write([&](WriteTransaction& tx) { return import_membership(tx, as(system_), offer); }));

  const auto found = get(key_);
  ASSERT_EQ(found->places.size(), 1U) << "what is only offered is no place yet";
  EXPECT_EQ(*found->places.front().organization, organization);
  EXPECT_EQ(found->places.front().grants, Grants::everything());
  EXPECT_EQ(found->places.front().roles,
            (std::vector<std::string>{"Super Administrator - All Privileges"}));
  EXPECT_TRUE(found->two_factor_locked);
}

TEST_F(EditUser, ChangesSetsAndClearsFields) {
  clock_.advance(seconds(5));
  ProfileEdit wanted;
  wanted.first_name = std::optional<std::string>();
  wanted.country = "NZ";
  const auto edited = edit(key_, wanted);
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->user->first_name, std::nullopt);
  EXPECT_EQ(edited->user->country, "NZ");
  EXPECT_EQ(edited->user->modified_at, clock_.now());
  EXPECT_EQ(edited->user->created_at, user_->created_at);
  EXPECT_EQ(*get(key_)->user, *edited->user);
}

TEST_F(EditUser, LeavesARecordOfWhatChangedBeforeAndAfter) {
  const auto before = contents();
  ProfileEdit wanted;
  wanted.first_name = "Anne";
  wanted.last_name = std::optional<std::string>();  // has none already
  wanted.zipcode = "1010";
  ASSERT_TRUE(edit(with_groups(user_, {kWrite}), wanted));
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "user.edit");
  EXPECT_EQ(record.action, "user_update");
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"first_name", "First", "Anne"},
                                                      {"zipcode", std::nullopt, "1010"}}));
  EXPECT_EQ(record.occurred_at, clock_.now());
  EXPECT_EQ(record.actor, user_->id);
  EXPECT_EQ(record.actor_email, "Ann@example.com");
  EXPECT_EQ(record.credential_kind, CredentialKind::api_token);
  EXPECT_EQ(record.credential, (IdBytes{0x70}));
  EXPECT_EQ(record.resource_id, user_->id.hex());
  EXPECT_EQ(record.client_address, origin_.address);
  EXPECT_EQ(record.user_agent, "test/1");
  EXPECT_EQ(record.request, origin_.id);
}

TEST_F(EditUser, AnEditThatChangesNothingLeavesNoRecord) {
  clock_.advance(seconds(5));
  const auto before = contents();
  EXPECT_TRUE(edit(key_, {}));
  ProfileEdit same;
  same.first_name = "First";
  EXPECT_TRUE(edit(key_, same));
  EXPECT_EQ(contents(), before);
}

TEST_F(EditUser, IsRefusedWithoutTheGroupAndChangesNothing) {
  const auto before = contents();
  ProfileEdit wanted;
  wanted.first_name = "Eve";
  const auto edited = edit(with_groups(user_, {kRead}), wanted);
  ASSERT_FALSE(edited);
  EXPECT_EQ(edited.error().reason, Reason::permission_missing);
  EXPECT_EQ(contents(), before);
}

TEST_F(EditUser, TakesEachFieldAtItsLimitAndRefusesOnePast) {
  const std::vector<std::tuple<const char*, ProfileEdit::Field ProfileEdit::*, std::size_t>> fields{
      {"/first_name", &ProfileEdit::first_name, limits::kFirstNameCharacters},
      {"/last_name", &ProfileEdit::last_name, limits::kLastNameCharacters},
      {"/telephone", &ProfileEdit::telephone, limits::kTelephoneCharacters},
      {"/country", &ProfileEdit::country, limits::kCountryCharacters},
      {"/zipcode", &ProfileEdit::zipcode, limits::kZipcodeCharacters}};
  for (const auto& [pointer, field, max] : fields) {
    ProfileEdit wanted;
    wanted.*field = std::string(max, 'x');
    EXPECT_TRUE(edit(key_, wanted)) << pointer;
    const auto before = contents();
    wanted.*field = std::string(max + 1, 'x');
    const auto refused = edit(key_, wanted);
    ASSERT_FALSE(refused) << pointer;
    EXPECT_EQ(refused.error().fields.at(0).pointer, pointer);
    EXPECT_EQ(contents(), before);
  }
}

TEST_F(EditUser, NamesEveryFieldThatIsWrong) {
  ProfileEdit wanted;
  wanted.first_name = "a\nb";
  wanted.zipcode = std::string(100, 'x');
  const auto refused = edit(key_, wanted);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.size(), 2U);
}

}  // namespace
}  // namespace selfsame::core
