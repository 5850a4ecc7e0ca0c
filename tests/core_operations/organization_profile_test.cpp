// What organizations say of themselves, and what follows from it for the people in them.
#include <set>

#include "core/identity/profile_operations.h"
#include "core/identity/sign_up_operations.h"
#include "core/limits.h"
#include "core/tenancy/organization_profile_operations.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::seconds;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;

using Names = std::vector<std::string>;
using Edit = OrganizationProfileEdit;

/// Knows Berlin.
class OneZone final : public TimeZones {
 public:
  [[nodiscard]] const TimeZone* find(std::string_view name) const override {
    return name == "Europe/Berlin" ? &utc_zone() : nullptr;
  }
};

class OrganizationProfiles : public testing::OrganizationWorld {
 protected:
  OrganizationProfiles() { billing_.zones = &zones_; }

  OperationContext as(const Principal& principal) {
    const auto context = World::as(principal);
    return {context.catalogue, context.roles, billing_,          context.hasher,
            context.entropy,   context.now,   context.principal, context.origin};
  }
  Principal session_of(const std::shared_ptr<const User>& user, Names names) {
    Session session;
    session.id = SessionId::make(clock_.now(), entropy_);
    session.user = user->id;
    session.permissions = std::move(names);
    Principal principal{user, CredentialKind::session, session.id.bytes, nullptr, origin_.address};
    principal.session = std::make_shared<const Session>(session);
    return principal;
  }
  static NewOrganizationProfile wanted(std::string name = "New", std::string currency = "EUR") {
    NewOrganizationProfile draft{"https://new.example", std::move(currency), {}};
    draft.rest.name = std::move(name);
    draft.rest.country = "DE";
    return draft;
  }
  auto make(const Principal& by, const NewOrganizationProfile& draft) {
    return write([&](auto& tx) { return create_own_organization(tx, as(by), draft); });
  }
  Error make_refusal(const Principal& by, const NewOrganizationProfile& draft) {
    return refusal([&](auto& tx) { return create_own_organization(tx, as(by), draft); });
  }
  auto edit(const Principal& by, const Edit& change) {
    return write([&](auto& tx) { return edit_organization_profile(tx, as(by), acme_, change); });
  }
  Error edit_refusal(const Principal& by, const Edit& change) {
    return refusal([&](auto& tx) { return edit_organization_profile(tx, as(by), acme_, change); });
  }
  Error edit_refusal(const Edit& change) { return edit_refusal(key_, change); }
  auto get(const Principal& by, const OrganizationId& id) {
    return read([&](auto& tx) { return get_organization_profile(tx, as(by), id); });
  }
  Names currencies(const Principal& of) {
    return read([&](auto& tx) { return get_profile(tx, as(of), identity_, std::nullopt); })
        ->available_currencies;
  }
  auto sign_up_as(const SignUp& draft) {
    const Principal nobody{nullptr, CredentialKind::none, {}, nullptr, origin_.address};
    return write([&](auto& tx) { return sign_up(tx, as(nobody), identity_, draft, "hash"); });
  }

  OneZone zones_;
  BillingRules billing_ = testing::test_billing_rules();
  Identity& identity_ = fakes_.identity;
};

using CreateOwnOrganization = OrganizationProfiles;
using EditOrganizationProfile = OrganizationProfiles;
using ListOrganizationProfiles = OrganizationProfiles;
using AvailableCurrencies = OrganizationProfiles;
using SignUpProfile = OrganizationProfiles;

TEST_F(CreateOwnOrganization, IsOwnedByWhoMadeItAndIsTheDefaultOfWhoHasNone) {
  clock_.advance(seconds(4));
  const auto before = contents();
  const auto made = make(other_key_, wanted());
  ASSERT_TRUE(made) << made.error().message;
  const auto id = made->organization->id;
  EXPECT_EQ(made->organization->name, "New");
  EXPECT_EQ(made->organization->parent, std::nullopt);
  EXPECT_EQ(made->organization->created_at, clock_.now());
  EXPECT_EQ(made->profile.website, "https://new.example");
  EXPECT_EQ(made->profile.country, "DE");
  EXPECT_EQ(made->profile.report_currency, "EUR");
  EXPECT_EQ(made->profile.invoice_time_zone, "UTC");
  EXPECT_EQ(get(other_key_, id)->profile, made->profile);
  const auto place = read([&](auto& tx) { return tx.memberships_of(other_->id)->front(); });
  EXPECT_TRUE(place.owner);
  EXPECT_TRUE(place.is_default);
  EXPECT_EQ(place.permissions, Names{"*"});
  const auto records = records_after(before);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].owner, AuditOwner(id));
  EXPECT_EQ(records[0].operation, "own_organization.create");
  EXPECT_EQ(records[1].action, "add");

  const auto second = make(other_key_, wanted("Second"));
  const auto places = read([&](auto& tx) { return *tx.memberships_of(other_->id); });
  ASSERT_EQ(places.size(), 2U);
  EXPECT_FALSE(places[0].is_default && places[1].is_default);
}

TEST_F(CreateOwnOrganization, IsForEverybodyWhoseCredentialKnowsThePermission) {
  EXPECT_TRUE(make(session_of(other_, {"*"}), wanted()));
  EXPECT_TRUE(make(session_of(other_, {"PostOrganization"}), wanted()));
  expect_forbidden(make_refusal(session_of(other_, {"GetOrganization"}), wanted()));
  Principal by_key{user_, CredentialKind::organization_key, {9}, nullptr, origin_.address};
  ApiKey key{ApiKeyId{{9}}, ApiKeyKind::organization, user_->id, acme_, "key", clock_.now()};
  by_key.key = std::make_shared<const ApiKey>(key);
  EXPECT_TRUE(make(by_key, wanted()));
  key.acl = {{{}, {"GetOrganization"}}};
  by_key.key = std::make_shared<const ApiKey>(key);
  expect_forbidden(make_refusal(by_key, wanted()));
  expect_forbidden(
      make_refusal(token_of(user_, {std::string(permission_group::kEverything)}), wanted()));
  expect_forbidden(make_refusal(system_, wanted()));
}

TEST_F(CreateOwnOrganization, WantsANameAWebsiteACountryAndACurrency) {
  const auto error = make_refusal(key_, {"", "", {}});
  std::set<std::string> places;
  for (const auto& field : error.fields) places.insert(field.pointer);
  EXPECT_EQ(places, (std::set<std::string>{"/website", "/country", "/name", "/report_currency"}));
  auto draft = wanted();
  for (const auto* website : {"new.example", "ftp://new.example", "https://", "http://a b"}) {
    draft.website = website;
    expect_invalid(make_refusal(key_, draft), "/website");
  }
  draft.website = "http://" + std::string(limits::kWebsiteCharacters - 7, 'x');
  EXPECT_TRUE(make(key_, draft));
  draft.website += 'x';
  expect_invalid(make_refusal(key_, draft), "/website");
  for (const auto* currency : {"eur", "XYZ", "EURO"}) {
    expect_invalid(make_refusal(key_, wanted("New", currency)), "/report_currency");
  }
}

TEST_F(CreateOwnOrganization, NobodyOwnsMoreThanTheLimit) {
  for (std::size_t i = 1; i < limits::kOwnedOrganizationsPerUser; ++i) {
    ASSERT_TRUE(make(key_, wanted()));
  }
  expect_error(make_refusal(key_, wanted()), ErrorCode::limited, Reason::quota_exceeded);
}

TEST_F(EditOrganizationProfile, MergesAndRecordsWhatChanged) {
  Edit first;
  first.city = "Berlin";
  first.emails = {{"office", "office@example.com", true}};
  first.settings = R"({"notifications":{}})";
  first.invoice_time_zone = "Europe/Berlin";
  ASSERT_TRUE(edit(key_, first));
  clock_.advance(seconds(7));
  const auto before = contents();
  Edit second;
  second.name = "Renamed";
  second.city = std::optional<std::string>();
  second.address = "1 Street";
  const auto edited = edit(key_, second);
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->organization->name, "Renamed");
  EXPECT_EQ(edited->organization->modified_at, clock_.now());
  EXPECT_EQ(edited->profile.city, std::nullopt);
  EXPECT_EQ(edited->profile.address, "1 Street");
  EXPECT_EQ(edited->profile.emails, *first.emails);
  EXPECT_EQ(edited->profile.settings, *first.settings);
  EXPECT_EQ(edited->profile.invoice_time_zone, "Europe/Berlin");
  EXPECT_EQ(edited->profile.report_currency, "USD") << "as nobody said otherwise";
  EXPECT_EQ(get(key_, acme_)->profile, edited->profile);
  const auto record = only_record_after(before);
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.operation, "organization.update");
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"name", "Acme", "Renamed"},
                                                      {"address", std::nullopt, "1 Street"},
                                                      {"city", "Berlin", std::nullopt}}));
  const auto now = contents();
  ASSERT_TRUE(edit(key_, second));
  EXPECT_EQ(contents(), now) << "the same again changes nothing";
}

TEST_F(EditOrganizationProfile, TheNameIsTheOneThatTheOtherDialectShows) {
  Edit change;
  change.name = "From here";
  ASSERT_TRUE(edit(key_, change));
  const auto there = read([&](auto& tx) { return get_organization(tx, as(key_), acme_); });
  EXPECT_EQ(there->organization->name, "From here");
  ASSERT_TRUE(write([&](auto& tx) {
    return update_organization(tx, as(key_), acme_, OrganizationEdit{"From there", {}, {}});
  }));
  EXPECT_EQ(get(key_, acme_)->organization->name, "From there");
}

TEST_F(EditOrganizationProfile, IsForWhoMayChangeTheOrganization) {
  Edit change;
  change.city = "Berlin";
  expect_not_found(edit_refusal(carol_key_, change));
  const auto member = add_member("m@example.com", Names{});
  expect_forbidden(edit_refusal(member.key, change));
  change_place(member.id, [](Membership& place) { place.permissions = {"PatchOrganization"}; });
  EXPECT_TRUE(edit(member.key, change));
  expect_forbidden(edit_refusal(session_of(user_, {"GetOrganization"}), change));
}

TEST_F(EditOrganizationProfile, TakesTextsAtTheirLimitsAndNoLonger) {
  using Text = std::optional<std::optional<std::string>>;
  struct Field {
    Text Edit::* field;
    std::size_t characters_max;
    std::string pointer;
  };
  for (const auto& [field, max, pointer] :
       {Field{&Edit::address, limits::kAddressCharacters, "/address"},
        Field{&Edit::address2, limits::kAddressCharacters, "/address2"},
        Field{&Edit::city, limits::kCityCharacters, "/city"},
        Field{&Edit::region, limits::kCityCharacters, "/region"},
        Field{&Edit::postal_code, limits::kPostalCodeCharacters, "/postal_code"},
        Field{&Edit::tax_descriptor, limits::kTaxDescriptorCharacters, "/tax_descriptor"},
        Field{&Edit::questionnaire, limits::kOrganizationDocumentBytes, "/questionnaire"},
        Field{&Edit::settings, limits::kOrganizationDocumentBytes, "/settings"},
        Field{&Edit::tax_numbers, limits::kOrganizationDocumentBytes, "/tax_numbers"}}) {
    Edit change;
    change.*field = std::string(max, 'x');
    EXPECT_TRUE(edit(key_, change)) << pointer;
    change.*field = std::string(max + 1, 'x');
    expect_invalid(edit_refusal(change), pointer);
  }
}

TEST_F(EditOrganizationProfile, RefusesWhatNamesNothing) {
  for (const auto* country : {"de", "D", "DEU", "D1", ""}) {
    Edit change;
    change.country = country;
    expect_invalid(edit_refusal(change), "/country");
  }
  for (const auto* zone : {"", "utc", "Europe/Atlantis"}) {
    Edit change;
    change.invoice_time_zone = zone;
    expect_invalid(edit_refusal(change), "/invoice_time_zone");
  }
}

TEST_F(EditOrganizationProfile, ContactsHaveALabelAndAValue) {
  const auto emails = [&](std::string label, std::string value) {
    Edit change;
    change.emails = {{"office", "office@example.com", true},
                     {std::move(label), std::move(value), false}};
    return change;
  };
  const auto phones = [&](std::string label, std::string value) {
    Edit change;
    change.phone_numbers = {{std::move(label), std::move(value), false}};
    return change;
  };
  const std::string label(limits::kContactLabelCharacters, 'l');
  const std::string address = std::string(limits::kContactEmailCharacters - 2, 'a') + "@b";
  const std::string phone(limits::kContactPhoneCharacters, '1');
  EXPECT_TRUE(edit(key_, emails(label, address)));
  EXPECT_TRUE(edit(key_, phones(label, phone)));
  expect_invalid(edit_refusal(emails(label + 'l', address)), "/emails/1/label");
  expect_invalid(edit_refusal(emails("", address)), "/emails/1/label");
  expect_invalid(edit_refusal(emails(label, 'a' + address)), "/emails/1/value");
  expect_invalid(edit_refusal(emails(label, "nobody")), "/emails/1/value");
  expect_invalid(edit_refusal(phones(label + 'l', phone)), "/phone_numbers/0/label");
  expect_invalid(edit_refusal(phones(label, phone + '1')), "/phone_numbers/0/value");
  expect_invalid(edit_refusal(phones(label, "")), "/phone_numbers/0/value");
  Edit many;
  many.phone_numbers =
      std::vector(limits::kContactsPerOrganization, OrganizationContact{"l", "1", false});
  EXPECT_TRUE(edit(key_, many));
  many.phone_numbers->push_back({"l", "1", false});
  expect_invalid(edit_refusal(many), "/phone_numbers");
}

TEST_F(ListOrganizationProfiles, HasThoseOfTheCallerAndNoOthers) {
  const auto second = make(key_, wanted("Second"));
  const auto names = [&](const Principal& of) {
    Names found;
    const auto listed = read([&](auto& tx) { return list_organization_profiles(tx, as(of)); });
    for (const auto& one : *listed) {
      found.push_back(one.organization->name + ' ' + one.profile.report_currency);
    }
    return found;
  };
  EXPECT_EQ(names(key_), (Names{"Acme USD", "Second EUR"}));
  EXPECT_EQ(names(carol_key_), Names{"Elsewhere USD"});
  EXPECT_EQ(names(other_key_), Names{});
  expect_forbidden(read([&](auto& tx) {
                     return list_organization_profiles(tx, as(session_of(user_, {"GetUser"})));
                   }).error());
}

TEST_F(AvailableCurrencies, AreThoseOfTheOrganizationsThatOneIsIn) {
  EXPECT_EQ(currencies(other_key_), Names{"USD"}) << "there is none";
  ASSERT_TRUE(make(other_key_, wanted("E", "EUR")));
  EXPECT_EQ(currencies(other_key_), Names{"EUR"});
  ASSERT_TRUE(make(other_key_, wanted("J", "JPY")));
  ASSERT_TRUE(make(other_key_, wanted("E2", "EUR")));
  EXPECT_EQ(currencies(other_key_), (Names{"EUR", "JPY"}));
  EXPECT_EQ(currencies(key_), Names{"USD"});
}

TEST_F(AvailableCurrencies, TheReportingCurrencyIsOneOfThem) {
  ASSERT_TRUE(make(other_key_, wanted("E", "EUR")));
  const auto report_in = [&](const char* currency) {
    const auto other = key_of(other_);
    return write([&](auto& tx) {
      ProfileUpdate update;
      update.reporting_currency = currency;
      return update_profile(tx, as(other), identity_, update);
    });
  };
  expect_invalid(report_in("USD").error(), "/reporting_currency");
  ASSERT_TRUE(report_in("EUR"));
  const auto id = read([&](auto& tx) { return tx.memberships_of(other_->id)->front(); });
  ASSERT_TRUE(
      write([&](auto& tx) { return delete_organization(tx, as(other_key_), id.organization); }));
  EXPECT_EQ(currencies(other_key_), Names{"USD"});
  EXPECT_TRUE(report_in("EUR")) << "what is no change is no error";
}

TEST_F(SignUpProfile, TheNewOrganizationSaysWhatItsOwnerSaid) {
  SignUp draft{.email = "new@example.com",
               .first_name = "New",
               .last_name = "Comer",
               .company = "Newcomers",
               .website = "https://new.example"};
  draft.country = "DE";
  draft.reporting_currency = "EUR";
  const auto made = sign_up_as(draft);
  ASSERT_TRUE(made) << made.error().message;
  const auto place = read([&](auto& tx) { return tx.memberships_of((*made)->id)->front(); });
  EXPECT_TRUE(place.owner && place.is_default);
  EXPECT_EQ(place.permissions, Names{"*"});
  const auto profile =
      read([&](auto& tx) { return *tx.find_organization_profile(place.organization); });
  EXPECT_EQ(profile.website, "https://new.example");
  EXPECT_EQ(profile.country, "DE");
  EXPECT_EQ(profile.report_currency, "EUR");

  draft.email = "second@example.com";
  draft.reporting_currency = "XYZ";
  expect_invalid(sign_up_as(draft).error(), "/reporting_currency");
  draft.reporting_currency.reset();
  draft.country = "Germany";
  expect_invalid(sign_up_as(draft).error(), "/country");
  draft.country.reset();
  draft.website = "new.example";
  expect_invalid(sign_up_as(draft).error(), "/website");
}

}  // namespace
}  // namespace selfsame::core
