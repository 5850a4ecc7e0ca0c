#include "dialects/rebilly/organization_documents.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "core/limits.h"

namespace selfsame::rebilly {
namespace {

/// Where settings are refused, or nothing.
std::string refused_at(std::string_view settings) {
  const auto text = check_settings(boost::json::parse(settings).as_object());
  if (text) return "";
  std::string places;
  for (const auto& field : text.error().fields) places += field.pointer + ' ';
  return places;
}

std::string merged(std::string_view stored, std::string_view given) {
  const auto text = merge_settings(std::string(stored), boost::json::parse(given).as_object());
  return text ? *text : text.error().fields.front().pointer;
}

DocumentEdit tax_numbers(std::string_view body, std::string* place = nullptr) {
  std::vector<core::FieldError> errors;
  const auto value = boost::json::parse(body);
  json::ObjectReader in(value, "", errors);
  auto edit = read_tax_numbers(in, errors);
  if (place != nullptr && !errors.empty()) *place = errors.front().pointer;
  return edit;
}

TEST(Settings, AreKeptAsTheyWereGiven) {
  const std::string given =
      R"({"billing":{"pendingOrderTtl":"P30D","orderDelinquencyPeriod":null,)"
      R"("subtractOneTimeDiscountsFromMrr":true},"mine":[1,{"a":null}],)"
      R"("defaultTaxCalculator":{"type":"flat","rate":7},)"
      R"("notifications":{"notificationEmailAddresses":["ada@example.com"]},)"
      R"("taxLocations":[{"country":"US","city":null}],)"
      R"("annualComplianceScreening":{"enabled":true,"monthDay":"12-31"},)"
      R"("payoutRequestAllocationOrder":["a","selected-payment-instrument"]})";
  EXPECT_EQ(check_settings(boost::json::parse(given).as_object()), given);
}

TEST(Settings, AMonthDayIsADayOfEveryYear) {
  const auto with = [](std::string_view day) {
    return refused_at(R"({"annualComplianceScreening":{"enabled":true,"monthDay":")" +
                      std::string(day) + R"("}})");
  };
  for (const auto* day : {"01-01", "02-28", "04-30", "12-31"}) EXPECT_EQ(with(day), "") << day;
  for (const auto* day :
       {"02-29", "02-30", "04-31", "00-10", "13-01", "1-1", "01-32", "", "01-01\\n", "0101"}) {
    EXPECT_EQ(with(day), "/settings/annualComplianceScreening/monthDay ") << day;
  }
}

TEST(Settings, AMonthDayIsRequiredWhenEnabled) {
  EXPECT_EQ(refused_at(R"({"annualComplianceScreening":{"enabled":true}})"),
            "/settings/annualComplianceScreening/monthDay ");
  EXPECT_EQ(refused_at(R"({"annualComplianceScreening":{"enabled":true,"monthDay":null}})"),
            "/settings/annualComplianceScreening/monthDay ");
  EXPECT_EQ(refused_at(R"({"annualComplianceScreening":{"enabled":false,"monthDay":null}})"), "");
}

TEST(Settings, APayoutOrderHasTheSelectedInstrumentAndNothingTwice) {
  const auto with = [](std::string_view order) {
    return refused_at(R"({"payoutRequestAllocationOrder":)" + std::string(order) + '}');
  };
  const std::string place = "/settings/payoutRequestAllocationOrder ";
  EXPECT_EQ(with("null"), "");
  EXPECT_EQ(with(R"(["selected-payment-instrument","a"])"), "");
  EXPECT_EQ(with(R"(["selected-payment-instrument"])"), place);
  EXPECT_EQ(with(R"(["a","b"])"), place);
  EXPECT_EQ(with(R"(["selected-payment-instrument","selected-payment-instrument"])"), place);
  EXPECT_EQ(with(R"(["selected-payment-instrument","a","a"])"), place);
  EXPECT_EQ(with(R"(["selected-payment-instrument",1])"),
            "/settings/payoutRequestAllocationOrder/1 ");
  std::string many = R"(["selected-payment-instrument")";
  for (int i = 1; i < 25; ++i) many += ",\"" + std::to_string(i) + '"';
  EXPECT_EQ(with(many + ']'), "");
  EXPECT_EQ(with(many + ",\"x\"]"), place);
}

TEST(Settings, ADurationIsOneOfIso8601) {
  const auto with = [](std::string_view duration) {
    return refused_at(R"({"billing":{"pendingOrderTtl":")" + std::string(duration) + R"("}})");
  };
  for (const auto* duration : {"P1Y2M3DT4H5M6.5S", "P4W", "PT12H", "P30D"}) {
    EXPECT_EQ(with(duration), "") << duration;
  }
  for (const auto* duration : {"P", "PT", "P1DT", "30D", "P1H", "P-1D", "", "P1D "}) {
    EXPECT_EQ(with(duration), "/settings/billing/pendingOrderTtl ") << duration;
  }
}

TEST(Settings, EachPartNamesWhatIsWrongInIt) {
  EXPECT_EQ(refused_at(R"({"defaultTaxCalculator":{"rate":"7"}})"),
            "/settings/defaultTaxCalculator/type /settings/defaultTaxCalculator/rate ");
  EXPECT_EQ(refused_at(R"({"defaultTaxCalculator":{"type":"mine"}})"),
            "/settings/defaultTaxCalculator/type ");
  EXPECT_EQ(refused_at(R"({"billing":7,"notifications":{"notifyOnUserAccessChanges":1,)"
                       R"("notificationEmailAddresses":["a@example.com","a"]}})"),
            "/settings/billing /settings/notifications/notifyOnUserAccessChanges "
            "/settings/notifications/notificationEmailAddresses/1 ");
  EXPECT_EQ(refused_at(R"({"taxLocations":[{"country":"us"},{},3]})"),
            "/settings/taxLocations/0/country /settings/taxLocations/1/country "
            "/settings/taxLocations/2 ");
}

TEST(Settings, HaveALimit) {
  const auto with = [](std::size_t bytes) {
    const std::string frame = R"({"x":""})";
    return R"({"x":")" + std::string(bytes - frame.size(), 'x') + R"("})";
  };
  EXPECT_EQ(refused_at(with(core::limits::kOrganizationDocumentBytes)), "");
  EXPECT_EQ(refused_at(with(core::limits::kOrganizationDocumentBytes + 1)), "/settings ");
}

TEST(MergeSettings, KeepsWhatIsNotNamedAndTakesAwayWhatIsNull) {
  EXPECT_EQ(merged(R"({"a":1,"notifications":{"notifyOnUserAccessChanges":true,)"
                   R"("notificationEmailAddresses":["a@example.com"]},"b":2})",
                   R"({"a":null,"notifications":{"notifyOnUserAccessChanges":false}})"),
            R"({"notifications":{"notifyOnUserAccessChanges":false,)"
            R"("notificationEmailAddresses":["a@example.com"]},"b":2})");
}

TEST(MergeSettings, AnEmptyPartOfPhpChangesNothing) {
  EXPECT_EQ(merged(R"({"billing":{"pendingOrderTtl":"P1D"}})", R"({"billing":[]})"),
            R"({"billing":{"pendingOrderTtl":"P1D"}})");
}

TEST(MergeSettings, TheWholeIsWhatMustBeRight) {
  EXPECT_EQ(merged(R"({"annualComplianceScreening":{"monthDay":"01-02"}})",
                   R"({"annualComplianceScreening":{"enabled":true}})"),
            R"({"annualComplianceScreening":{"monthDay":"01-02","enabled":true}})");
  EXPECT_EQ(merged(R"({"annualComplianceScreening":{"monthDay":"01-02","enabled":true}})",
                   R"({"annualComplianceScreening":{"monthDay":null}})"),
            "/settings/annualComplianceScreening/monthDay");
}

TEST(TaxNumbers, AreKeptWithoutWhatAClientSaysOfTheirValidity) {
  EXPECT_EQ(tax_numbers(R"({"taxNumbers":[{"type":"eu-vat","value":"DE1","isValid":true}]})"),
            DocumentEdit(R"([{"type":"eu-vat","value":"DE1","isDefault":false,"isValid":null}])"));
  EXPECT_EQ(tax_numbers(R"({"taxNumbers":null})"), DocumentEdit(std::optional<std::string>()));
  EXPECT_EQ(tax_numbers("{}"), DocumentEdit());
}

TEST(TaxNumbers, NeedATypeAndAValue) {
  std::string place;
  tax_numbers(R"({"taxNumbers":[{"type":"eu-vat"}]})", &place);
  EXPECT_EQ(place, "/taxNumbers/0/value");
  tax_numbers(R"({"taxNumbers":[{"type":"x","value":"1"}]})", &place);
  EXPECT_EQ(place, "/taxNumbers/0/type");
  tax_numbers(R"({"taxNumbers":{}})", &place);
  EXPECT_EQ(place, "/taxNumbers");
}

}  // namespace
}  // namespace selfsame::rebilly
