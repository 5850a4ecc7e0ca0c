// Reading audit logs, and what refusals leave in them.
#include <string>
#include <vector>

#include "core/access/authenticate.h"
#include "core/audit/audit_operations.h"
#include "core/audit/record_change.h"
#include "core/audit/record_refusal.h"
#include "core/limits.h"
#include "tests/core_operations/organization_world.h"
#include "tests/support/test_sealer.h"

namespace selfsame::core {
namespace {

using Numbers = std::vector<std::uint64_t>;

class AuditLogs : public testing::OrganizationWorld {
 protected:
  /// Fills the log of a user whom nobody else writes to, a second apart.
  AuditLogs() {
    for (int number = 1; number <= 20; ++number) {
      AuditRecord record;
      record.id = AuditRecordId::make(at(number), entropy_);
      record.occurred_at = at(number);
      record.operation = record.action = "test";
      record.owner = owner_;
      store_->write_and_wait([&](WriteTransaction& tx) {
        tx.append_audit_record(record);
        return true;
      });
    }
  }

  static Timestamp at(int second) { return Timestamp(std::chrono::seconds(1'000'000 + second)); }

  /// The positions that a walk gives, `limit` at a time.
  Numbers walk(const AuditRange& range, std::uint64_t skip = 0, std::uint32_t limit = 3) {
    return read([&](ReadTransaction& tx) {
      Numbers positions;
      auto found = open_walk(tx, log_, range).value();
      found.skip(skip);
      while (!found.done()) {
        for (const auto& entry : step(tx, found, limit)) positions.push_back(entry.position);
      }
      return positions;
    });
  }
  static Numbers from_to(std::uint64_t first, std::uint64_t last) {
    Numbers numbers;
    for (auto number = first; number <= last; ++number) numbers.push_back(number);
    return numbers;
  }

  const UserId owner_{{7}};
  const AuditLog log_ = AuditLog::chain_of(owner_);
};

TEST_F(AuditLogs, AreWalkedInBothDirections) {
  AuditRange range;
  range.direction = Direction::ascending;
  EXPECT_EQ(walk(range), from_to(1, 20));
  range.direction = Direction::descending;
  auto backward = from_to(1, 20);
  std::ranges::reverse(backward);
  EXPECT_EQ(walk(range), backward);
}

TEST_F(AuditLogs, AreCutByTime) {
  AuditRange range;
  range.direction = Direction::ascending;
  range.since = at(5);
  range.before = at(9);
  EXPECT_EQ(walk(range), from_to(5, 8)) << "since is inside, before is not";
  range.before = at(5);
  EXPECT_EQ(walk(range), Numbers());
  range.since = at(0);
  range.before = at(100);
  EXPECT_EQ(walk(range), from_to(1, 20));
  range.since = at(21);
  EXPECT_EQ(walk(range), Numbers());
  range.since = at(-9);
  range.before = at(1);
  EXPECT_EQ(walk(range), Numbers());
}

TEST_F(AuditLogs, RefuseATimeThatEndsBeforeItBegins) {
  AuditRange range;
  range.since = at(5);
  range.before = at(4);
  const auto refused = read([&](ReadTransaction& tx) { return open_walk(tx, log_, range); });
  ASSERT_FALSE(refused);
  testing::expect_invalid(refused.error(), "/before");
}

TEST_F(AuditLogs, GoOnWhereAPageEnded) {
  AuditRange range;
  EXPECT_EQ(walk(range, 17), (Numbers{3, 2, 1}));
  EXPECT_EQ(walk(range, 20), Numbers());
  EXPECT_EQ(walk(range, UINT64_MAX), Numbers());
  range.newest = 10;
  EXPECT_EQ(walk(range, 8), (Numbers{2, 1})) << "what came later is not there";
  range.newest = 1000;
  EXPECT_EQ(walk(range, 18), (Numbers{2, 1}));
  range = {.after = 4};
  EXPECT_EQ(walk(range), (Numbers{3, 2, 1}));
  range.after = 1;
  EXPECT_EQ(walk(range), Numbers());
  range.after = 0;
  EXPECT_EQ(walk(range), Numbers());
  range = {.direction = Direction::ascending, .after = 18};
  EXPECT_EQ(walk(range), (Numbers{19, 20}));
  range.after = UINT64_MAX - 1;
  EXPECT_EQ(walk(range), Numbers());
}

TEST_F(AuditLogs, AreForWhoeverMayReadThem) {
  const auto open = [&](const Principal& by, const IdBytes& owner) {
    return read([&](ReadTransaction& tx) { return authorize_any_log(tx, as(by), owner); });
  };
  EXPECT_TRUE(open(key_, acme_.bytes)) << "its owner";
  EXPECT_TRUE(open(key_, user_->id.bytes)) << "the user themselves";
  const auto viewer = add_member("viewer@example.com", {"9dfa4d1b73034f70ad896bf1c26d78f3"});
  EXPECT_TRUE(open(viewer.key, acme_.bytes)) << "an Audit Logs Viewer";
  const auto strangers = open(other_key_, acme_.bytes);
  ASSERT_FALSE(strangers);
  const auto nobodys = open(other_key_, IdBytes{9});
  ASSERT_FALSE(nobodys);
  EXPECT_EQ(strangers.error(), nobodys.error()) << "absent and not yours look alike";
  EXPECT_EQ(open(other_key_, user_->id.bytes).error(), nobodys.error());
  EXPECT_EQ(open(other_key_, IdBytes{}).error(), nobodys.error());
}

TEST_F(AuditLogs, SayThatTheyWerePruned) {
  const auto prune = [&](const Principal& by) {
    return write([&](WriteTransaction& tx) { return prune_audit_log(tx, as(by), owner_, 6); });
  };
  testing::expect_forbidden(prune(key_).error());
  EXPECT_EQ(prune(system_), 5U);
  const auto kept = records(owner_.bytes);
  ASSERT_EQ(kept.size(), 16U);
  EXPECT_EQ(kept.front().sequence, 6U);
  EXPECT_EQ(kept.back().operation, "store.audit.prune");
  EXPECT_EQ(kept.back().changes, (std::vector<AuditChange>{{"records_removed", std::nullopt, "5"},
                                                           {"first_sequence", std::nullopt, "6"}}));
  EXPECT_EQ(prune(system_), 0U) << "and nothing is said of nothing";
  EXPECT_EQ(records(owner_.bytes).size(), 16U);
}

TEST_F(AuditLogs, HoldLongValuesInPart) {
  const std::string longest(limits::kAuditValueBytes, 'x');
  store_->write_and_wait([&](WriteTransaction& tx) {
    record_change(tx, as(key_), OperationId::user_edit, user_->id, "user", "id",
                  {{"fits", std::nullopt, longest}, {"long", longest + "y", std::nullopt}});
    return true;
  });
  const auto changes = records(user_->id.bytes).back().changes;
  EXPECT_EQ(changes[0].after, longest);
  ASSERT_TRUE(changes[1].before);
  EXPECT_EQ(changes[1].before->size(), limits::kAuditValueBytes);
  EXPECT_TRUE(changes[1].before->ends_with(" ... (4097 bytes)"));
}

class Refusals : public testing::OrganizationWorld {
 protected:
  const Error forbidden_{ErrorCode::forbidden, Reason::permission_missing, "no", {}};

  AuditRecord record(const Principal& by, std::optional<OrganizationId> organization,
                     const IdBytes& owner) {
    store_->write_and_wait([&](WriteTransaction& tx) {
      record_refusal(tx, as(by), OperationId::member_add, organization, forbidden_);
      return true;
    });
    return records(owner).back();
  }
};

TEST_F(Refusals, AreRecordedWhereThePersonHasAPlace) {
  const auto member = add_member("member@example.com", {testing::kMinimal});
  const auto told = record(member.key, acme_, acme_.bytes);
  EXPECT_EQ(told.outcome, AuditOutcome::refused);
  EXPECT_EQ(told.refusal, "permission_missing");
  EXPECT_EQ(told.operation, "member.add");
  EXPECT_EQ(told.actor, member.user->id);
  EXPECT_EQ(told.owner, AuditOwner(acme_));
}

TEST_F(Refusals, OfStrangersDoNotReachTheOrganization) {
  const auto before = records(acme_.bytes).size();
  const auto told = record(other_key_, acme_, other_->id.bytes);
  EXPECT_EQ(told.outcome, AuditOutcome::refused);
  EXPECT_EQ(told.owner, AuditOwner(other_->id));
  EXPECT_EQ(records(acme_.bytes).size(), before);
}

TEST_F(Refusals, OfATokenOfAnOrganizationAreTheOrganizations) {
  const auto told =
      record(acme_token({std::string(permission_group::kAccountSettingsRead)}), acme_, acme_.bytes);
  EXPECT_EQ(told.owner, AuditOwner(acme_));
  EXPECT_FALSE(told.actor);
}

class RefusedCredentials : public testing::OrganizationWorld {
 protected:
  /// Tries a credential, and has its refusal recorded.
  template <class Try>
  bool recorded(Try attempt) {
    Claimant claimant;
    const auto principal = read([&](ReadTransaction& tx) {
      return attempt(
          tx, Authentication{hasher_, clock_.now(), origin_.address, fakes_.tokens, &claimant});
    });
    if (principal) {
      ADD_FAILURE() << "was accepted";
      return false;
    }
    if (!claimant.is_known()) return false;
    bool written = false;
    store_->write_and_wait([&](WriteTransaction& tx) {
      written = record_refused_credential(tx, as(nobody_), OperationId::user_get, claimant,
                                          principal.error());
      return written;
    });
    return written;
  }
  bool key_is_recorded(const std::string& email) {
    return recorded([&](ReadTransaction& tx, const Authentication& authentication) {
      return authenticate_global_key(tx, authentication, email, std::string(40, 'a'));
    });
  }
  bool token_is_recorded(const std::string& secret) {
    return recorded([&](ReadTransaction& tx, const Authentication& authentication) {
      return authenticate_token(tx, authentication, secret);
    });
  }

  const Principal nobody_;
};

TEST_F(RefusedCredentials, OfAUserAreInTheirLog) {
  ASSERT_TRUE(key_is_recorded(user_->email));
  const auto told = records(user_->id.bytes).back();
  EXPECT_EQ(told.action, "login");
  EXPECT_EQ(told.outcome, AuditOutcome::refused);
  EXPECT_EQ(told.refusal, "credential_unknown");
  EXPECT_EQ(told.credential_kind, CredentialKind::global_key);
  EXPECT_FALSE(told.actor) << "nobody has proved to be anybody";
  EXPECT_EQ(testing::all_text(told).find(std::string(40, 'a')), std::string::npos);
}

TEST_F(RefusedCredentials, OfNobodyAreInNoLog) {
  const auto before = contents();
  EXPECT_FALSE(key_is_recorded("nobody@example.com"));
  EXPECT_FALSE(token_is_recorded("ssut_" + std::string(40, 'x')));
  EXPECT_EQ(contents(), before);
}

TEST_F(RefusedCredentials, NameTheTokenThatWasTried) {
  const auto made = create(key_, draft("my token"));
  set_suspended(user_->id, true);
  ASSERT_TRUE(token_is_recorded(std::string(made.secret.reveal())));
  const auto told = records(user_->id.bytes).back();
  EXPECT_EQ(told.refusal, "credential_unusable");
  EXPECT_EQ(told.credential, made.token.id.bytes);
  EXPECT_EQ(told.credential_name, "my token");
}

TEST(IsRecorded, TellsRefusalsFromMistakes) {
  EXPECT_TRUE(is_recorded({ErrorCode::unauthenticated, {}, "", {}}));
  EXPECT_TRUE(is_recorded({ErrorCode::forbidden, {}, "", {}}));
  for (const auto code : {ErrorCode::invalid, ErrorCode::not_found, ErrorCode::conflict,
                          ErrorCode::limited, ErrorCode::unavailable}) {
    EXPECT_FALSE(is_recorded({code, {}, "", {}}));
  }
}

}  // namespace
}  // namespace selfsame::core
