#include "dialects/cloudflare/account_codec.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/testing.h"
#include "tests/support/fake_clock.h"

namespace selfsame::cloudflare {
namespace {

using testing::kNoon;

core::Organization example() {
  core::Organization organization;
  organization.id = *core::OrganizationId::parse("023e105f4ecef8ad9ca31a8372d0c353");
  organization.name = "Demo \"Account\"";
  organization.created_at = kNoon + std::chrono::microseconds(7);
  return organization;
}

core::OrganizationView view(const core::Organization& organization) {
  return {std::make_shared<const core::Organization>(organization), nullptr};
}

core::OrganizationView below_a_tenant() {
  core::Organization tenant;
  tenant.id = *core::OrganizationId::parse("f267e341f3dd4697bd3b9f71dd96247f");
  tenant.name = "Tenant";
  auto shown = view(example());
  shown.parent = std::make_shared<const core::Organization>(tenant);
  return shown;
}

TEST(EncodeAccount, WritesExactlyThis) {
  EXPECT_EQ(encoded(encode_account, view(example())),
            R"({"id":"023e105f4ecef8ad9ca31a8372d0c353","name":"Demo \"Account\"",)"
            R"("type":"standard","settings":{"abuse_contact_email":null,)"
            R"("access_approval_expiry":null,"enforce_twofactor":false},"managed_by":{},)"
            R"("created_on":"2026-03-01T12:00:00.000007Z"})");
}

TEST(EncodeAccount, ShowsKindSettingsAndTheTenantAbove) {
  auto organization = example();
  organization.kind = core::OrganizationKind::enterprise;
  organization.abuse_contact_email = "abuse@example.com";
  organization.enforce_two_factor = true;
  auto shown = below_a_tenant();
  shown.organization = std::make_shared<const core::Organization>(organization);
  EXPECT_EQ(encoded(encode_account, shown),
            R"({"id":"023e105f4ecef8ad9ca31a8372d0c353","name":"Demo \"Account\"",)"
            R"("type":"enterprise","settings":{"abuse_contact_email":"abuse@example.com",)"
            R"("access_approval_expiry":null,"enforce_twofactor":true},)"
            R"("managed_by":{"parent_org_id":"f267e341f3dd4697bd3b9f71dd96247f",)"
            R"("parent_org_name":"Tenant"},"created_on":"2026-03-01T12:00:00.000007Z"})");
}

TEST(EncodeAccount, OfAMembershipHasFlagsToo) {
  const auto plain = encoded(encode_account, view(example()));
  EXPECT_EQ(encoded(encode_account_of_membership, view(example())),
            plain.substr(0, plain.size() - 1) +
                R"(,"legacy_flags":{"enterprise_zone_quota":{"maximum":0,"current":0,)"
                R"("available":0}}})");
}

TEST(EncodeTenant, WritesExactlyThis) {
  EXPECT_EQ(encoded(encode_tenant, below_a_tenant()),
            R"({"id":"023e105f4ecef8ad9ca31a8372d0c353","name":"Demo \"Account\"",)"
            R"("create_time":"2026-03-01T12:00:00.000007Z","meta":{"tenant_flags":{)"
            R"("account_creation":"true","account_creation_applies_tenant_defaults":"false",)"
            R"("account_deletion":"true","account_migration":"false","account_mobility":"false",)"
            R"("enterprise_capability":"true","member_management":"true",)"
            R"("sub_org_creation":"false"}},)"
            R"("parent":{"id":"f267e341f3dd4697bd3b9f71dd96247f","name":"Tenant"}})");
  EXPECT_EQ(encoded(encode_tenant, view(example())).find("parent"), std::string::npos);
}

auto draft_of(std::string_view body) { return decode_account_draft(parsed(body)); }

TEST(DecodeAccountDraft, ReadsWhatIsGiven) {
  const auto draft = draft_of(
      R"({"name":"n","type":"enterprise","unit":{"id":"F267e341f3dd4697bd3b9f71dd96247f"},)"
      R"("standalone":true,"id":7})");
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->name, "n");
  EXPECT_EQ(draft->kind, core::OrganizationKind::enterprise);
  EXPECT_EQ(draft->unit, core::OrganizationId::parse("f267e341f3dd4697bd3b9f71dd96247f"));
  EXPECT_TRUE(draft->standalone);
}

TEST(DecodeAccountDraft, NeedsANameOnly) {
  for (const auto* body :
       {R"({"name":"n"})", R"({"name":"n","type":null,"unit":null,"standalone":null})"}) {
    const auto draft = draft_of(body);
    ASSERT_TRUE(draft) << body;
    EXPECT_EQ(draft->kind, core::OrganizationKind::standard);
    EXPECT_EQ(draft->unit, std::nullopt);
    EXPECT_FALSE(draft->standalone);
  }
}

TEST(DecodeAccountDraft, NamesEveryWrongPlace) {
  EXPECT_EQ(complaints(draft_of("{}")), Texts{"/name: is required"});
  EXPECT_EQ(complaints(draft_of("[]")), (Texts{": must be an object", "/name: is required"}));
  EXPECT_EQ(complaints(draft_of(R"({"name":1,"type":"big","unit":"x","standalone":"yes"})")),
            (Texts{"/name: must be a string", "/type: must be standard or enterprise",
                   "/unit: must be an object", "/standalone: must be true or false"}));
  EXPECT_EQ(complaints(draft_of(R"({"name":"n","unit":{}})")), Texts{"/unit/id: is required"});
  EXPECT_EQ(complaints(draft_of(R"({"name":"n","unit":{"id":3}})")),
            Texts{"/unit/id: must be a string"});
  for (const auto* id : {"", "x", "f267e341f3dd4697bd3b9f71dd96247", "account_id",
                         "f267e341-f3dd-4697-bd3b-9f71dd96247f"}) {
    EXPECT_EQ(complaints(draft_of(R"({"name":"n","unit":{"id":")" + std::string(id) + "\"}}")),
              Texts{"/unit/id: must be 32 hexadecimal digits"})
        << id;
  }
}

auto edit_of(std::string_view body) { return decode_account_edit(parsed(body)); }

TEST(DecodeAccountEdit, AbsentLeavesAloneAndNullClears) {
  const auto name = edit_of(R"({"name":"n"})");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->name, "n");
  EXPECT_FALSE(name->abuse_contact_email.has_value());
  EXPECT_FALSE(name->enforce_two_factor.has_value());

  const auto cleared =
      edit_of(R"({"name":"n","settings":{"abuse_contact_email":null,"enforce_twofactor":null}})");
  ASSERT_TRUE(cleared);
  ASSERT_TRUE(cleared->abuse_contact_email.has_value());
  EXPECT_EQ(*cleared->abuse_contact_email, std::nullopt);
  EXPECT_FALSE(cleared->enforce_two_factor.has_value());

  const auto set =
      edit_of(R"({"name":"n","settings":{"abuse_contact_email":"a","enforce_twofactor":true}})");
  ASSERT_TRUE(set);
  EXPECT_EQ(set->abuse_contact_email, std::optional(std::optional<std::string>("a")));
  EXPECT_EQ(set->enforce_two_factor, std::optional(true));
}

TEST(DecodeAccountEdit, PassesOverWhatCannotBeChanged) {
  EXPECT_TRUE(edit_of(
      R"({"name":"n","id":"x","type":"none","created_on":1,"managed_by":[],"settings":{"x":1}})"));
}

TEST(DecodeAccountEdit, NamesEveryWrongPlace) {
  EXPECT_EQ(complaints(edit_of(R"({"settings":[]})")),
            (Texts{"/name: is required", "/settings: must be an object"}));
  EXPECT_EQ(complaints(edit_of(
                R"({"name":"n","settings":{"abuse_contact_email":1,"enforce_twofactor":1}})")),
            (Texts{"/settings/abuse_contact_email: must be a string",
                   "/settings/enforce_twofactor: must be true or false"}));
}

TEST(WithAccountPointers, RenamesTheSettings) {
  const auto error = core::invalid({{"/name", "a"}, {"/abuse_contact_email", "b"}});
  EXPECT_EQ(
      with_account_pointers(error.error()).fields,
      (std::vector<core::FieldError>{{"/name", "a"}, {"/settings/abuse_contact_email", "b"}}));
}

}  // namespace
}  // namespace selfsame::cloudflare
