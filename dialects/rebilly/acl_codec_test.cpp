#include "dialects/rebilly/acl_codec.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "dialects/rebilly/ids.h"
#include "tests/support/fake_hasher.h"

namespace selfsame::rebilly {
namespace {

using Errors = std::vector<core::FieldError>;

const testing::FakeHasher kHasher;
const auto kOrganization = core::OrganizationId::parse(std::string(32, 'a')).value();

std::vector<core::AclEntry> read(std::string_view text, Errors& errors) {
  return read_acl(boost::json::parse(text).as_array(), "/acl", kHasher, errors);
}

std::string written(const std::vector<core::AclEntry>& acl) {
  std::string text;
  json::Writer out(text);
  encode_acl(acl, out);
  return text;
}

std::string refused_at(std::string_view text) {
  Errors errors;
  read(text, errors);
  std::string places;
  for (const auto& error : errors) places += error.pointer + ' ';
  return places;
}

TEST(Acl, ComesBackAsItWasSent) {
  const auto id = spell_id(kOrganization.bytes, IdKind::organization);
  const auto sent = R"([{"scope":{"organizationId":[")" + id +
                    R"("],"productId":["p-1","p-2"],"planId":["gold"],"customFieldName":["c_1"]},)"
                    R"("permissions":["GetUser","GetProfile"]},{"scope":{},"permissions":["*"]}])";
  Errors errors;
  const auto acl = read(sent, errors);
  EXPECT_TRUE(errors.empty());
  ASSERT_EQ(acl.size(), 2U);
  EXPECT_EQ(acl[0].scope.organizations, std::vector{kOrganization});
  EXPECT_EQ(written(acl), sent);
}

TEST(Acl, AnOrganizationMayBeNamedByAnIdThatAClientChose) {
  Errors errors;
  const auto acl =
      read(R"([{"scope":{"organizationId":["my-shop"]},"permissions":["*"]}])", errors);
  ASSERT_EQ(acl.size(), 1U);
  EXPECT_EQ(
      acl[0].scope.organizations,
      std::vector{core::OrganizationId{chosen_id("my-shop", IdKind::organization, {}, kHasher)}});
}

TEST(Acl, AScopeThatPhpWroteEmptyIsEmpty) {
  Errors errors;
  EXPECT_EQ(written(read(R"([{"scope":[],"permissions":["GetUser"]}])", errors)),
            R"([{"scope":{},"permissions":["GetUser"]}])");
  EXPECT_TRUE(errors.empty());
}

TEST(Acl, SaysAtWhichPlaceSomethingIsWrong) {
  EXPECT_EQ(refused_at(R"([{"permissions":["GetUser"]}])"), "/acl/0/scope ");
  EXPECT_EQ(refused_at(R"([{"scope":{}}])"), "/acl/0/permissions ");
  EXPECT_EQ(refused_at(R"([{"scope":{},"permissions":["GetUser","Get*",3]}])"),
            "/acl/0/permissions/1 /acl/0/permissions/2 ");
  EXPECT_EQ(refused_at(R"([7,{"scope":7,"permissions":[]}])"), "/acl/0 /acl/1/scope ");
  EXPECT_EQ(refused_at(R"([{"scope":{"organizationId":["a/b","usr_0YVCEENYJ3D7Q9EN6BN16HA0G4"],)"
                       R"("customFieldName":["ok","a b"]},"permissions":[]}])"),
            "/acl/0/scope/organizationId/0 /acl/0/scope/organizationId/1 "
            "/acl/0/scope/customFieldName/1 ");
}

TEST(Acl, NamesOfAScopeHaveALimit) {
  const auto with = [](std::string_view key, std::size_t characters) {
    return R"([{"scope":{")" + std::string(key) + R"(":[")" + std::string(characters, 'x') +
           R"("]},"permissions":[]}])";
  };
  EXPECT_EQ(refused_at(with("productId", 50)), "");
  EXPECT_EQ(refused_at(with("productId", 51)), "/acl/0/scope/productId/0 ");
  EXPECT_EQ(refused_at(with("customFieldName", 60)), "");
  EXPECT_EQ(refused_at(with("customFieldName", 61)), "/acl/0/scope/customFieldName/0 ");
}

TEST(Acl, ManyWrongEntriesMakeOneError) {
  std::string many = "[0";
  for (int i = 0; i < 100; ++i) many += ",0";
  EXPECT_EQ(refused_at(many + ']'), "/acl ");
}

TEST(Permissions, AreKeptOnce) {
  Errors errors;
  const auto names = read_permissions(
      boost::json::parse(R"(["GetUser","GetProfile","GetUser"])").as_array(), "/p", errors);
  EXPECT_EQ(names, (std::vector<std::string>{"GetUser", "GetProfile"}));
  EXPECT_TRUE(errors.empty());
}

}  // namespace
}  // namespace selfsame::rebilly
