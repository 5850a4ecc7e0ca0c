#include "server/import_codec.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "json/parse.h"
#include "tests/support/fake_clock.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::server {
namespace {

using testing::kNoon;

const std::string kA = std::string(32, 'a');
const std::string kB = std::string(32, 'b');
const std::string kHash = kA + kB;

core::Result<ImportedEntity> decode(std::string_view line) {
  testing::SeededEntropy entropy;
  const auto value = json::parse(line, core::limits::kJsonDepth);
  EXPECT_TRUE(value) << line;
  return decode_entity(*value, kNoon, entropy);
}

template <class Entity>
Entity read(std::string_view line) {
  auto entity = decode(line);
  if (!entity) {
    ADD_FAILURE() << line << ": " << entity.error().fields.at(0).pointer << ' '
                  << entity.error().message;
    return {};
  }
  auto* found = std::get_if<Entity>(&*entity);
  EXPECT_NE(found, nullptr) << line;
  return found == nullptr ? Entity() : *found;
}

/// The places that are complained about.
std::vector<std::string> complaints(std::string_view line) {
  const auto entity = decode(line);
  std::vector<std::string> places;
  if (entity) return places;
  EXPECT_EQ(entity.error().code, core::ErrorCode::invalid);
  for (const auto& field : entity.error().fields) places.push_back(field.pointer);
  return places;
}

using Places = std::vector<std::string>;

TEST(DecodeEntity, ReadsAUser) {
  const auto user = read<core::User>(
      R"({"type":"user","id":")" + kA + R"(","email":"a@b","username":"ann","first_name":"A",)" +
      R"("last_name":null,"country":"NZ","suspended":true,"created_on":"2020-01-01T00:00:00Z"})");
  EXPECT_EQ(user.id.hex(), kA);
  EXPECT_EQ(user.email, "a@b");
  EXPECT_EQ(user.username, "ann");
  EXPECT_EQ(user.first_name, "A");
  EXPECT_EQ(user.last_name, std::nullopt);
  EXPECT_EQ(user.country, "NZ");
  EXPECT_TRUE(user.suspended);
  EXPECT_EQ(user.created_at, core::parse_rfc3339("2020-01-01T00:00:00Z"));
  EXPECT_EQ(user.modified_at, user.created_at);
}

TEST(DecodeEntity, TimesThatAreLeftOutAreNow) {
  const auto user = read<core::User>(R"({"type":"user","id":")" + kA + R"(","email":"a@b"})");
  EXPECT_EQ(user.created_at, kNoon);
  EXPECT_EQ(user.modified_at, kNoon);
}

TEST(DecodeEntity, ReadsIdsInEverySpelling) {
  for (const std::string id :
       {kA.c_str(), "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", "usr_5ANANANANANANANANANANANANA"}) {
    EXPECT_EQ(read<core::User>(R"({"type":"user","id":")" + id + R"(","email":"a@b"})").id.hex(),
              kA);
  }
}

TEST(DecodeEntity, ReadsATokenWithTheHashOfItsSecret) {
  const auto token = read<core::ImportedToken>(
      R"({"type":"token","id":")" + kA + R"(","user_id":")" + kB + R"(","secret_sha256":")" +
      kHash + R"(","issued_on":"2020-01-01T00:00:00Z","name":"t","status":"disabled",)" +
      R"("policies":[{"effect":"deny","permission_groups":[{"id":"g"}],"resources":{"*":"*"}}]})");
  EXPECT_EQ(token.id.hex(), kA);
  EXPECT_EQ(token.user.hex(), kB);
  EXPECT_EQ(token.secret.bytes.front(), 0xAA);
  EXPECT_EQ(token.secret.bytes.back(), 0xBB);
  EXPECT_EQ(token.issued_at, core::parse_rfc3339("2020-01-01T00:00:00Z"));
  EXPECT_EQ(token.draft.name, "t");
  EXPECT_EQ(token.draft.status, core::TokenStatus::disabled);
  EXPECT_EQ(token.draft.policies.at(0).effect, core::Effect::deny);
}

TEST(DecodeEntity, NamesWhatIsWrongWithAToken) {
  EXPECT_EQ(complaints(R"({"type":"token"})"),
            (Places{"/id", "/user_id", "/secret_sha256", "/name", "/policies"}));
  EXPECT_EQ(complaints(R"({"type":"token","id":")" + kA + R"(","user_id":")" + kB +
                       R"(","secret_sha256":"x","name":"n","policies":[{}],"issued_on":"x"})"),
            (Places{"/secret_sha256", "/issued_on", "/policies/0/effect",
                    "/policies/0/permission_groups", "/policies/0/resources"}));
}

TEST(DecodeEntity, AHashIs64HexDigits) {
  const auto with_hash = [](const std::string& hash) {
    return complaints(R"({"type":"api_key","kind":"global","user_id":")" + kA +
                      R"(","secret_sha256":")" + hash + "\"}");
  };
  EXPECT_EQ(with_hash(kHash), Places{});
  EXPECT_EQ(with_hash(std::string(64, 'F')), Places{});
  for (const std::string& hash :
       {std::string("x"), std::string(63, 'a'), std::string(65, 'a'), std::string(32, 'a'),
        std::string(64, 'g'), std::string(128, 'a'), std::string()}) {
    EXPECT_EQ(with_hash(hash), Places{"/secret_sha256"}) << hash;
  }
}

TEST(DecodeEntity, ReadsKeysOfBothKinds) {
  const auto global = read<ImportedApiKey>(R"({"type":"api_key","kind":"global","user_id":")" + kA +
                                           R"(","secret_sha256":")" + kHash + "\"}");
  EXPECT_EQ(global.key.kind, core::ApiKeyKind::global);
  EXPECT_EQ(global.key.user.hex(), kA);
  EXPECT_NE(global.key.id, core::ApiKeyId{}) << "an id is made";
  EXPECT_FALSE(global.key.organization);
  const auto of_organization = read<ImportedApiKey>(
      R"({"type":"api_key","kind":"organization","id":")" + kB + R"(","user_id":")" + kA +
      R"(","organization_id":")" + kB + R"(","secret_sha256":")" + kHash + R"(","name":"k"})");
  EXPECT_EQ(of_organization.key.kind, core::ApiKeyKind::organization);
  EXPECT_EQ(of_organization.key.id.hex(), kB);
  EXPECT_EQ(of_organization.key.organization->hex(), kB);
  EXPECT_EQ(of_organization.key.name, "k");
}

TEST(DecodeEntity, NamesWhatIsWrongWithAKey) {
  EXPECT_EQ(complaints(R"({"type":"api_key"})"), (Places{"/user_id", "/kind", "/secret_sha256"}));
  EXPECT_EQ(complaints(R"({"type":"api_key","kind":"other","user_id":")" + kA +
                       R"(","secret_sha256":")" + kHash + "\"}"),
            Places{"/kind"});
  EXPECT_EQ(complaints(R"({"type":"api_key","kind":"organization","user_id":")" + kA +
                       R"(","secret_sha256":")" + kHash + "\"}"),
            Places{"/organization_id"});
}

TEST(DecodeEntity, AnEmptyTextIsNoIdAndNoKind) {
  EXPECT_EQ(complaints(R"({"type":"user","id":"","email":"a@b"})"), Places{"/id"});
  EXPECT_EQ(complaints(R"({"type":"api_key","kind":"","user_id":"","secret_sha256":""})"),
            (Places{"/user_id", "/kind", "/secret_sha256"}));
}

TEST(DecodeEntity, ReadsOrganizationsAndMemberships) {
  const auto organization =
      read<core::Organization>(R"({"type":"organization","id":")" + kA + R"(","name":"Acme"})");
  EXPECT_EQ(organization.id.hex(), kA);
  EXPECT_EQ(organization.name, "Acme");
  const auto membership =
      read<core::Membership>(R"({"type":"membership","organization_id":")" + kA +
                             R"(","user_id":")" + kB + R"(","owner":true})");
  EXPECT_EQ(membership.organization.hex(), kA);
  EXPECT_EQ(membership.user.hex(), kB);
  EXPECT_TRUE(membership.owner);
  EXPECT_NE(membership.id, core::MembershipId{});
}

TEST(DecodeEntity, WantsATypeThatItKnows) {
  EXPECT_EQ(complaints(R"({"type":"zone"})"), Places{"/type"});
  EXPECT_EQ(complaints(R"({"type":1})").front(), "/type");
  EXPECT_EQ(complaints("{}").front(), "/type");
  EXPECT_EQ(complaints("[]").front(), "");
}

TEST(DecodeEntity, RefusesWrongIdsTimesAndTruths) {
  EXPECT_EQ(complaints(R"({"type":"user","id":"x","email":"a@b","created_on":"today",)"
                       R"("suspended":"no"})"),
            (Places{"/id", "/suspended", "/created_on"}));
  EXPECT_EQ(complaints(R"({"type":"user","id":null})"), (Places{"/id", "/email"}));
}

}  // namespace
}  // namespace selfsame::server
