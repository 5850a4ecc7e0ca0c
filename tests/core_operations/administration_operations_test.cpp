// People, zones and mail, as those handle them who run the installation.
#include <algorithm>

#include "core/access/authenticate.h"
#include "core/administration/administration.h"
#include "core/identity/preference_operations.h"
#include "core/limits.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kAdministrator;
using testing::kStoreKind;

/// Acme is the operator's organization.
class Administration : public testing::OrganizationWorld {
 protected:
  Administration() {
    store_->write_and_wait([&](WriteTransaction& tx) {
      auto organization = *tx.find_organization(acme_);
      organization.tenant = TenantKind::operator_;
      return tx.update_organization(organization);
    });
  }
  Principal store_token(std::string_view group) {
    return with_groups_on(user_, {std::string(group)}, {{kStoreKind, "self"}, {}});
  }
  /// Whoever may not do anything to the installation.
  std::vector<Principal> outsiders() {
    const auto admin = add_member("admin@example.com", std::vector{kAdministrator});
    return {carol_key_, admin.key, other_key_,
            with_groups(user_, {std::string(permission_group::kUserDetailsWrite)}),
            acme_token({std::string(permission_group::kAccountSettingsWrite)})};
  }
  auto make_user(const Principal& by, const NewUser& wanted) {
    return write([&](auto& tx) { return create_user(tx, as(by), wanted); });
  }
  Error user_refusal(const NewUser& wanted) {
    return refusal([&](auto& tx) { return create_user(tx, as(key_), wanted); });
  }
  Error zone_refusal(const std::string& name) {
    return refusal([&](auto& tx) { return create_zone(tx, as(key_), acme_, name); });
  }
  static NewUser new_user(std::string email) {
    NewUser wanted;
    wanted.email = std::move(email);
    return wanted;
  }
  /// The one mail that there is.
  Mail only_mail() {
    const auto found = contents().mail;
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? Mail() : found.front();
  }
};

using CreateUser = Administration;
using SuspendUser = Administration;
using Zones = Administration;
using MailAdministration = Administration;

TEST_F(Administration, IsForOwnersOfTheOperatorsOrganizationOnly) {
  const auto before_outsiders = outsiders();
  for (const auto& principal : before_outsiders) {
    const auto context = [&] { return as(principal); };
    std::vector<Error> errors{
        read([&](auto& tx) { return list_users(tx, context(), {}); }).error(),
        read([&](auto& tx) { return get_user_by_id(tx, context(), user_->id); }).error(),
        read([&](auto& tx) { return list_zones_of(tx, context(), acme_); }).error(),
        read([&](auto& tx) { return list_all_organizations(tx, context(), {}, {}); }).error(),
        read([&](auto& tx) { return list_mail(tx, context(), MailState::waiting, {}); }).error(),
        refusal([&](auto& tx) { return create_user(tx, context(), new_user("")); }),
        refusal([&](auto& tx) { return suspend_user(tx, context(), other_->id); }),
        refusal([&](auto& tx) { return resume_user(tx, context(), UserId{{9}}); }),
        refusal([&](auto& tx) { return create_zone(tx, context(), acme_, "x"); }),
        refusal([&](auto& tx) { return delete_zone(tx, context(), ZoneId{{9}}); }),
        refusal([&](auto& tx) { return create_organization_for(tx, context(), {}); }),
        refusal([&](auto& tx) { return edit_tenant(tx, context(), acme_, {}); }),
        refusal([&](auto& tx) { return retry_mail(tx, context(), MailId{{9}}); }),
        refusal([&](auto& tx) { return drop_mail(tx, context(), MailId{{9}}); })};
    for (const auto& error : errors) expect_forbidden(error);
  }
}

TEST_F(Administration, ATokenNeedsTheGroupOnTheStore) {
  const auto reader = store_token(permission_group::kStoreRead);
  const auto writer = store_token(permission_group::kStoreWrite);
  EXPECT_TRUE(read([&](auto& tx) { return list_users(tx, as(reader), {}); }));
  EXPECT_TRUE(read([&](auto& tx) { return list_users(tx, as(writer), {}); }));
  expect_forbidden(
      refusal([&](auto& tx) { return create_user(tx, as(reader), new_user("n@example.com")); }));
  EXPECT_TRUE(make_user(writer, new_user("n@example.com")));
}

TEST_F(Administration, KeepsToTheConditionsOfTheOperatorsOrganization) {
  enforce_two_factor(acme_);
  expect_forbidden(read([&](auto& tx) { return list_users(tx, as(key_), {}); }).error());
  set_two_factor(user_->id, true);
  const auto with_it = key_of(user_);
  EXPECT_TRUE(read([&](auto& tx) { return list_users(tx, as(with_it), {}); }));
}

TEST_F(CreateUser, MakesThemWithTheirKeyAndTheirLanguage) {
  auto wanted = new_user("New@example.com");
  wanted.first_name = "Ne";
  wanted.language = "de-DE";
  wanted.email_verified = false;
  const auto before = contents();
  const auto made = make_user(key_, wanted);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->user->email, "New@example.com");
  EXPECT_EQ(made->user->username, made->user->id.hex());
  EXPECT_EQ(made->user->first_name, "Ne");
  EXPECT_FALSE(made->user->email_verified);
  EXPECT_TRUE(read([&](auto& tx) {
    return authenticate_global_key(tx, {hasher_, clock_.now(), origin_.address, fakes_.tokens},
                                   "new@example.com", made->global_key.reveal());
  }));
  EXPECT_EQ(read([&](auto& tx) { return tx.find_preferences(made->user->id); })->language, "de-DE");
  const auto found = records_after(before);
  ASSERT_EQ(found.size(), 2U) << "user and key";
  for (const auto& record : found) {
    EXPECT_EQ(record.operation, "store.user.create");
    EXPECT_EQ(record.owner, AuditOwner(made->user->id));
    EXPECT_EQ(record.actor, user_->id);
    EXPECT_EQ(testing::all_text(record).find(made->global_key.reveal().substr(5, 10)),
              std::string::npos);
  }
}

TEST_F(CreateUser, RefusesWrongInput) {
  expect_invalid(user_refusal(new_user("nobody")), "/email");
  auto wanted = new_user("new@example.com");
  wanted.language = "xx";
  expect_invalid(user_refusal(wanted), "/language");
  wanted = new_user("new@example.com");
  wanted.last_name = std::string(limits::kLastNameCharacters + 1, 'x');
  expect_invalid(user_refusal(wanted), "/last_name");
  expect_error(user_refusal(new_user("BOB@example.com")), ErrorCode::conflict,
               Reason::mail_address_taken);
}

TEST_F(SuspendUser, EndsTheirCredentialsUntilTheyAreResumed) {
  const auto made = create(other_key_, draft());
  const auto works = [&] {
    return read([&](auto& tx) {
      return authenticate_token(tx, {hasher_, clock_.now(), origin_.address, fakes_.tokens},
                                made.secret.reveal())
          .has_value();
    });
  };
  auto before = contents();
  const auto suspended = write([&](auto& tx) { return suspend_user(tx, as(key_), other_->id); });
  ASSERT_TRUE(suspended);
  EXPECT_TRUE((*suspended)->suspended);
  EXPECT_FALSE(works());
  auto record = only_record_after(before);
  EXPECT_EQ(record.action, "suspend");
  EXPECT_EQ(record.owner, AuditOwner(other_->id));
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"suspended", "false", "true"}}));
  before = contents();
  EXPECT_TRUE(write([&](auto& tx) { return suspend_user(tx, as(key_), other_->id); }));
  EXPECT_EQ(contents(), before) << "again: nothing";
  ASSERT_TRUE(write([&](auto& tx) { return resume_user(tx, as(key_), other_->id); }));
  EXPECT_TRUE(works());
  EXPECT_EQ(only_record_after(before).action, "resume");
  before = contents();
  EXPECT_TRUE(write([&](auto& tx) { return resume_user(tx, as(key_), other_->id); }));
  EXPECT_EQ(contents(), before);
}

TEST_F(SuspendUser, EndsTheirSessionsForGood) {
  const auto session_of = [&](const UserId& user, std::uint8_t number) {
    Session session;
    session.id = SessionId{{number}};
    session.user = user;
    session.permissions = {"*"};
    session.expires_at = clock_.now() + hours(1);
    return session;
  };
  const auto kept = session_of(user_->id, 2);
  store_->write_and_wait([&](WriteTransaction& tx) {
    tx.insert_session(session_of(other_->id, 1));
    tx.insert_session(kept);
    return true;
  });
  ASSERT_TRUE(write([&](auto& tx) { return suspend_user(tx, as(key_), other_->id); }));
  ASSERT_TRUE(write([&](auto& tx) { return resume_user(tx, as(key_), other_->id); }));
  EXPECT_EQ(contents().sessions, std::vector{kept});
}

TEST_F(SuspendUser, RefusesOneselfAndUnknownOnes) {
  expect_error(refusal([&](auto& tx) { return suspend_user(tx, as(key_), user_->id); }),
               ErrorCode::conflict, Reason::none);
  expect_not_found(refusal([&](auto& tx) { return suspend_user(tx, as(key_), UserId{{9}}); }));
  expect_not_found(refusal([&](auto& tx) { return resume_user(tx, as(key_), UserId{{9}}); }));
  expect_not_found(
      read([&](auto& tx) { return get_user_by_id(tx, as(key_), UserId{{9}}); }).error());
}

TEST_F(Administration, ListsGoOnAfterAnIdAndAreClamped) {
  std::vector<UserId> seen;
  std::optional<UserId> after;
  while (true) {
    const auto page =
        *read([&](auto& tx) { return list_users(tx, as(key_), {after, std::uint64_t{2}}); });
    if (page.empty()) break;
    EXPECT_LE(page.size(), 2U);
    for (const auto& user : page) seen.push_back(user.id);
    after = seen.back();
  }
  EXPECT_EQ(seen.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
  EXPECT_EQ((AfterRequest<UserId>{{}, {}}).clamped_limit(), limits::kNativePageDefault);
  EXPECT_EQ((AfterRequest<UserId>{{}, 0}).clamped_limit(), 1U);
  EXPECT_EQ((AfterRequest<UserId>{{}, limits::kNativePageMax}).clamped_limit(),
            limits::kNativePageMax);
  EXPECT_EQ((AfterRequest<UserId>{{}, ~std::uint64_t{0}}).clamped_limit(), limits::kNativePageMax);
  const auto below = *read(
      [&](auto& tx) { return list_all_organizations(tx, as(key_), {}, std::optional(acme_)); });
  EXPECT_TRUE(below.empty());
  EXPECT_EQ(read([&](auto& tx) { return list_all_organizations(tx, as(key_), {}, {}); })->size(),
            2U);
}

TEST_F(Zones, AreMadeInLowerCaseWithARecord) {
  const auto before = contents();
  const auto made =
      write([&](auto& tx) { return create_zone(tx, as(key_), acme_, "Acme.Example"); });
  ASSERT_TRUE(made);
  EXPECT_EQ(made->name, "acme.example");
  EXPECT_EQ(made->organization, acme_);
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "store.zone.create");
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"name", std::nullopt, "acme.example"}}));
  EXPECT_EQ(read([&](auto& tx) { return list_zones_of(tx, as(key_), acme_); })->size(), 1U);
}

TEST_F(Zones, RefuseWhatIsNoDomainName) {
  const std::string label(63, 'a');
  const std::string longest = label + '.' + label + '.' + label + '.' + std::string(61, 'b');
  ASSERT_EQ(longest.size(), limits::kZoneNameCharacters);
  for (const auto& wrong :
       {std::string(), std::string("localhost"), std::string("a..b"), std::string(".a.b"),
        std::string("a.b."), std::string("-a.b"), std::string("a-.b"), std::string("a b.c"),
        std::string("a_b.c"), std::string("\xC3\xA4.example"), 'a' + label + ".b", longest + 'b',
        std::string("a.b\n")}) {
    expect_invalid(zone_refusal(wrong), "/name");
  }
  EXPECT_TRUE(write([&](auto& tx) { return create_zone(tx, as(key_), acme_, longest); }));
  EXPECT_TRUE(write([&](auto& tx) { return create_zone(tx, as(key_), acme_, "xn--4ca.a-b.c1"); }));
}

TEST_F(Zones, RefuseATakenNameAndAnUnknownOrganization) {
  add_zone(elsewhere_, "taken.example");
  expect_error(zone_refusal("Taken.example"), ErrorCode::conflict, Reason::id_taken);
  expect_not_found(
      refusal([&](auto& tx) { return create_zone(tx, as(key_), OrganizationId{{9}}, "a.b"); }));
  expect_not_found(
      read([&](auto& tx) { return list_zones_of(tx, as(key_), OrganizationId{{9}}); }).error());
}

TEST_F(Zones, HaveAQuota) {
  store_->write_and_wait([&](WriteTransaction& tx) {
    for (std::size_t i = 0; i < limits::kZonesPerOrganization; ++i) {
      tx.insert_zone({ZoneId::make(clock_.now(), entropy_), acme_, std::to_string(i) + ".example",
                      clock_.now(), clock_.now()});
    }
    return true;
  });
  const auto refused =
      write([&](auto& tx) { return create_zone(tx, as(key_), acme_, "more.example"); });
  ASSERT_FALSE(refused);
  expect_error(refused.error(), ErrorCode::limited, Reason::quota_exceeded);
}

TEST_F(Zones, ADeletedOneIsGoneAndLeavesARecord) {
  const auto zone = add_zone(elsewhere_, "gone.example");
  const auto before = contents();
  ASSERT_TRUE(write([&](auto& tx) { return delete_zone(tx, as(key_), zone.id); }));
  const auto record = only_record_after(before);
  EXPECT_EQ(record.action, "delete");
  EXPECT_EQ(record.owner, AuditOwner(elsewhere_));
  expect_not_found(refusal([&](auto& tx) { return delete_zone(tx, as(key_), zone.id); }));
  add_zone(acme_, "gone.example");
}

TEST_F(MailAdministration, ADeadMailIsRetriedOrDropped) {
  invite("new@example.com");
  auto dead = only_mail();
  dead.state = MailState::dead;
  dead.attempts = limits::kMailAttempts;
  dead.last_error = "550";
  store_->write_and_wait([&](WriteTransaction& tx) { return tx.update_mail(dead); });
  clock_.advance(hours(9));
  const auto list = [&](MailState state) {
    return read([&](auto& tx) { return list_mail(tx, as(key_), state, {}); })->size();
  };
  EXPECT_EQ(list(MailState::dead), 1U);
  auto before = contents();
  const auto retried = write([&](auto& tx) { return retry_mail(tx, as(key_), dead.id); });
  ASSERT_TRUE(retried);
  EXPECT_EQ(*retried, only_mail());
  EXPECT_EQ(retried->state, MailState::waiting);
  EXPECT_EQ(retried->attempts, 0U);
  EXPECT_EQ(retried->next_attempt_at, clock_.now());
  EXPECT_EQ(list(MailState::waiting), 1U);
  auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "store.mail.retry");
  EXPECT_EQ(record.owner, AuditOwner()) << "the installation's log";

  before = contents();
  ASSERT_TRUE(write([&](auto& tx) { return drop_mail(tx, as(key_), dead.id); }));
  EXPECT_TRUE(contents().mail.empty());
  EXPECT_EQ(only_record_after(before).action, "delete");
}

TEST_F(MailAdministration, AnUnknownMailIsNotThere) {
  expect_not_found(refusal([&](auto& tx) { return retry_mail(tx, as(key_), MailId{{9}}); }));
  expect_not_found(refusal([&](auto& tx) { return drop_mail(tx, as(key_), MailId{{9}}); }));
}

}  // namespace
}  // namespace selfsame::core
