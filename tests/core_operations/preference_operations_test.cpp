#include "core/identity/preference_operations.h"

#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::seconds;
using testing::expect_forbidden;
using testing::expect_invalid;

class PreferenceOperations : public testing::OrganizationWorld {
 protected:
  auto get(const Principal& of) {
    return read([&](auto& tx) { return get_preferences(tx, as(of)); });
  }
  auto edit(const Principal& of, const PreferencesEdit& wanted) {
    return write([&](auto& tx) { return edit_preferences(tx, as(of), wanted); });
  }
  Error edit_refusal(const Principal& of, const PreferencesEdit& wanted) {
    return refusal([&](auto& tx) { return edit_preferences(tx, as(of), wanted); });
  }
  static bool subscribed(const PreferencesView& view, const std::string& kind) {
    for (const auto& entry : view.preferences.preferences) {
      if (entry.name == kind) return entry.subscribed;
    }
    ADD_FAILURE() << "has no entry for " << kind;
    return false;
  }
};

TEST_F(PreferenceOperations, BeforeAnyChoiceThereIsNoSubscriptionAndNoLanguage) {
  clock_.advance(seconds(9));
  const auto view = get(key_);
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->email_verified);
  EXPECT_EQ(view->preferences.preferences.size(), 2U);
  EXPECT_FALSE(subscribed(*view, "marketing"));
  EXPECT_FALSE(subscribed(*view, "product_news"));
  EXPECT_EQ(view->preferences.language, std::nullopt);
  EXPECT_FALSE(view->preferences.hard_bounce);
  EXPECT_EQ(view->preferences.created_at, user_->created_at);
}

TEST_F(PreferenceOperations, ChangesOnlyWhatIsNamedAndSaysWhat) {
  clock_.advance(seconds(9));
  const auto before = contents();
  PreferencesEdit wanted;
  wanted.preferences = {{"marketing", true}};
  wanted.language = "ja-JP";
  ASSERT_TRUE(edit(key_, wanted));
  const auto view = get(key_);
  EXPECT_TRUE(subscribed(*view, "marketing"));
  EXPECT_FALSE(subscribed(*view, "product_news"));
  EXPECT_EQ(view->preferences.language, "ja-JP");
  EXPECT_EQ(view->preferences.modified_at, clock_.now());
  const auto record = only_record_after(before);
  EXPECT_EQ(record.owner, AuditOwner(user_->id));
  EXPECT_EQ(record.operation, "preferences.edit");
  EXPECT_EQ(record.action, "user_update");
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"marketing", "false", "true"},
                                                      {"language-locale", std::nullopt, "ja-JP"}}));

  PreferencesEdit more;
  more.preferences = {{"product_news", true}};
  ASSERT_TRUE(edit(key_, more));
  EXPECT_TRUE(subscribed(*get(key_), "marketing"));
  EXPECT_EQ(get(key_)->preferences.language, "ja-JP");
  EXPECT_FALSE(subscribed(*get(other_key_), "marketing")) << "another's are their own";
}

TEST_F(PreferenceOperations, WhatChangesNothingLeavesNoRecord) {
  PreferencesEdit wanted;
  wanted.preferences = {{"marketing", true}};
  wanted.language = "en-US";
  ASSERT_TRUE(edit(key_, wanted));
  clock_.advance(seconds(9));
  const auto before = contents();
  EXPECT_TRUE(edit(key_, wanted));
  EXPECT_TRUE(edit(key_, {}));
  EXPECT_TRUE(edit(other_key_, {{{"marketing", false}}, {}}));
  EXPECT_EQ(contents(), before);
}

TEST_F(PreferenceOperations, RefuseUnknownKindsAndLanguages) {
  expect_invalid(edit_refusal(key_, {{{"marketing", true}, {"a/b", true}}, {}}),
                 "/preferences/a~1b");
  for (const auto* language : {"", "en", "en-us", "xx-XX", "en-US "}) {
    expect_invalid(edit_refusal(key_, {{}, language}), "/language-locale");
  }
  const auto both = edit_refusal(key_, {{{"x", true}}, "x"});
  EXPECT_EQ(both.fields.size(), 2U);
}

TEST_F(PreferenceOperations, NeedTheGroupOnTheUser) {
  const auto reader = with_groups(user_, {std::string(permission_group::kUserDetailsRead)});
  const auto nobody = with_groups(user_, {std::string(permission_group::kMembershipsWrite)});
  EXPECT_TRUE(get(reader));
  expect_forbidden(get(nobody).error());
  expect_forbidden(edit_refusal(reader, {{{"marketing", true}}, {}}));
  expect_forbidden(edit_refusal(reader, {{{"unknown", true}}, {}}));
  expect_forbidden(get(acme_token({testing::kBillingRead})).error());
}

}  // namespace
}  // namespace selfsame::core
