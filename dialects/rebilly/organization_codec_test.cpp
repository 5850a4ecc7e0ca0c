#include "dialects/rebilly/organization_codec.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <memory>

#include "core/limits.h"
#include "http/request.h"

namespace selfsame::rebilly {
namespace {

boost::json::object new_body() {
  return {{"name", "Shop"},
          {"website", "https://shop.example.com"},
          {"country", "DE"},
          {"reportCurrency", "EUR"}};
}

template <class T>
std::string places(const core::Result<T>& decoded) {
  std::string text;
  if (decoded) return text;
  for (const auto& field : decoded.error().fields) text += field.pointer + ' ';
  return text;
}

core::OrganizationWithProfile some_organization() {
  const auto place = std::make_shared<core::Organization>();
  place->id = core::OrganizationId::parse(std::string(32, 'a')).value();
  place->name = "Shop";
  core::OrganizationProfile profile;
  profile.website = "https://secret.example.com";
  profile.city = "Ulm";
  profile.country = "DE";
  profile.phone_numbers = {{"main", "+49 1", true}};
  profile.questionnaire = R"({"role":"owner"})";
  return {place, profile};
}

std::string encoded(const core::OrganizationWithProfile& organization) {
  const http::Request request;
  const LinkBase links(request, "https://id.example.com", "/rebilly", "");
  std::string text;
  json::Writer out(text);
  encode_organization(organization, links, out);
  return text;
}

TEST(DecodeNewOrganization, RequiresFour) {
  EXPECT_EQ(places(decode_new_organization(boost::json::object())),
            "/name /website /country /reportCurrency ");
  const auto wanted = decode_new_organization(new_body());
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->rest.name, "Shop");
  EXPECT_EQ(wanted->website, "https://shop.example.com");
  EXPECT_EQ(wanted->report_currency, "EUR");
  EXPECT_EQ(wanted->rest.country, std::optional(std::optional<std::string>("DE")));
  EXPECT_FALSE(wanted->rest.settings);
}

TEST(DecodeNewOrganization, ANameHasALimit) {
  auto body = new_body();
  body["name"] = std::string(core::limits::kShortOrganizationNameCharacters, 'x');
  EXPECT_TRUE(decode_new_organization(body));
  body["name"] = std::string(core::limits::kShortOrganizationNameCharacters + 1, 'x');
  EXPECT_EQ(places(decode_new_organization(body)), "/name ");
}

TEST(DecodeNewOrganization, NamesPlacesDeepInside) {
  auto body = new_body();
  body["phoneNumbers"] = boost::json::parse(R"([{"label":"a","value":"1"},{"label":"b"}])");
  body["emails"] = boost::json::parse(R"([7])");
  body["settings"] = boost::json::parse(R"({"defaultTaxCalculator":{}})");
  body["questionnaire"] = boost::json::parse(R"({"products":[1]})");
  EXPECT_EQ(places(decode_new_organization(body)),
            "/phoneNumbers/1/value /emails/0 /questionnaire/products/0 "
            "/settings/defaultTaxCalculator/type ");
}

TEST(DecodeOrganizationPatch, WhatIsAbsentStaysAndWhatIsNullIsCleared) {
  const auto patch = decode_organization_patch(
      boost::json::parse(R"({"city":null,"region":"Bavaria","settings":null,"emails":[]})"));
  ASSERT_TRUE(patch);
  EXPECT_FALSE(patch->edit.name);
  EXPECT_FALSE(patch->edit.address);
  ASSERT_TRUE(patch->edit.city);
  EXPECT_FALSE(*patch->edit.city);
  EXPECT_EQ(patch->edit.region, std::optional(std::optional<std::string>("Bavaria")));
  ASSERT_TRUE(patch->edit.settings);
  EXPECT_FALSE(*patch->edit.settings);
  EXPECT_FALSE(patch->settings);
  ASSERT_TRUE(patch->edit.emails);
  EXPECT_TRUE(patch->edit.emails->empty());
}

TEST(DecodeOrganizationPatch, ANameCannotBeCleared) {
  EXPECT_EQ(places(decode_organization_patch(boost::json::parse(R"({"name":null})"))), "/name ");
}

TEST(DecodeOrganizationPatch, LeavesSettingsToBeMerged) {
  const auto patch =
      decode_organization_patch(boost::json::parse(R"({"settings":{"billing":{}}})"));
  ASSERT_TRUE(patch);
  ASSERT_TRUE(patch->settings);
  EXPECT_TRUE(patch->settings->contains("billing"));
  EXPECT_FALSE(patch->edit.settings);
}

TEST(DecodeOrganization, RequiresNameAndCountry) {
  EXPECT_EQ(places(decode_organization(boost::json::object())), "/name /country ");
}

TEST(EncodeOrganization, NeverShowsTheWebsite) {
  EXPECT_EQ(encoded(some_organization()).find("secret.example.com"), std::string::npos);
}

TEST(EncodeOrganization, HasEveryPropertyOfTheOriginal) {
  const auto body = boost::json::parse(encoded(some_organization())).as_object();
  for (const auto* key : {"id",
                          "name",
                          "address",
                          "address2",
                          "city",
                          "region",
                          "country",
                          "phoneNumbers",
                          "emails",
                          "taxDescriptor",
                          "invoiceTimeZone",
                          "reportCurrency",
                          "questionnaire",
                          "settings",
                          "taxNumbers",
                          "features",
                          "createdTime",
                          "updatedTime",
                          "replayOrganizationId",
                          "_links"}) {
    EXPECT_TRUE(body.contains(key)) << key;
  }
  EXPECT_EQ(body.at("questionnaire").at("role"), "owner");
  EXPECT_TRUE(body.at("settings").as_object().empty());
  EXPECT_FALSE(body.contains("postalCode"));  // the one that is never null
}

TEST(EncodeOrganization, WhatItSaysIsTakenBack) {
  const auto edit = decode_organization(boost::json::parse(encoded(some_organization())));
  ASSERT_TRUE(edit);
  EXPECT_EQ(edit->phone_numbers, some_organization().profile.phone_numbers);
  EXPECT_EQ(edit->questionnaire, std::optional(some_organization().profile.questionnaire));
}

TEST(OrganizationValue, IsThereForEachFieldThatSomethingSays) {
  auto organization = some_organization();
  auto& profile = organization.profile;
  for (auto* text : {&profile.address, &profile.address2, &profile.region, &profile.postal_code,
                     &profile.tax_descriptor}) {
    *text = "x";
  }
  for (const auto& field : organization_fields()) {
    EXPECT_FALSE(
        std::holds_alternative<std::monostate>(organization_value(organization, field.name)))
        << field.name;
  }
  EXPECT_EQ(organization_value(some_organization(), "address"), Value());
}

}  // namespace
}  // namespace selfsame::rebilly
