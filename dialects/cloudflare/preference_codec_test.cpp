#include "dialects/cloudflare/preference_codec.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/testing.h"
#include "tests/support/fake_clock.h"

namespace selfsame::cloudflare {
namespace {

using testing::kNoon;

TEST(EncodePreferences, WritesExactlyThis) {
  const auto later = kNoon + std::chrono::hours(1);
  core::PreferencesView view;
  view.email_verified = true;
  view.preferences.preferences = {{"marketing", true, kNoon, later}};
  view.preferences.created_at = kNoon;
  view.preferences.modified_at = later;
  const std::string head =
      R"({"email":{"verified":true,"hard_bounce":false},"preferences":{"marketing":)"
      R"({"subscribed":true,"created_on":"2026-03-01T12:00:00.000000Z",)"
      R"("updated_on":"2026-03-01T13:00:00.000000Z"}},)";
  const std::string tail = R"("created_on":"2026-03-01T12:00:00.000000Z",)"
                           R"("updated_on":"2026-03-01T13:00:00.000000Z"})";
  EXPECT_EQ(encoded(encode_preferences, view), head + tail);
  view.preferences.language = "de-DE";
  EXPECT_EQ(encoded(encode_preferences, view), head + R"("language-locale":"de-DE",)" + tail);
}

TEST(DecodePreferencesEdit, ReadsWhatIsNamed) {
  const auto edit = decode_preferences_edit(
      parsed(R"({"preferences":{"marketing":{"subscribed":true},"x/y":{"subscribed":false}},)"
             R"("language-locale":"de-DE","email":{"verified":1},"created_on":2})"));
  ASSERT_TRUE(edit);
  EXPECT_EQ(edit->preferences,
            (std::vector<std::pair<std::string, bool>>{{"marketing", true}, {"x/y", false}}));
  EXPECT_EQ(edit->language, "de-DE");
  const auto nothing = decode_preferences_edit(parsed("{}"));
  ASSERT_TRUE(nothing);
  EXPECT_TRUE(nothing->preferences.empty());
  EXPECT_FALSE(nothing->language.has_value());
}

TEST(DecodePreferencesEdit, NamesEveryWrongPlace) {
  const auto of = [](std::string_view body) {
    return complaints(decode_preferences_edit(parsed(body)));
  };
  EXPECT_EQ(of(R"({"preferences":[],"language-locale":1})"),
            (Texts{"/preferences: must be an object", "/language-locale: must be a string"}));
  EXPECT_EQ(of(R"({"preferences":{"a":{},"b/c":{"subscribed":"yes"},"d":true}})"),
            (Texts{"/preferences/a/subscribed: is required",
                   "/preferences/b~1c/subscribed: must be true or false",
                   "/preferences/d: must be an object", "/preferences/d/subscribed: is required"}));
}

}  // namespace
}  // namespace selfsame::cloudflare
