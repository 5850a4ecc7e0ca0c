#include "dialects/rebilly/api_key_codec.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "core/limits.h"
#include "dialects/rebilly/ids.h"
#include "http/request.h"
#include "tests/support/fake_hasher.h"

namespace selfsame::rebilly {
namespace {

const testing::FakeHasher kHasher;

core::Result<core::ApiKeyDraft> decode(std::string_view body) {
  return decode_api_key(boost::json::parse(body), kHasher);
}

std::string refused_at(std::string_view body) {
  const auto draft = decode(body);
  if (draft) return "";
  std::string places;
  for (const auto& field : draft.error().fields) places += field.pointer + ' ';
  return places;
}

core::ApiKeyView some_key() {
  core::ApiKeyView view;
  view.key.id = core::ApiKeyId::parse(std::string(32, 'a')).value();
  view.key.kind = core::ApiKeyKind::organization;
  view.key.name = "Test";
  view.key.shown_secret = "w1z9";
  view.user_email = "ada@example.com";
  return view;
}

boost::json::object encoded(const core::ApiKeyView& view, const core::PlainSecret* secret) {
  const http::Request request;
  const LinkBase links(request, "https://id.example.com", "/rebilly", "");
  std::string text;
  json::Writer out(text);
  encode_api_key(view, secret, links, out);
  return boost::json::parse(text).as_object();
}

TEST(DecodeApiKey, TakesADescriptionAlone) {
  const auto draft = decode(R"({"description":"Test"})");
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->name, "Test");
  EXPECT_FALSE(draft->kind);
  EXPECT_FALSE(draft->acl);
  EXPECT_FALSE(draft->allowed_networks);
}

TEST(DecodeApiKey, NullLiftsARestriction) {
  const auto draft = decode(R"({"description":"Test","acl":null,"allowedIps":null})");
  ASSERT_TRUE(draft);
  ASSERT_TRUE(draft->acl);
  EXPECT_FALSE(*draft->acl);
  ASSERT_TRUE(draft->allowed_networks);
  EXPECT_TRUE((*draft->allowed_networks)->empty());
}

TEST(DecodeApiKey, KnowsTwoTypes) {
  EXPECT_EQ(decode(R"({"description":"x","type":"secret"})")->kind, core::ApiKeyKind::organization);
  EXPECT_EQ(decode(R"({"description":"x","type":"publishable"})")->kind,
            core::ApiKeyKind::publishable);
  EXPECT_EQ(refused_at(R"({"description":"x","type":"global"})"), "/type ");
}

TEST(DecodeApiKey, NamesEachPlaceThatIsWrong) {
  EXPECT_EQ(refused_at("{}"), "/description ");
  EXPECT_EQ(refused_at(R"({"description":" "})"), "/description ");
  EXPECT_EQ(refused_at(R"({"description":7,"acl":{},"allowedIps":["10.0.0.1"]})"),
            "/description /acl /allowedIps/0 ");
  EXPECT_EQ(refused_at(R"({"description":"x","acl":[{"scope":{},"permissions":["No"]}]})"),
            "/acl/0/permissions/0 ");
}

TEST(DecodeApiKey, ADescriptionHasALimit) {
  const auto body = [](std::size_t characters) {
    return R"({"description":")" + std::string(characters, 'x') + R"("})";
  };
  EXPECT_TRUE(decode(body(core::limits::kApiKeyNameCharacters)));
  EXPECT_FALSE(decode(body(core::limits::kApiKeyNameCharacters + 1)));
}

TEST(EncodeApiKey, ShowsTheSecretOfANewOneAlone) {
  const core::PlainSecret secret("sk_live_0123456789");
  EXPECT_EQ(encoded(some_key(), &secret).at("secretKey"), "sk_live_0123456789");
  EXPECT_EQ(encoded(some_key(), nullptr).at("secretKey"), "sk_live_************w1z9");
}

TEST(EncodeApiKey, ShowsAllOfAPublishableOne) {
  auto view = some_key();
  view.key.kind = core::ApiKeyKind::publishable;
  view.key.shown_secret = "pk_live_0123456789";
  const auto key = encoded(view, nullptr);
  EXPECT_EQ(key.at("secretKey"), "pk_live_0123456789");
  EXPECT_EQ(key.at("type"), "publishable");
}

TEST(EncodeApiKey, WhatItSaysIsTakenBackAndRestrictsNothingNew) {
  auto sent_back = encoded(some_key(), nullptr);
  const auto draft = decode_api_key(sent_back, kHasher);
  ASSERT_TRUE(draft);
  EXPECT_FALSE(draft->acl);
  EXPECT_TRUE((*draft->allowed_networks)->empty());
}

TEST(EncodeApiKey, ShowsAnIdAsItWasChosen) {
  auto view = some_key();
  EXPECT_EQ(std::string(encoded(view, nullptr).at("id").as_string()),
            spell_id(view.key.id.bytes, IdKind::api_key));
  view.key.chosen_id = "my-second-key";
  const auto key = encoded(view, nullptr);
  EXPECT_EQ(key.at("id"), "my-second-key");
  EXPECT_EQ(key.at("_links").at(0).at("href"),
            "https://id.example.com/rebilly/api-keys/my-second-key");
}

TEST(ApiKeyValue, IsReadAsAFilterReadsTheShownId) {
  auto view = some_key();
  const auto context = core::OrganizationId::parse(std::string(32, 'c')).value();
  EXPECT_EQ(api_key_value(view, "id", context, kHasher), Value(view.key.id.bytes));
  view.key.chosen_id = "my-second-key";
  EXPECT_EQ(api_key_value(view, "id", context, kHasher),
            Value(chosen_id("my-second-key", IdKind::api_key, context, kHasher)));
}

TEST(ApiKeyValue, ThereIsOneForEachField) {
  for (const auto& field : api_key_fields()) {
    EXPECT_FALSE(
        std::holds_alternative<std::monostate>(api_key_value(some_key(), field.name, {}, kHasher)))
        << field.name;
  }
}

}  // namespace
}  // namespace selfsame::rebilly
