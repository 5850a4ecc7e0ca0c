#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "core/access/resource.h"
#include "dialects/cloudflare/audit_log_codec.h"
#include "dialects/cloudflare/dialect_testing.h"
#include "dialects/cloudflare/log_testing.h"
#include "dialects/cloudflare/log_walk.h"
#include "dialects/cloudflare/testing.h"
#include "dialects/common/csv.h"

// The audit logs as a client reads them, over a log that the tests write.
namespace selfsame::cloudflare {
namespace {

const std::string kSecret = std::string(40, 'a');
const std::string kSibling = std::string(40, 'b');
const std::string kPersonal = std::string(40, 'c');
const std::string kV1 = "/accounts/" + kLogOrganization + "/audit_logs";
const std::string kV2 = "/accounts/" + kLogOrganization + "/logs/audit";
const std::string kRange = "since=2026-01-01&before=2026-12-31";

core::Token token_of(const core::Owner& owner, char id) {
  core::Token token;
  token.id = *core::TokenId::parse(std::string(32, id));
  token.owner = owner;
  token.policies = {{{}, core::Effect::allow, {"all_permissions"}, {{{}, {}}}}};
  return token;
}

/// An organization with two tokens, a person without a place in it with one, and a log.
class Contents final : public StubLog {
 public:
  Contents() {
    const auto organization = log_organization().id;
    tokens_[kSecret] = token_of(organization, '1');
    tokens_[kSibling] = token_of(organization, '2');
    tokens_[kPersonal] = token_of(*core::UserId::parse(kLogUser), '3');
  }
  std::shared_ptr<const core::Token> find_token_by_secret(const core::SecretHash& hash) override {
    for (const auto& [secret, token] : tokens_) {
      if (testing::FakeHasher().hash(secret) == hash) {
        return std::make_shared<const core::Token>(token);
      }
    }
    return nullptr;
  }
  std::shared_ptr<const core::User> find_user(const core::UserId& id) override {
    core::User user;
    user.id = id;
    return std::make_shared<const core::User>(user);
  }
  std::shared_ptr<const core::Organization> find_organization(
      const core::OrganizationId& id) override {
    if (id.hex() != kLogOrganization) return nullptr;
    return std::make_shared<const core::Organization>(log_organization());
  }
  std::shared_ptr<const std::vector<core::Membership>> memberships_of(
      const core::UserId&) override {
    return std::make_shared<const std::vector<core::Membership>>();
  }
  void append_audit_record(core::AuditRecord) override {}
  /// A token is revoked.
  void forget(const std::string& secret) { tokens_.erase(secret); }

 private:
  std::map<std::string, core::Token> tokens_;
};

class AuditCalls : public ::testing::TestWithParam<bool> {
 protected:
  /// Appends records of different ids; every `period`th is of a zone, the others of tokens.
  void append(std::uint64_t count, std::uint64_t period = 3) {
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto number = contents_.records().size() + 1;
      auto record = number % period == 0 ? zone_record() : token_record();
      record.id.bytes = {};
      for (unsigned byte = 0; byte < 8; ++byte) {
        record.id.bytes[15 - byte] = static_cast<std::uint8_t>(number >> (8 * byte));
      }
      contents_.append(std::move(record));
    }
  }
  [[nodiscard]] std::string id_of(std::uint64_t position) const {
    return audit_log::id(contents_.records().at(position - 1));
  }
  /// Ids of positions, from one to another.
  [[nodiscard]] Texts ids(std::uint64_t from, std::uint64_t to) const {
    Texts found;
    for (auto at = from;; at < to ? ++at : --at) {
      found.push_back(id_of(at));
      if (at == to) return found;
    }
  }

  struct Read {
    unsigned status = 0;
    Texts ids;
    std::string info;
    std::string text;
  };
  Read read(const std::string& target, const std::string& secret = kSecret) {
    const auto answer = dialect_.ask({http::Method::get, target, secret, {}, "application/json"});
    EXPECT_FALSE(answer.cut);
    Read found{answer.response.status, {}, {}, answer.response.body};
    const auto body = parsed(found.text).as_object();
    if (const auto* result = body.at("result").if_array()) {
      for (const auto& entry : *result) {
        found.ids.emplace_back(entry.as_object().at("id").as_string());
      }
    }
    if (body.contains("result_info")) {
      found.info = boost::json::serialize(body.at("result_info"));
    }
    return found;
  }
  /// Where and what is wrong.
  Texts refused(const std::string& target, const std::string& secret = kSecret) {
    const auto answer = read(target, secret);
    EXPECT_EQ(answer.status, 400U) << target;
    Texts found;
    const auto body = parsed(answer.text);
    for (const auto& error : body.as_object().at("errors").as_array()) {
      const auto& item = error.as_object();
      const auto* source = item.if_contains("source");
      found.emplace_back(source == nullptr
                             ? std::string_view("nowhere")
                             : std::string_view(source->as_object().at("pointer").as_string()));
    }
    return found;
  }
  static std::string cursor_of(const Read& page) {
    return std::string(parsed(page.info).as_object().at("cursor").as_string());
  }

  core::RoleCatalogue roles_{{[] {
                               core::Role role;
                               role.id = core::super_administrator();
                               return role;
                             }()},
                             {}};
  Contents contents_;
  TestedDialect dialect_{contents_, roles_, GetParam(), 0};
};

TEST_P(AuditCalls, ListNewestFirstAHundredAtOnce) {
  append(250);
  const auto page = read(kV1);
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.ids, ids(250, 151));
  EXPECT_EQ(page.info, "") << "the reference has none";
  EXPECT_EQ(read(kV1 + "?page=3").ids, ids(50, 1));
  EXPECT_EQ(read(kV1 + "?page=4").ids, Texts{});
  EXPECT_EQ(read(kV1 + "?direction=asc&per_page=7&page=2").ids, ids(8, 14));
  EXPECT_EQ(read(kV1 + "?page=99999999999999999999").ids, Texts{});
}

TEST_P(AuditCalls, OfAnEmptyLogAreEmpty) {
  EXPECT_EQ(read(kV1).ids, Texts{});
  EXPECT_EQ(read(kV1 + "?direction=asc&page=2").ids, Texts{});
  const auto page = read(kV2 + '?' + kRange);
  EXPECT_EQ(page.ids, Texts{});
  EXPECT_EQ(page.info, R"({"count":"0","cursor":"","cursors":{"after":""}})");
}

TEST_P(AuditCalls, ListOneOwnLog) {
  append(3);
  EXPECT_EQ(read("/user/audit_logs", kPersonal).ids, ids(3, 1));
  EXPECT_EQ(read("/user/audit_logs").status, 403U) << "a token of an organization is nobody";
  EXPECT_EQ(read(kV1, kPersonal).status, 404U) << "a stranger";
  EXPECT_EQ(read(kV1 + "?page=0", kPersonal).status, 404U) << "before anything about the query";
  EXPECT_EQ(read(kV2, kPersonal).status, 404U);
  EXPECT_EQ(read(kV2 + "/product_categories", kPersonal).status, 404U);
}

TEST_P(AuditCalls, ToADeepPageCostWhatThoseToTheFirstCost) {
  append(5000);
  read(kV1 + "?per_page=50");
  const auto of_the_first = contents_.reads();
  EXPECT_EQ(read(kV1 + "?per_page=50&page=100").ids, ids(50, 1));
  EXPECT_EQ(contents_.reads() - of_the_first, of_the_first);
}

TEST_P(AuditCalls, PageByPageGiveEachOnceWhileOthersWrite) {
  for (const std::string query :
       {"?per_page=50", "?per_page=50&action.type=token_create", "?per_page=50&direction=asc",
        "?per_page=50&direction=asc&action.type=add"}) {
    append(500);
    const auto begun_with = contents_.records().size();
    Texts seen;
    for (int page = 1; page < 1000; ++page) {
      const auto found = read(kV1 + query + "&page=" + std::to_string(page)).ids;
      if (found.empty()) break;
      seen.insert(seen.end(), found.begin(), found.end());
      if (contents_.records().size() < begun_with + 200) append(7);
    }
    const std::set<std::string> once(seen.begin(), seen.end());
    EXPECT_EQ(once.size(), seen.size()) << query;
    for (std::uint64_t at = 1; at <= begun_with; ++at) {
      const bool of_a_zone = at % 3 == 0;
      const bool wanted = query.ends_with("token_create") ? !of_a_zone
                          : query.ends_with("add")        ? of_a_zone
                                                          : true;
      EXPECT_EQ(once.contains(id_of(at)), wanted) << query << ' ' << at;
    }
  }
}

TEST_P(AuditCalls, PagesOfAFilteredListGoOnWhereTheOneBeforeEnded) {
  append(10'000, 100);
  std::uint64_t before = contents_.reads();
  for (int page = 1; page <= 11; ++page) {
    const auto found = read(kV1 + "?action.type=add&per_page=10&page=" + std::to_string(page)).ids;
    EXPECT_EQ(found.size(), page < 11 ? 10U : 0U);
  }
  EXPECT_LE(contents_.reads() - before, 10'000U + 11 * kRecordsPerStep) << "no page walks twice";
  before = contents_.reads();
  EXPECT_EQ(read(kV1 + "?action.type=add&per_page=10&page=7", kSibling).ids.size(), 10U)
      << "whoever has not read the pages before";
  EXPECT_GE(contents_.reads() - before, 6'000U);
}

TEST_P(AuditCalls, PagesAreRememberedForTheirReader) {
  append(100);
  read(kV1 + "?per_page=10");
  append(5);
  EXPECT_EQ(read(kV1 + "?per_page=10&page=2").ids, ids(90, 81)) << "as page 1 left it";
  EXPECT_EQ(read(kV1 + "?per_page=10&page=2", kSibling).ids, ids(95, 86));
  EXPECT_EQ(read(kV1 + "?per_page=20&page=2").ids, ids(85, 66)) << "another list";
  EXPECT_EQ(read(kV1 + "?per_page=10").ids, ids(105, 96)) << "page 1 begins anew";
  EXPECT_EQ(read(kV1 + "?per_page=10&page=2").ids, ids(95, 86));
}

TEST_P(AuditCalls, PagesAreTheSameWhenTheyAreAskedForAgain) {
  append(100);
  EXPECT_EQ(read(kV1 + "?per_page=10&page=4").ids, ids(70, 61)) << "from the present end";
  append(15);
  EXPECT_EQ(read(kV1 + "?per_page=10&page=4").ids, ids(70, 61));
  EXPECT_EQ(read(kV1 + "?per_page=10&page=5").ids, ids(60, 51));
  EXPECT_EQ(read(kV1 + "?action.type=add&per_page=10&page=2").ids.size(), 10U);
  const auto filtered = read(kV1 + "?action.type=add&per_page=10&page=2").ids;
  append(15);
  EXPECT_EQ(read(kV1 + "?action.type=add&per_page=10&page=2").ids, filtered);
  dialect_.clock.advance(std::chrono::minutes(61));
  EXPECT_EQ(read(kV1 + "?per_page=10&page=4").ids, ids(100, 91)) << "all is forgotten";
}

TEST_P(AuditCalls, ForwardSeeWhatArrivesBehindTheirPage) {
  append(25);
  EXPECT_EQ(read(kV1 + "?direction=asc&per_page=10&page=3").ids, ids(21, 25));
  EXPECT_EQ(read(kV1 + "?direction=asc&per_page=10&page=4").ids, Texts{});
  append(10);
  EXPECT_EQ(read(kV1 + "?direction=asc&per_page=10&page=4").ids, ids(26, 35));
  EXPECT_EQ(read(kV1 + "?direction=asc&per_page=10&page=3").ids, ids(21, 30));
}

TEST_P(AuditCalls, CanBeFiltered) {
  append(9);
  EXPECT_EQ(read(kV1 + "?zone.name=shop.example").ids, (Texts{id_of(9), id_of(6), id_of(3)}));
  EXPECT_EQ(read(kV1 + "?zone.name=shop.example&per_page=2&page=2").ids, Texts{id_of(3)});
  EXPECT_EQ(read(kV1 + "?actor.ip=192.0.2.0/24&direction=asc&per_page=2").ids, ids(1, 2));
  EXPECT_EQ(read(kV1 + "?hide_user_logs=true&order=when&x=y").ids.size(), 9U);
  EXPECT_EQ(read(kV1 + "?zone.name=" + std::string(7000, 'z')).ids, Texts{});
}

TEST_P(AuditCalls, ByIdLookForOneRecord) {
  append(3000);
  const auto before = contents_.reads();
  EXPECT_EQ(read(kV1 + "?id=" + id_of(7)).ids, Texts{id_of(7)});
  EXPECT_EQ(read(kV1 + "?action.type=token_create&id=" + id_of(7)).ids, Texts{id_of(7)});
  EXPECT_EQ(read(kV1 + "?action.type=add&id=" + id_of(7)).ids, Texts{});
  EXPECT_EQ(read(kV1 + "?page=2&id=" + id_of(7)).ids, Texts{}) << "so that pagers stop";
  EXPECT_EQ(read(kV1 + "?before=2026-03-01&id=" + id_of(7)).ids, Texts{});
  EXPECT_EQ(read(kV1 + "?since=2026-03-01&id=" + id_of(7)).ids, Texts{id_of(7)});
  EXPECT_EQ(read(kV1 + "?id=" + std::string(32, 'f')).ids, Texts{});
  EXPECT_EQ(read(kV1 + "?id=junk").ids, Texts{});
  EXPECT_EQ(contents_.reads(), before) << "without walking";
  auto foreign = token_record();
  foreign.owner = *core::OrganizationId::parse(std::string(32, 'e'));
  contents_.append(foreign);
  EXPECT_EQ(read(kV1 + "?id=" + audit_log::id(foreign)).ids, Texts{}) << "of another's log";
}

TEST_P(AuditCalls, ByTimeTakeTheFirstInstantAndNotTheLast) {
  append(10);  // a second apart, from one second after noon
  EXPECT_EQ(read(kV1 + "?since=2026-03-01T12:00:03Z&before=2026-03-01T12:00:06Z").ids, ids(5, 3));
  EXPECT_EQ(read(kV1 + "?since=2026-03-01T13:00:09%2B01:00").ids, ids(10, 9));
  EXPECT_EQ(read(kV1 + "?since=2026-03-01&before=2026-03-02&per_page=3").ids, ids(10, 8));
  EXPECT_EQ(read(kV1 + "?since=2026-03-02").ids, Texts{});
  EXPECT_EQ(read(kV1 + "?before=2026-03-01").ids, Texts{});
}

TEST_P(AuditCalls, AreToldWhatIsWrongWithTheirQuery) {
  EXPECT_EQ(refused(kV1 + "?page=0&actor.ip=x"), (Texts{"/actor.ip", "/page"}));
  EXPECT_EQ(refused(kV1 + "?since=2026-02-30"), Texts{"/since"});
  EXPECT_EQ(refused(kV1 + "?since=2026-01-02&before=2026-01-01"), Texts{"/before"});
  EXPECT_EQ(refused(kV1 + "?export=true&direction=up"), Texts{"/direction"});
  EXPECT_EQ(refused(kV2), (Texts{"/since", "/before"}));
  EXPECT_EQ(refused(kV2 + '?' + kRange + "&action_type.not=made"), Texts{"/action_type.not"});
  EXPECT_EQ(refused(kV2 + '/' + std::string(32, '1') + "/history?" + kRange),
            Texts{"/action_time"});
}

class ReadCsv : public AuditCalls {
 protected:
  http::Response csv(const std::string& query, std::string_view accept = "*/*") {
    const auto answer =
        dialect_.ask({http::Method::get, kV1 + "?export=true" + query, kSecret, {}, accept});
    pieces_ = answer.pieces;
    cut_ = answer.cut;
    return answer.response;
  }
  int pieces_ = 0;
  bool cut_ = false;
};

TEST_P(ReadCsv, HasAllThatTheFilterKeeps) {
  append(5000);
  const auto answer = csv("&page=3&per_page=10&direction=asc&zone.name=shop.example");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.content_type, "text/csv; charset=utf-8");
  EXPECT_NE(answer.headers().find("Content-Disposition: attachment; filename=\"audit_logs.csv\""),
            std::string::npos);
  std::string expected = dialect::csv_row(audit_log_columns());
  for (const auto& record : contents_.records()) {
    if (record.zone) expected += dialect::csv_row(audit_log_row(record));
  }
  EXPECT_EQ(answer.body, expected);
  EXPECT_EQ(pieces_, 3) << "of 2000 records each";
  EXPECT_FALSE(cut_);
}

TEST_P(ReadCsv, OfAnEmptyLogIsARowOfNames) {
  EXPECT_EQ(csv("").body, dialect::csv_row(audit_log_columns()));
  EXPECT_EQ(csv("&id=junk").body, dialect::csv_row(audit_log_columns()));
}

TEST_P(ReadCsv, GivesOneRecordById) {
  append(5);
  EXPECT_EQ(csv("&id=" + id_of(2)).body,
            dialect::csv_row(audit_log_columns()) +
                dialect::csv_row(audit_log_row(contents_.records()[1])));
}

TEST_P(ReadCsv, IsNotForThoseWhoAskForJson) {
  append(3);
  EXPECT_EQ(read(kV1 + "?export=true&page=50").ids, Texts{});
  EXPECT_EQ(csv("", "application/json").content_type, "application/json");
  EXPECT_EQ(csv("", "text/html, Application/JSON;q=0.9").content_type, "application/json");
  EXPECT_EQ(csv("", "text/csv").content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(csv("", "").content_type, "text/csv; charset=utf-8");
}

TEST_P(ReadCsv, IsRefusedLikeEverythingElse) {
  const auto answer = csv("&since=never");
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.content_type, "application/json");
  contents_.forget(kSecret);
  EXPECT_EQ(csv("").status, 403U);
}

class CursorCalls : public AuditCalls {
 protected:
  std::string list(const std::string& query = {}, const std::string& cursor = {}) {
    return kV2 + '?' + kRange + query + (cursor.empty() ? "" : "&cursor=" + cursor);
  }
};

TEST_P(CursorCalls, GoOnUntilThereIsNoCursor) {
  append(95);
  for (const std::string direction : {"desc", "asc"}) {
    const auto query = "&limit=10&direction=" + direction;
    Texts seen;
    std::string cursor;
    int pages = 0;
    do {
      const auto page = read(list(query, cursor));
      ASSERT_FALSE(page.ids.empty()) << "no page is empty before the end";
      seen.insert(seen.end(), page.ids.begin(), page.ids.end());
      cursor = cursor_of(page);
      EXPECT_EQ(page.info, R"({"count":")" + std::to_string(page.ids.size()) + R"(","cursor":")" +
                               cursor + R"(","cursors":{"after":")" + cursor + R"("}})");
      if (pages == 0) append(3);
    } while (!cursor.empty() && ++pages < 100);
    EXPECT_EQ(seen, direction == "desc" ? ids(95, 1) : ids(1, 98)) << direction;
  }
}

TEST_P(CursorCalls, HaveNoneAfterAPageThatIsTheLast) {
  append(20);
  const auto first = read(list("&limit=10"));
  EXPECT_EQ(cursor_of(read(list("&limit=10", cursor_of(first)))), "");
  EXPECT_EQ(cursor_of(read(list("&limit=20"))), "");
}

TEST_P(CursorCalls, FillTheirPagesHoweverFarTheyLook) {
  append(9000, 4500);
  const auto page = read(list("&resource_type=zone&limit=1"));
  EXPECT_EQ(page.ids, Texts{id_of(9000)});
  const auto second = read(list("&resource_type=zone&limit=1", cursor_of(page)));
  EXPECT_EQ(second.ids, Texts{id_of(4500)});
  const auto third = read(list("&resource_type=zone&limit=1", cursor_of(second)));
  EXPECT_EQ(third.ids, Texts{});
  EXPECT_EQ(cursor_of(third), "");
}

TEST_P(CursorCalls, AreRefusedWithACursorOfAnotherList) {
  append(50);
  const auto cursor = cursor_of(read(list("&limit=10&resource_type=token")));
  ASSERT_NE(cursor, "");
  EXPECT_EQ(read(list("&limit=20&resource_type=token&x=y", cursor)).ids.size(), 20U)
      << "the size of a page may change";
  const Texts at_the_cursor{"/cursor"};
  for (const std::string query :
       {"", "&resource_type=zone", "&resource_type.not=token", "&resource_type=token&direction=asc",
        "&resource_type=token&actor_type=user"}) {
    EXPECT_EQ(refused(list(query, cursor)), at_the_cursor) << query;
  }
  EXPECT_EQ(
      refused(kV2 + "?since=2026-01-02&before=2026-12-31&resource_type=token&cursor=" + cursor),
      at_the_cursor);
  for (const auto& junk :
       {std::string("junk"), std::string(64, '0'), cursor + '0', std::string(7000, 'a')}) {
    EXPECT_EQ(refused(list("&resource_type=token", junk)), at_the_cursor) << junk;
  }
}

TEST_P(CursorCalls, ShowTheHistoryOfAResource) {
  append(10);
  const auto path = kV2 + '/' + id_of(6) + "/history?" + kRange;
  const auto all = read(path + "&action_time=2026-03-01T12:00:06Z");
  EXPECT_EQ(all.status, 200U);
  EXPECT_EQ(all.ids, (Texts{id_of(9), id_of(6), id_of(3)})) << "the zone's, and no token's";
  EXPECT_EQ(all.info, R"({"count":3,"history_status":"exact","cursor":"","cursors":{"after":""}})");
  const auto first = read(path + "&action_time=2026-03-01T12:00:06Z&limit=2&direction=asc");
  EXPECT_EQ(first.ids, (Texts{id_of(3), id_of(6)}));
  const auto rest = path + "&direction=asc&limit=2&cursor=" + cursor_of(first) +
                    "&action_time=2026-03-01T12:00:06Z";
  EXPECT_EQ(read(rest).ids, Texts{id_of(9)});
  EXPECT_EQ(refused(list("&direction=asc", cursor_of(first))), Texts{"/cursor"});
}

TEST_P(CursorCalls, HaveNoHistoryOfWhatIsNotThere) {
  append(10);
  const std::string not_there =
      R"({"success":false,"errors":[{"code":1001,"message":"Audit log not found."}],)"
      R"("messages":[],"result":null,"result_info":{"count":0,"history_status":"unavailable"}})";
  const auto of = [&](const std::string& id, const std::string& time) {
    return read(kV2 + '/' + id + "/history?" + kRange + "&action_time=" + time);
  };
  EXPECT_EQ(of(id_of(6), "2026-03-01T12:00:06Z").status, 200U);
  EXPECT_EQ(of(core::id_to_hex(contents_.records()[5].id.bytes), "2026-03-01T12:00:06Z").status,
            200U);
  for (const auto& [id, time] :
       {std::pair(id_of(6), "2026-03-01T12:00:05Z"), std::pair(id_of(6), "2026-03-01T12:00:06.1Z"),
        std::pair(std::string(32, 'f'), "2026-03-01T12:00:06Z")}) {
    const auto answer = of(id, time);
    EXPECT_EQ(answer.status, 404U) << time;
    EXPECT_EQ(answer.text, not_there) << time;
  }
  auto foreign = token_record();
  foreign.owner = *core::OrganizationId::parse(std::string(32, 'e'));
  contents_.append(foreign);
  EXPECT_EQ(of(audit_log::id(foreign), "2026-03-01T12:00:11Z").text, not_there);
}

TEST_P(CursorCalls, KnowTheProductsThereAre) {
  const auto answer = dialect_.ask({http::Method::get, kV2 + "/product_categories", kSecret});
  EXPECT_EQ(answer.response.status, 200U);
  EXPECT_TRUE(answer.response.body.starts_with(
      R"({"result":[{"label":"Account Management","value":"account_management","products":[)"));
}

constexpr auto kEngine = [](const auto& engine) {
  return engine.param ? "ReadsHere" : "ReadsElsewhere";
};
INSTANTIATE_TEST_SUITE_P(Engines, AuditCalls, ::testing::Bool(), kEngine);
INSTANTIATE_TEST_SUITE_P(Engines, ReadCsv, ::testing::Bool(), kEngine);
INSTANTIATE_TEST_SUITE_P(Engines, CursorCalls, ::testing::Bool(), kEngine);

}  // namespace
}  // namespace selfsame::cloudflare
