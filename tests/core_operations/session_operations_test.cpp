#include "core/identity/session_operations.h"

#include "core/access/authenticate.h"
#include "core/access/operations.h"
#include "core/identity/profile_operations.h"
#include "core/tenancy/standing.h"
#include "tests/core_operations/identity_world.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::FakeOneTimeCodes;
using testing::kPassword;

using Permissions = std::vector<std::string>;

class SessionOperations : public testing::IdentityWorld {
 protected:
  Error create_refusal(const Principal& by, const SessionDraft& wanted) {
    return refusal([&](auto& tx) { return create_session(tx, as(by), fakes_.identity, wanted); });
  }
  Error update_refusal(const Principal& by, const SessionId& id, const SessionDraft& wanted) {
    return refusal(
        [&](auto& tx) { return update_session(tx, as(by), fakes_.identity, id, wanted); });
  }
  Error emulation_refusal(const Principal& by, const Permissions& wanted,
                          const std::optional<OrganizationId>& where = std::nullopt) {
    return refusal(
        [&](auto& tx) { return start_emulation(tx, as(by), fakes_.identity, where, wanted); });
  }
  IssuedSession emulate(const Principal& by, Permissions wanted) {
    auto made = write([&](auto& tx) {
      return start_emulation(tx, as(by), fakes_.identity, std::nullopt, std::move(wanted));
    });
    EXPECT_TRUE(made);
    return std::move(*made);
  }
  auto list(const Principal& by) {
    return read([&](auto& tx) { return list_sessions(tx, as(by)); });
  }
  auto get(const Principal& by, const SessionId& id) {
    return read([&](auto& tx) { return get_session(tx, as(by), id); });
  }
};

using SignOut = SessionOperations;
using ListSessions = SessionOperations;
using GetSession = SessionOperations;
using EndSession = SessionOperations;
using CreateSession = SessionOperations;
using UpdateSession = SessionOperations;
using StartEmulation = SessionOperations;
using StopEmulation = SessionOperations;

TEST_F(CreateSession, HasRoomForSoManySessionsThatAreNotOver) {
  set_password(*user_);
  enroll(*user_);
  clock_.advance(hours(1));
  fill_sessions(*user_, limits::kSessionsPerUser - 1);
  const auto code = [&] { return FakeOneTimeCodes::code_at(clock_.now()); };
  const auto last = try_sign_in("Ann@example.com", {"", code()});
  ASSERT_TRUE(last);
  clock_.advance(std::chrono::minutes(1));
  expect_error(sign_in_refusal({"Ann@example.com", code()}, right()), ErrorCode::limited,
               Reason::quota_exceeded);
  expect_error(create_refusal(in_session(*last), {{"GetRole"}}), ErrorCode::limited,
               Reason::quota_exceeded);
  expect_error(emulation_refusal(in_session(*last), {"GetRole"}), ErrorCode::limited,
               Reason::quota_exceeded);
  clock_.advance(hours(2));
  EXPECT_TRUE(try_sign_in("Ann@example.com", {"", code()})) << "the others are over";
}

TEST_F(SignOut, EndsTheSessionAndWhatEmulatesInIt) {
  const auto own = signed_in(*user_);
  const auto other = signed_in(*user_);
  emulate(in_session(own), {"GetRole"});
  const auto by = in_session(own);
  const auto before = contents();
  ASSERT_TRUE(write([&](auto& tx) { return sign_out(tx, as(by)); }));
  EXPECT_EQ(contents().sessions, std::vector{other.session});
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "session.sign_out");
  EXPECT_EQ(record.credential, own.session.id.bytes);
  EXPECT_EQ(record.actor, user_->id);
}

TEST_F(SignOut, IsRefusedToAKeyAndToNobody) {
  signed_in(*user_);
  for (const auto& by : {key_, nobody(origin_.address)}) {
    expect_forbidden(refusal([&](auto& tx) { return sign_out(tx, as(by)); }));
  }
}

TEST_F(ListSessions, ShowsTheCallersOwnThatCount) {
  const auto first = signed_in(*user_, hours(1));
  const auto second = signed_in(*user_, hours(2));
  const auto others = signed_in(*other_);
  EXPECT_EQ(list(in_session(first)), (std::vector{first.session, second.session}));
  EXPECT_EQ(list(key_), (std::vector{first.session, second.session}));
  clock_.advance(hours(1) - microseconds(1));
  EXPECT_EQ(list(key_)->size(), 2U);
  clock_.advance(microseconds(1));
  EXPECT_EQ(list(key_), std::vector{second.session});
}

TEST_F(ListSessions, IsRefusedToANarrowSession) {
  const auto own = signed_in(*user_);
  const auto narrow = in_session(emulate(in_session(own), {"GetRole"}));
  expect_forbidden(list(narrow).error());
  expect_forbidden(get(narrow, own.session.id).error());
  expect_forbidden(refusal([&](auto& tx) { return end_session(tx, as(narrow), own.session.id); }));
  expect_forbidden(create_refusal(narrow, {{"GetRole"}}));
  expect_forbidden(update_refusal(narrow, own.session.id, {{"GetRole"}}));
}

TEST_F(GetSession, KnowsNoOthersUnknownOrOverOnes) {
  const auto own = signed_in(*user_);
  const auto others = signed_in(*other_);
  EXPECT_EQ(get(key_, own.session.id), own.session);
  const auto unknown = get(key_, SessionId{{9}});
  expect_not_found(unknown.error());
  EXPECT_EQ(get(key_, others.session.id), unknown);
  clock_.advance(limits::kSessionLifetime);
  EXPECT_EQ(get(key_, own.session.id), unknown);
}

TEST_F(EndSession, EndsOneAndWhatEmulatesInIt) {
  const auto own = signed_in(*user_);
  const auto other = signed_in(*user_);
  emulate(in_session(other), {"GetRole"});
  const auto by = in_session(own);
  const auto before = contents();
  ASSERT_TRUE(write([&](auto& tx) { return end_session(tx, as(by), other.session.id); }));
  EXPECT_EQ(contents().sessions, std::vector{own.session});
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "session.end");
  EXPECT_EQ(record.credential, own.session.id.bytes);
}

TEST_F(EndSession, KnowsNoOthersNorOneTwice) {
  const auto own = signed_in(*user_);
  const auto others = signed_in(*other_);
  const auto end = [&](const SessionId& id) {
    return refusal([&](auto& tx) { return end_session(tx, as(key_), id); });
  };
  expect_not_found(end(others.session.id));
  ASSERT_TRUE(write([&](auto& tx) { return end_session(tx, as(key_), own.session.id); }));
  expect_not_found(end(own.session.id));
}

TEST_F(EndSession, EndsAllOthersAtOnce) {
  const auto own = signed_in(*user_);
  signed_in(*user_);
  signed_in(*user_);
  const auto others = signed_in(*other_);
  const auto by = in_session(own);
  const auto before = contents();
  const auto end = [&] { return write([&](auto& tx) { return end_other_sessions(tx, as(by)); }); };
  EXPECT_EQ(end(), 2U);
  EXPECT_EQ(contents().sessions, (std::vector{own.session, others.session}));
  EXPECT_EQ(only_record_after(before).operation, "session.end");
  const auto between = contents();
  EXPECT_EQ(end(), 0U);
  EXPECT_EQ(contents(), between) << "no record of nothing";
}

TEST_F(EndSession, OthersAreNotForANarrowSession) {
  const auto own = signed_in(*user_);
  signed_in(*user_);
  auto by = in_session(own);
  core::Session narrow = own.session;
  narrow.permissions = {"GetUser"};
  by.session = std::make_shared<const core::Session>(narrow);
  const auto before = contents();
  expect_forbidden(refusal([&](auto& tx) { return end_other_sessions(tx, as(by)); }));
  EXPECT_EQ(contents().sessions, before.sessions);
}

TEST_F(CreateSession, BeginsANarrowerOneThatEndsNoLaterThanTheCallers) {
  const auto own = signed_in(*user_);
  const auto by = in_session(own);
  const auto before = contents();
  clock_.advance(std::chrono::minutes(5));
  const auto made = write([&](auto& tx) {
    return create_session(tx, as(by), fakes_.identity, {{"GetRole", "GetWebsite"}});
  });
  ASSERT_TRUE(made);
  EXPECT_EQ(made->session.permissions, (Permissions{"GetRole", "GetWebsite"}));
  EXPECT_EQ(made->session.expires_at, own.session.expires_at);
  EXPECT_EQ(made->session.created_at, clock_.now());
  EXPECT_EQ(get(key_, made->session.id), made->session);
  EXPECT_EQ(fakes_.tokens.verify(made->token.reveal())->id, made->session.id);
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "session.create");
  EXPECT_EQ(record.credential, own.session.id.bytes);
}

TEST_F(CreateSession, RefusesKeysNothingAndTooLong) {
  const auto own = signed_in(*user_);
  const auto by = in_session(own);
  expect_forbidden(create_refusal(key_, {{"GetRole"}}));
  expect_invalid(create_refusal(by, {}), "/permissions");
  for (const auto end : {clock_.now(), own.session.expires_at + microseconds(1)}) {
    expect_invalid(create_refusal(by, {{"GetRole"}, end}), "/expires_at");
  }
}

TEST_F(UpdateSession, NarrowsOneAndMovesItsEnd) {
  const auto own = signed_in(*user_);
  const auto other = signed_in(*user_);
  const auto by = in_session(own);
  const auto before = contents();
  const auto end = clock_.now() + std::chrono::minutes(1);
  const auto made = write([&](auto& tx) {
    return update_session(tx, as(by), fakes_.identity, other.session.id, {{"GetRole"}, end});
  });
  ASSERT_TRUE(made);
  EXPECT_EQ(made->session.id, other.session.id);
  EXPECT_EQ(made->session.permissions, Permissions{"GetRole"});
  EXPECT_EQ(made->session.expires_at, end);
  EXPECT_EQ(get(key_, other.session.id), made->session);
  EXPECT_EQ(fakes_.tokens.verify(made->token.reveal())->expires_at, end);
  EXPECT_EQ(only_record_after(before).operation, "session.update");
}

TEST_F(UpdateSession, NeverWidensNorLengthens) {
  const auto own = signed_in(*user_);
  const auto by = in_session(own);
  const auto narrow =
      write([&](auto& tx) { return create_session(tx, as(by), fakes_.identity, {{"GetRole"}}); });
  ASSERT_TRUE(narrow);
  for (const auto& wanted : {Permissions{"*"}, Permissions{"GetRole", "GetWebsite"}}) {
    expect_forbidden(update_refusal(by, narrow->session.id, {wanted}));
  }
  expect_invalid(update_refusal(by, narrow->session.id, {}), "/permissions");
  expect_invalid(update_refusal(by, narrow->session.id,
                                {{"GetRole"}, own.session.expires_at + microseconds(1)}),
                 "/expires_at");
  expect_forbidden(update_refusal(in_session(*narrow), own.session.id, {{"GetRole"}}));
  expect_forbidden(update_refusal(key_, own.session.id, {{"GetRole"}}));
}

TEST_F(UpdateSession, TakesAlongWhatEmulatesInIt) {
  const auto own = signed_in(*user_);
  const auto other = signed_in(*user_);
  const auto wide = emulate(in_session(own), {"GetRole", "GetWebsite"});
  const auto narrow = emulate(in_session(own), {"GetRole"});
  const auto others = emulate(in_session(other), {"GetWebsite"});
  const auto end = clock_.now() + std::chrono::minutes(1);
  const auto by = in_session(own);
  ASSERT_TRUE(write([&](auto& tx) {
    return update_session(tx, as(by), fakes_.identity, own.session.id, {{"GetRole"}, end});
  }));
  expect_not_found(get(key_, wide.session.id).error());
  const auto left = get(key_, narrow.session.id);
  ASSERT_TRUE(left);
  EXPECT_EQ(left->permissions, Permissions{"GetRole"});
  EXPECT_EQ(left->expires_at, end);
  EXPECT_EQ(get(key_, others.session.id), others.session);
}

TEST_F(UpdateSession, KnowsNoOthersNorOneThatIsOver) {
  const auto own = signed_in(*user_, hours(2));
  const auto over = signed_in(*user_, hours(1));
  const auto others = signed_in(*other_);
  expect_not_found(update_refusal(in_session(own), others.session.id, {{"GetRole"}}));
  clock_.advance(hours(1));
  expect_not_found(update_refusal(in_session(own), over.session.id, {{"GetRole"}}));
}

TEST_F(StartEmulation, RestrictsAndGoesBack) {
  const auto own = signed_in(*user_);
  auto before = contents();
  const auto made = emulate(in_session(own), {"GetRole", "GetWebsite"});
  EXPECT_EQ(made.session.emulated_from, own.session.id);
  EXPECT_EQ(made.session.permissions, (Permissions{"GetRole", "GetWebsite"}));
  EXPECT_EQ(made.session.expires_at, own.session.expires_at);
  EXPECT_EQ(only_record_after(before).operation, "emulation.start");

  const auto emulated = in_session(made);
  before = contents();
  ASSERT_TRUE(write([&](auto& tx) {
    ProfileUpdate update;
    update.preferences = R"({"a":1})";
    return update_profile(tx, as(emulated), fakes_.identity, update);
  }));
  const auto record = only_record_after(before);
  EXPECT_EQ(record.actor, user_->id);
  EXPECT_EQ(record.credential_kind, CredentialKind::session);
  EXPECT_EQ(record.credential, made.session.id.bytes);
  EXPECT_EQ(record.credential_name, "emulation: GetRole GetWebsite");

  before = contents();
  const auto back =
      write([&](auto& tx) { return stop_emulation(tx, as(emulated), fakes_.identity); });
  ASSERT_TRUE(back);
  EXPECT_EQ(back->session, own.session);
  EXPECT_EQ(fakes_.tokens.verify(back->token.reveal())->id, own.session.id);
  EXPECT_EQ(contents().sessions, std::vector{own.session});
  EXPECT_EQ(only_record_after(before).credential_name, "emulation: GetRole GetWebsite");
}

TEST_F(StartEmulation, IsNotForKeysNorInAnEmulationNorForNothing) {
  const auto own = signed_in(*user_);
  expect_forbidden(emulation_refusal(key_, {"GetRole"}));
  expect_invalid(emulation_refusal(in_session(own), {}), "/permissions");
  const auto emulated = emulate(in_session(own), {"PostPermissionsEmulation", "GetRole"});
  expect_forbidden(emulation_refusal(in_session(emulated), {"GetRole"}));
  const auto whole = in_session(emulate(in_session(own), {"*"}));
  expect_forbidden(emulation_refusal(whole, {"GetRole"}));
  const auto within =
      write([&](auto& tx) { return create_session(tx, as(whole), fakes_.identity, {{"*"}}); });
  ASSERT_TRUE(within);
  EXPECT_EQ(within->session.emulated_from, own.session.id);
  expect_forbidden(emulation_refusal(in_session(*within), {"GetRole"}));
}

TEST_F(StartEmulation, NeverWidens) {
  const auto own = signed_in(*user_);
  const auto whole = in_session(own);
  const auto narrow = write([&](auto& tx) {
    return create_session(tx, as(whole), fakes_.identity,
                          {{"PostPermissionsEmulation", "GetRole"}});
  });
  ASSERT_TRUE(narrow);
  const auto by = in_session(*narrow);
  for (const auto& wanted : {Permissions{"*"}, Permissions{"GetRole", "GetWebsite"}}) {
    expect_forbidden(emulation_refusal(by, wanted));
  }
  EXPECT_EQ(emulate(by, {"GetRole"}).session.emulated_from, narrow->session.id);
}

TEST_F(StopEmulation, IsRefusedWhereThereIsNoneAndToKeys) {
  const auto own = signed_in(*user_);
  for (const auto& by : {in_session(own), key_}) {
    expect_forbidden(
        refusal([&](auto& tx) { return stop_emulation(tx, as(by), fakes_.identity); }));
  }
}

TEST_F(StopEmulation, DoesNotGoBackToASessionThatIsOver) {
  const auto own = signed_in(*user_);
  const auto emulated = in_session(emulate(in_session(own), {"GetRole"}));
  clock_.advance(limits::kSessionLifetime - microseconds(1));
  EXPECT_TRUE(get(key_, own.session.id));
  clock_.advance(microseconds(1));
  expect_error(refusal([&](auto& tx) { return stop_emulation(tx, as(emulated), fakes_.identity); }),
               ErrorCode::unauthenticated, Reason::credential_unusable);
}

class EmulationInAcme : public testing::OrganizationWorld {};

TEST_F(EmulationInAcme, GivesNobodyWhatTheyDoNotHaveThere) {
  const auto member = add_member("dave@example.com", {testing::kAdministrator});
  Session session;
  session.id = SessionId{{5}};
  session.user = member.user->id;
  session.permissions = {"*"};
  session.created_at = session.modified_at = clock_.now();
  session.expires_at = clock_.now() + hours(1);
  write([&](auto& tx) -> Status {
    tx.insert_session(session);
    return {};
  });
  Principal by{member.user, CredentialKind::session, session.id.bytes, nullptr, origin_.address};
  by.session = std::make_shared<const Session>(session);
  const auto held = read([&](auto& tx) { return permissions_in(tx, as(by), acme_); });
  ASSERT_TRUE(held);
  const auto start = [&](WriteTransaction& tx, const OrganizationId& where, Permissions wanted) {
    return start_emulation(tx, as(by), fakes_.identity, where, std::move(wanted));
  };
  expect_forbidden(refusal([&](auto& tx) { return start(tx, acme_, {"*"}); }));
  expect_not_found(refusal([&](auto& tx) { return start(tx, elsewhere_, {"GetRole"}); }));
}

}  // namespace
}  // namespace selfsame::core
