#include "audit/canonical.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "audit/jcs.h"
#include "audit/testing.h"
#include "json/parse.h"

namespace selfsame::audit {
namespace {

using testing::full_record;

/// How a text is written in a record.
std::string written(std::string user_agent) {
  core::AuditRecord record;
  record.user_agent = std::move(user_agent);
  const auto text = canonical_json(record);
  constexpr std::string_view kKey = R"("user_agent":)";
  const auto begin = text.find(kKey) + kKey.size();
  return text.substr(begin, text.find(R"(,"zone_name")") - begin);
}

TEST(CanonicalJson, HoldsEverythingSortedByKey) {
  EXPECT_EQ(canonical_json(full_record()),
            R"({"action":"update_member")"
            R"(,"actor":"1112131415161718191a1b1c1d1e1f20")"
            R"(,"actor_email":"ada@example.com")"
            R"(,"changes":[{"after":"Billing","before":"Administrator","field":"roles"})"
            R"(,{"after":"","field":"status"}])"
            R"(,"client_address":"192.0.2.7")"
            R"(,"credential":"3132333435363738393a3b3c3d3e3f40")"
            R"(,"credential_kind":"api_token")"
            R"(,"credential_name":"laptop")"
            R"(,"effective_actor":"2122232425262728292a2b2c2d2e2f30")"
            R"(,"id":"0102030405060708090a0b0c0d0e0f10")"
            R"(,"method":"PUT")"
            R"(,"occurred_at":"2026-03-01T12:00:00.000007Z")"
            R"(,"operation":"member.update")"
            R"(,"outcome":"success")"
            R"(,"owner":{"id":"4142434445464748494a4b4c4d4e4f50","kind":"organization"})"
            R"(,"path":"/client/v4/accounts")"
            R"(,"refusal":"")"
            R"(,"request":"6162636465666768696a6b6c6d6e6f70")"
            R"(,"resource_id":"m1")"
            R"(,"resource_kind":"member")"
            R"(,"sequence":7)"
            R"(,"user_agent":"curl/8")"
            R"(,"zone":"5152535455565758595a5b5c5d5e5f60")"
            R"(,"zone_name":"example.com"})");
}

TEST(CanonicalJson, LeavesOutWhatIsAbsent) {
  EXPECT_EQ(canonical_json({}),
            R"({"action":"","actor_email":"","changes":[],"credential_kind":"system")"
            R"(,"credential_name":"","id":"00000000000000000000000000000000","method":"")"
            R"(,"occurred_at":"1970-01-01T00:00:00.000000Z","operation":"","outcome":"success")"
            R"(,"owner":{"id":"00000000000000000000000000000000","kind":"installation"},"path":"")"
            R"(,"refusal":"","resource_id":"","resource_kind":"","sequence":0,"user_agent":"")"
            R"(,"zone_name":""})");
}

TEST(CanonicalJson, PutsTheHashInItsPlace) {
  auto record = full_record();
  record.hash.fill(0xAB);
  auto expected = canonical_json(record);
  std::string hash;
  for (int i = 0; i < 32; ++i) hash += "ab";
  expected.insert(expected.find(R"("id":"0102)"), R"("hash":")" + hash + "\",");
  EXPECT_EQ(canonical_json_with_hash(record), expected);
}

TEST(CanonicalJson, EscapesWhatRfc8785Escapes) {
  EXPECT_EQ(written("\"\\/"), R"("\"\\/")");
  EXPECT_EQ(written("\b\t\n\f\r"), R"("\b\t\n\f\r")");
  EXPECT_EQ(written(std::string("\0\x01\x0b\x1f", 4)), R"("\u0000\u0001\u000b\u001f")");
  EXPECT_EQ(written("\x7F\xC2\x80"), "\"\x7F\xC2\x80\"");
  EXPECT_EQ(written("<script> & ' \xE2\x80\xA8"), "\"<script> & ' \xE2\x80\xA8\"");
  // The example of RFC 8785, section 3.2.2.
  EXPECT_EQ(written("\xE2\x82\xAC$\x0F\nA'B\"\\\\\"/"),
            "\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
  EXPECT_EQ(written("\xF0\x9F\x98\x80"), "\"\xF0\x9F\x98\x80\"");
}

TEST(CanonicalJson, WritesTheDigitsOfWhatIsNoUtf8) {
  EXPECT_EQ(written("\xFF"), R"({"hex":"ff"})");
  EXPECT_EQ(written("a\xC3"), R"({"hex":"61c3"})");
  EXPECT_EQ(written("\xED\xA0\x80"), R"({"hex":"eda080"})");        // half of a pair
  EXPECT_EQ(written("\xC0\x80"), R"({"hex":"c080"})");              // too long
  EXPECT_EQ(written("\xF4\x90\x80\x80"), R"({"hex":"f4908080"})");  // past the last character
  EXPECT_EQ(written("{\"hex\":\"ff\"}"), R"("{\"hex\":\"ff\"}")");
}

TEST(CanonicalJson, TellsTimesApartThatNoDateCanSay) {
  core::AuditRecord record;
  record.occurred_at = *core::parse_rfc3339("2026-03-01T12:00:00Z");
  core::AuditRecord later = record;
  later.occurred_at += std::chrono::days(3'652'425);  // 10,000 years
  EXPECT_NE(canonical_json(record), canonical_json(later));
}

/// Every record that differs from the full one in one thing.
std::vector<core::AuditRecord> altered_records() {
  std::vector<core::AuditRecord> altered;
  const auto alter = [&](auto change) {
    auto record = full_record();
    change(record);
    altered.push_back(std::move(record));
  };
  const auto alter_text = [&](auto field) {
    const auto length = field(*std::make_unique<core::AuditRecord>(full_record())).size();
    for (std::size_t i = 0; i < length; ++i) {
      for (unsigned bit = 1; bit < 256; bit *= 2) {
        alter([&](auto& record) {
          field(record)[i] = static_cast<char>(static_cast<unsigned char>(field(record)[i]) ^ bit);
        });
      }
    }
    for (const char* more : {"\"", ",", "\x80", "\\", "\n"}) {
      alter([&](auto& record) { field(record) += more; });
      alter([&](auto& record) { field(record).insert(0, more); });
    }
    alter([&](auto& record) { field(record).clear(); });
  };
  const auto alter_id = [&](auto field) {
    for (std::size_t i = 0; i < 16; ++i) {
      alter([&](auto& record) { field(record)[i] ^= 0x10; });
    }
  };
  using Record = core::AuditRecord;
  alter_id([](Record& record) -> auto& { return record.id.bytes; });
  alter_id([](Record& record) -> auto& { return record.actor->bytes; });
  alter_id([](Record& record) -> auto& { return record.effective_actor->bytes; });
  alter_id([](Record& record) -> auto& { return *record.credential; });
  alter_id([](Record& record) -> auto& { return record.owner.id; });
  alter_id([](Record& record) -> auto& { return record.zone->bytes; });
  alter_id([](Record& record) -> auto& { return record.client_address->bytes; });
  alter_id([](Record& record) -> auto& { return record.request->bytes; });
  alter([](Record& record) { record.actor.reset(); });
  alter([](Record& record) { record.effective_actor.reset(); });
  alter([](Record& record) { record.credential.reset(); });
  alter([](Record& record) { record.zone.reset(); });
  alter([](Record& record) { record.client_address.reset(); });
  alter([](Record& record) { record.request.reset(); });
  alter([](Record& record) { record.actor = core::UserId{}; });
  alter_text([](Record& record) -> auto& { return record.operation; });
  alter_text([](Record& record) -> auto& { return record.action; });
  alter_text([](Record& record) -> auto& { return record.actor_email; });
  alter_text([](Record& record) -> auto& { return record.credential_name; });
  alter_text([](Record& record) -> auto& { return record.resource_kind; });
  alter_text([](Record& record) -> auto& { return record.resource_id; });
  alter_text([](Record& record) -> auto& { return record.zone_name; });
  alter_text([](Record& record) -> auto& { return record.user_agent; });
  alter_text([](Record& record) -> auto& { return record.method; });
  alter_text([](Record& record) -> auto& { return record.path; });
  alter_text([](Record& record) -> auto& { return record.changes[0].field; });
  alter_text([](Record& record) -> auto& { return *record.changes[0].before; });
  alter_text([](Record& record) -> auto& { return *record.changes[0].after; });
  alter([](Record& record) { record.refusal = "permission_missing"; });
  alter([](Record& record) { record.changes[0].before.reset(); });
  alter([](Record& record) { record.changes[0].after.reset(); });
  alter([](Record& record) { std::swap(record.changes[0].before, record.changes[0].after); });
  alter([](Record& record) { std::swap(record.changes[0], record.changes[1]); });
  alter([](Record& record) { record.changes[1].after.reset(); });
  alter([](Record& record) { record.changes[1].before = ""; });
  alter([](Record& record) { record.changes.pop_back(); });
  alter([](Record& record) { record.changes.push_back({}); });
  alter([](Record& record) { record.changes.clear(); });
  for (int bit = 0; bit < 63; ++bit) {
    alter([&](Record& record) { record.sequence ^= std::uint64_t{1} << bit; });
    alter([&](Record& record) {
      record.occurred_at = core::Timestamp(std::chrono::microseconds(
          record.occurred_at.time_since_epoch().count() ^ (std::int64_t{1} << bit)));
    });
  }
  alter([](Record& record) { record.outcome = core::AuditOutcome::refused; });
  for (const auto kind : {core::CredentialKind::global_key, core::CredentialKind::organization_key,
                          core::CredentialKind::system, core::CredentialKind::payment_gateway}) {
    alter([&](Record& record) { record.credential_kind = kind; });
  }
  alter([](Record& record) { record.owner.kind = core::AuditOwnerKind::user; });
  alter([](Record& record) { record.owner.kind = core::AuditOwnerKind::installation; });
  return altered;
}

TEST(CanonicalJson, DiffersWhereverRecordsDo) {
  std::set<std::string> texts{canonical_json(full_record())};
  for (const auto& record : altered_records()) {
    EXPECT_TRUE(texts.insert(canonical_json(record)).second) << canonical_json(record);
  }
  EXPECT_GT(texts.size(), 1000U);
}

TEST(CanonicalJson, IsWhatReadersOfJsonMakeOfIt) {
  for (const auto& record : altered_records()) {
    const auto text = canonical_json(record);
    const auto value = json::parse(text, 4);
    ASSERT_TRUE(value) << value.error() << "\n" << text;
    ASSERT_EQ(to_jcs(*value), text);
  }
}

TEST(ToJcs, SortsKeysAndLeavesNoSpace) {
  EXPECT_EQ(to_jcs(*json::parse(R"( {"b" : [ 1, -2 ], "a": {"d":"x","c":"\u20ac\/"} } )", 4)),
            "{\"a\":{\"c\":\"\xE2\x82\xAC/\",\"d\":\"x\"},\"b\":[1,-2]}");
}

TEST(ToJcs, RefusesWhatNoRecordHolds) {
  for (const char* text : {"null", "[true]", R"({"a":false})", "1.5", "[1e3]"}) {
    EXPECT_EQ(to_jcs(*json::parse(text, 4)), std::nullopt) << text;
  }
}

TEST(IsUtf8, KnowsEveryFormOfCharacter) {
  for (const char* good :
       {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const char* bad :
       {"\x80", "\xBF", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE1\x80", "\xE1\x80\x41",
        "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF0\x90\x80", "\xF0\x90\x80\x41", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFE"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

}  // namespace
}  // namespace selfsame::audit
