#include "dialects/rebilly/ids.h"

#include <array>
#include <gtest/gtest.h>
#include <set>

#include "tests/support/fake_hasher.h"

namespace selfsame::rebilly {
namespace {

constexpr std::array kKinds{IdKind::user, IdKind::organization, IdKind::role, IdKind::session,
                            IdKind::api_key};
const std::string kUuid = "1edb1cea-fa43-69ee-9754-cba84d150204";
const std::string kBody = "0YVCEENYJ3D7Q9EN6BN16HA0G4";
const core::IdBytes kBytes = core::parse_id(kUuid).value();
const core::OrganizationId kHere = core::OrganizationId::parse(std::string(32, '1')).value();
const core::OrganizationId kThere = core::OrganizationId::parse(std::string(32, '2')).value();
const testing::FakeHasher kHasher;

std::optional<core::IdBytes> read(std::string_view text, IdKind kind = IdKind::user) {
  return read_id(text, kind, kHere, kHasher);
}

TEST(SpellId, IsAsThePublishedExamplesAre) {
  EXPECT_EQ(spell_id(kBytes, IdKind::user), "usr_0YVCEENYJ3D7Q9EN6BN16HA0G4");
  const auto spelled = [](const char* uuid, IdKind kind) {
    return spell_id(core::parse_id(uuid).value(), kind);
  };
  EXPECT_EQ(spelled("1edb688c-30f0-6a9a-a6e5-79a702224948", IdKind::organization),
            "org_0YVDM8RC7GDADADSBSMW124JA8");
  EXPECT_EQ(spelled("1edb6a29-0431-6d3a-9aa3-a76b164653a2", IdKind::role),
            "role_0YVDN2J11HDMX9N8X7DCB4CMX2");
  EXPECT_EQ(spelled("1ed9e57a-78ce-689e-b715-0ba3e2be2ff1", IdKind::api_key),
            "api_key_0YV7JQMY6ED2FBE58BMFHBWBZH");
  EXPECT_EQ(spelled("1ed9dae9-7500-6370-a9ef-5b21d1fac9b8", IdKind::session),
            "jwt_0YV7DEJX80CDRAKVTV478ZNJDR");
}

TEST(ReadId, TakesEverySpelling) {
  for (const auto& text : {kUuid, kBody, "usr_" + kBody, core::id_to_hex(kBytes),
                           std::string("usr_0yvceenyj3d7q9en6bn16ha0g4")}) {
    EXPECT_EQ(read(text), kBytes) << text;
    EXPECT_FALSE(is_chosen(text, IdKind::user)) << text;
  }
  for (const auto kind : kKinds) EXPECT_EQ(read(spell_id(kBytes, kind), kind), kBytes);
}

TEST(ReadId, RefusesOneOfOursOfAnotherKind) {
  for (const auto kind : kKinds) {
    for (const auto other : kKinds) {
      const auto text = spell_id(kBytes, other);
      EXPECT_EQ(read(text, kind).has_value(), kind == other) << text;
      EXPECT_FALSE(is_chosen(text, kind)) << text;
    }
  }
}

TEST(ReadId, TakesWhatAClientChose) {
  for (const std::string_view text :
       {"my-second-key", "a", "org_admin", "usr_", "role_1", "a@b.c",
        "usr_0YVCEENYJ3D7Q9EN6BN16HA0G", "usr_8YVCEENYJ3D7Q9EN6BN16HA0G4",
        "4f6cf35x-2c4y-483z-a0a9-158621f77a21", "customer_0YVCEENYJ3D7Q9EN6BN16HA0G4"}) {
    EXPECT_EQ(read(text), chosen_id(text, IdKind::user, kHere, kHasher)) << text;
    EXPECT_TRUE(is_chosen(text, IdKind::user)) << text;
  }
  EXPECT_TRUE(is_chosen(std::string(50, 'x'), IdKind::role));
}

TEST(ReadId, RefusesWhatCanBeNoId) {
  for (const std::string& text : {std::string(), std::string("a b"), std::string("a/b"),
                                  std::string(51, 'x'), std::string("usr_\xC3\xA4")}) {
    EXPECT_EQ(read(text), std::nullopt) << text;
    EXPECT_FALSE(is_chosen(text, IdKind::user)) << text;
  }
}

TEST(ChosenId, DependsOnAllThatItStandsFor) {
  std::set<core::IdBytes> seen;
  for (const auto kind : kKinds) {
    for (const auto* text : {"a", "b", "A", "ab"}) {
      EXPECT_TRUE(seen.insert(chosen_id(text, kind, kHere, kHasher)).second);
      const auto elsewhere = seen.insert(chosen_id(text, kind, kThere, kHasher)).second;
      EXPECT_EQ(elsewhere, kind != IdKind::organization) << text;
    }
  }
}

TEST(ChosenId, IsAUuidOfVersion8) {
  for (int i = 0; i < 100; ++i) {
    const auto bytes = chosen_id(std::to_string(i), IdKind::role, kHere, kHasher);
    EXPECT_EQ(bytes[6] >> 4U, 8);
    EXPECT_EQ(bytes[8] >> 6U, 2);
  }
}

/// Remembers what it was given, and gives it back as the hash.
class Recorder final : public core::SecretHasher {
 public:
  [[nodiscard]] core::SecretHash hash(std::string_view secret) const override {
    seen = secret;
    core::SecretHash hash;
    hash.bytes.fill(0xFF);
    return hash;
  }
  mutable std::string seen;
};

TEST(ChosenId, IsWhatStoresHoldAlready) {
  Recorder recorder;
  EXPECT_EQ(core::id_to_uuid(chosen_id("my-key", IdKind::api_key, kHere, recorder)),
            "ffffffff-ffff-8fff-bfff-ffffffffffff");
  EXPECT_EQ(recorder.seen, "api_key:11111111111111111111111111111111:my-key");
  chosen_id("mine", IdKind::organization, kHere, recorder);
  EXPECT_EQ(recorder.seen, "org:00000000000000000000000000000000:mine");
}

TEST(ChosenId, ReadsAgainByItsSpelling) {
  const auto bytes = chosen_id("my-key", IdKind::api_key, kHere, kHasher);
  EXPECT_EQ(read_id(spell_id(bytes, IdKind::api_key), IdKind::api_key, kThere, kHasher), bytes);
}

}  // namespace
}  // namespace selfsame::rebilly
