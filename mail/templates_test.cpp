#include "mail/templates.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "mail/embedded_templates.h"
#include "mail/kinds.h"

namespace selfsame::mail {
namespace {

namespace fs = std::filesystem;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

core::Mail mail_of(std::string_view kind, const std::string& language = "") {
  core::Mail mail;
  mail.recipient = "bob@example.org";
  mail.kind = kind;
  mail.language = language;
  for (const auto& known : kKinds) {
    if (known.name != kind) continue;
    for (const auto value : known.values) {
      const bool is_made_later = value == "link" || value == "token";
      if (!is_made_later) mail.values.emplace_back(value, "<the " + std::string(value) + ">");
    }
  }
  return mail;
}

/// As `mail_of` writes the other values.
constexpr std::string_view kToken = "<the token>";

core::Mail without(core::Mail mail, std::string_view value) {
  std::erase_if(mail.values, [&](const auto& entry) { return entry.first == value; });
  return mail;
}

TEST(EmbeddedTemplates, AreThereForEveryKindInBothLanguages) {
  for (const std::string language : {"en", "de"}) {
    for (const auto& kind : kKinds) {
      for (const auto* ending : {".txt", ".html"}) {
        const auto name = std::string(kind.name) + ending;
        EXPECT_EQ(std::ranges::count_if(embedded_templates(),
                                        [&](const EmbeddedTemplate& file) {
                                          return file.language == language && file.name == name;
                                        }),
                  1)
            << language << '/' << name;
      }
    }
  }
}

bool has_value(const Kind& kind, std::string_view value) {
  return std::ranges::find(kind.values, value) != kind.values.end();
}

TEST(RenderMail, SaysWhatItIsAboutInEveryTemplate) {
  const Templates templates(TemplateOptions{});
  for (const std::string language : {"en", "de"}) {
    for (const auto& kind : kKinds) {
      const auto content = templates.render(mail_of(kind.name, language), kToken);
      ASSERT_TRUE(content) << kind.name;
      const bool of_organization = has_value(kind, "organization");
      EXPECT_EQ(contains(content->subject, "<the organization>"), of_organization);
      const std::string topic = of_organization ? "the organization" : "bob@example.org";
      EXPECT_TRUE(contains(content->text, topic)) << content->text;
      EXPECT_TRUE(contains(content->html, topic)) << content->html;
      EXPECT_FALSE(contains(content->html, "<the ")) << "not escaped: " << content->html;
      EXPECT_TRUE(contains(content->html, "<html lang=\"" + language + "\">")) << content->html;
      for (const auto* part : {&content->subject, &content->text, &content->html}) {
        EXPECT_FALSE(contains(*part, "{{")) << *part;
      }
      EXPECT_FALSE(contains(content->text, "\n\n\n")) << "no holes: " << content->text;
    }
  }
}

TEST(RenderMail, ShowsEveryValueOfItsKind) {
  const Templates templates(TemplateOptions{});
  for (const std::string language : {"en", "de"}) {
    for (const auto& kind : kKinds) {
      auto mail = mail_of(kind.name, language);
      const auto content = templates.render(mail, kToken);
      if (has_value(kind, "token")) mail.values.emplace_back("token", kToken);
      for (const auto& [name, value] : mail.values) {
        if (name == "accepted" || name == "invite_id") continue;  // asked for, not shown
        EXPECT_TRUE(contains(content->text, value)) << kind.name << ": " << name;
        EXPECT_TRUE(contains(content->html, "&lt;the " + name + "&gt;"))
            << kind.name << ": " << name;
      }
    }
  }
}

TEST(RenderMail, EscapesInHtmlOnly) {
  auto mail = mail_of(core::mail_kind::kMemberRemoved);
  mail.values = {{"organization", "<script>alert(\"1\")</script> & 'Söhne'"}};
  const auto content = Templates({}).render(mail);
  EXPECT_TRUE(contains(content->html, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; "));
  EXPECT_FALSE(contains(content->html, "<script>"));
  EXPECT_TRUE(contains(content->text, "<script>alert(\"1\")</script> & 'Söhne'"));
  EXPECT_TRUE(contains(content->subject, "<script>"));
}

TEST(RenderMail, ReadsNoValueAsATemplate) {
  auto mail = mail_of(core::mail_kind::kMemberRemoved);
  mail.values = {{"organization", "{{recipient}} {{{recipient}}} {{#x}}"}};
  const auto content = Templates({}).render(mail);
  EXPECT_TRUE(contains(content->text, "{{recipient}} {{{recipient}}} {{#x}}"));
}

TEST(RenderMail, LinksToTheInviteIfToldHow) {
  auto mail = mail_of(core::mail_kind::kInvite);
  mail = without(mail, "invite_id");
  mail.values.emplace_back("invite_id", "0123");
  const auto with = Templates({"", "en", "https://example.com/i/{id}?a=1&b=2"}).render(mail);
  EXPECT_TRUE(contains(with->text, "\nhttps://example.com/i/0123?a=1&b=2\n")) << with->text;
  EXPECT_TRUE(contains(with->html, "<a href=\"https://example.com/i/0123?a=1&amp;b=2\">"));
  EXPECT_FALSE(contains(with->text, "PATCH"));
  const auto bare = Templates({}).render(mail);
  EXPECT_FALSE(contains(bare->text, "https:")) << bare->text;
  EXPECT_TRUE(contains(bare->text, "PATCH /user/invites/0123")) << bare->text;
  EXPECT_TRUE(contains(bare->html, "PATCH /user/invites/0123")) << bare->html;
}

TEST(RenderMail, LinksToWhereATokenIsUsedIfToldHow) {
  const Templates with({"", "en", "", "https://example.com/activate?a=1&t={token}",
                        "https://example.com/reset/{token}"});
  const Templates bare(TemplateOptions{});
  for (const std::string language : {"en", "de"}) {
    const auto activation = with.render(mail_of(core::mail_kind::kActivation, language), "ssal_1");
    EXPECT_TRUE(contains(activation->text, "\nhttps://example.com/activate?a=1&t=ssal_1\n"));
    EXPECT_TRUE(contains(activation->html, "\"https://example.com/activate?a=1&amp;t=ssal_1\""));
    const auto reset = with.render(mail_of(core::mail_kind::kPasswordReset, language), "ssal_1");
    EXPECT_TRUE(contains(reset->text, "\nhttps://example.com/reset/ssal_1\n")) << reset->text;
    EXPECT_TRUE(contains(reset->html, "\"https://example.com/reset/ssal_1\"")) << reset->html;
    for (const auto& content : {activation, reset}) {
      EXPECT_FALSE(contains(content->text, "POST")) << content->text;
      EXPECT_FALSE(contains(content->html, "POST")) << content->html;
    }
    EXPECT_TRUE(
        contains(bare.render(mail_of(core::mail_kind::kActivation, language), "ssal_1")->text,
                 "    POST /rebilly/activation/ssal_1\n"));
    const auto told = bare.render(mail_of(core::mail_kind::kPasswordReset, language), "ssal_1");
    EXPECT_TRUE(
        contains(told->text, "    POST /rebilly/reset-password/ssal_1\n    {\"newPassword\""));
    EXPECT_TRUE(contains(told->html, "POST /rebilly/reset-password/ssal_1\n")) << told->html;
  }
}

TEST(RenderMail, ShowsNoSealedToken) {
  for (const auto* kind : {core::mail_kind::kActivation, core::mail_kind::kPasswordReset}) {
    auto mail = mail_of(kind);
    mail.values.emplace_back(core::mail_value::kSealedToken, "5ea1ed");
    const auto content = Templates({}).render(mail, "ssal_1");
    for (const auto* part : {&content->subject, &content->text, &content->html}) {
      EXPECT_FALSE(contains(*part, "5ea1ed")) << *part;
    }
    EXPECT_FALSE(contains(content->subject, "ssal_")) << "subjects are shown in lists";
  }
}

TEST(RenderMail, SaysWhatToDoIfItWasSomebodyElse) {
  const auto changed = [](const std::string& language) {
    return Templates({}).render(mail_of(core::mail_kind::kPasswordChanged, language))->text;
  };
  EXPECT_TRUE(contains(changed("en"), "ask for a password reset at once")) << changed("en");
  EXPECT_TRUE(contains(changed("de"), "fordern Sie sofort ein neues Passwort an")) << changed("de");
}

TEST(RenderMail, SaysWhichAnswerWasGiven) {
  const auto mail = mail_of(core::mail_kind::kInviteAnswered);
  const Templates templates{TemplateOptions{}};
  EXPECT_TRUE(contains(templates.render(mail)->subject, "joined"));
  EXPECT_TRUE(contains(templates.render(without(mail, "accepted"))->subject, "declined"));
}

TEST(RenderMail, GoesWithoutAnInviterOrRoles) {
  const Templates templates{TemplateOptions{}};
  auto mail = mail_of(core::mail_kind::kMemberAdded);
  mail.values = {{"organization", "Acme"}, {"inviter", ""}, {"roles", ""}};
  const auto content = templates.render(mail);
  EXPECT_EQ(content->text, "You were added to the organization \"Acme\".\n");
  EXPECT_FALSE(contains(content->html, "roles"));
}

TEST(RenderMail, FallsBackFromVarietyToLanguageToDefault) {
  const auto subject = [](const std::string& language, const std::string& fallback) {
    return Templates({"", fallback, ""})
        .render(mail_of(core::mail_kind::kMemberRemoved, language))
        ->subject;
  };
  const auto english = subject("en", "en");
  const auto german = subject("de", "en");
  EXPECT_NE(english, german);
  EXPECT_EQ(subject("de-DE", "en"), german);
  EXPECT_EQ(subject("DE_at", "en"), german);
  EXPECT_EQ(subject("de-Latn-DE", "en"), german);
  EXPECT_EQ(subject("en-US", "de"), english);
  EXPECT_EQ(subject("fr-FR", "en"), english);
  EXPECT_EQ(subject("fr-FR", "de"), german);
  EXPECT_EQ(subject("", "de-CH"), german);
  EXPECT_EQ(subject("dede", "en"), english);
}

TEST(RenderMail, KnowsOnlyItsKinds) {
  EXPECT_FALSE(Templates({}).render(mail_of("of_the_future")));
}

class OwnTemplates : public ::testing::Test {
 protected:
  OwnTemplates()
      : folder_(fs::temp_directory_path() / ("selfsame-templates-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~OwnTemplates() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  Templates load(const std::string& language = "en") { return Templates({folder_, language, ""}); }
  /// What the start is stopped with, without the folder.
  std::string complaint(const std::string& language = "en") {
    try {
      load(language);
    } catch (const std::runtime_error& error) {
      std::string text = error.what();
      EXPECT_FALSE(contains(text, "\n")) << text;
      const auto prefix = folder_.string() + '/';
      return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
    }
    return "";
  }

  const fs::path folder_;
};

TEST_F(OwnTemplates, WinFileByFile) {
  write("en/member_removed.txt",
        "Subject: Bye from {{organization}}\r\n\r\nBye, {{recipient}}.\r\n");
  auto mail = mail_of(core::mail_kind::kMemberRemoved);
  mail.values = {{"organization", "A & B"}};
  const auto content = load().render(mail);
  EXPECT_EQ(content->subject, "Bye from A & B");
  EXPECT_EQ(content->text, "Bye, bob@example.org.\n");
  EXPECT_TRUE(contains(content->html, "A &amp; B")) << "the built-in one";
  mail.language = "de";
  EXPECT_TRUE(contains(load().render(mail)->subject, "Sie"));
}

TEST_F(OwnTemplates, AddALanguage) {
  write("fr/member_removed.txt", "Subject: Au revoir\n\n{{organization}}\n");
  write("fr/member_removed.html", "<p>{{organization}}</p>");
  write("fr/README.md", "not a template");
  write("fr/.invite.txt.swp.txt", "not one either");
  EXPECT_EQ(load().render(mail_of("member_removed", "fr-FR"))->subject, "Au revoir");
  EXPECT_TRUE(contains(load().render(mail_of("member_added", "fr-FR"))->subject, "You are now"));
}

TEST_F(OwnTemplates, OfAVarietyGoBeforeItsLanguage) {
  write("de-CH/member_removed.txt", "Subject: Uf Wiederluege\n\n{{organization}}\n");
  write("de-CH/member_removed.html", "<p>{{organization}}</p>");
  EXPECT_EQ(load().render(mail_of("member_removed", "de_ch"))->subject, "Uf Wiederluege");
  EXPECT_TRUE(contains(load().render(mail_of("member_added", "de-CH"))->subject, "Sie"));
  EXPECT_TRUE(contains(load("de-CH").render(mail_of("member_added"))->subject, "Sie"));
}

TEST_F(OwnTemplates, StopTheStartWhenMalformed) {
  const std::string name = "en/member_removed.txt";
  const std::string begin = "must begin with a line `Subject: ...` and an empty line";
  for (const auto* text : {"", "Hello\n\ntext", "Subject: \n\ntext", "Subject: x\ntext\n\nmore",
                           "Subject: x", "\nSubject: x\n\ntext"}) {
    write(name, text);
    EXPECT_EQ(complaint(), name + ": " + begin) << text;
  }
  const auto complaint_about = [&](const std::string& text) {
    write(name, "Subject: x\n\n" + text);
    return complaint();
  };
  EXPECT_EQ(complaint_about("{{organisation}}"), name + ": there is no value {{organisation}}");
  EXPECT_EQ(complaint_about("{{^organization}}{{organisation}}{{/organization}}"),
            name + ": there is no value {{organisation}}");
  EXPECT_EQ(complaint_about("{{sealed_token}}"), name + ": there is no value {{sealed_token}}");
  EXPECT_EQ(complaint_about("{{inviter}}"), name + ": there is no value {{inviter}}");
  EXPECT_EQ(complaint_about("{{> organization}}"),
            name + ": partials such as {{> organization}} are not supported");
  EXPECT_TRUE(contains(complaint_about("{{#organization}}"), name + ": Unclosed section"));
  EXPECT_TRUE(contains(complaint_about("{{organization"), name + ": Unclosed tag"));
  EXPECT_EQ(complaint_about("Gr\xFC\xDF"
                            "e"),
            name + ": is not UTF-8");
  EXPECT_EQ(complaint_about(std::string(300'000, 'x')), name + ": is too large for a template");
  EXPECT_EQ(complaint_about("{{organization}}"), "");
}

TEST_F(OwnTemplates, StopTheStartWhenTheyCannotBeMeant) {
  write("en/invites.txt", "Subject: x\n\ny");
  EXPECT_EQ(complaint(), "en/invites.txt: no mail is called invites");
  fs::remove_all(folder_ / "en");
  write("invite.txt", "Subject: x\n\ny");
  EXPECT_EQ(complaint(),
            "invite.txt: a template belongs into a folder that is named after its language");
  fs::remove(folder_ / "invite.txt");
  write("fr/invite.txt", "Subject: x\n\ny");
  EXPECT_EQ(complaint(), "fr/invite.txt: lacks its .html");
  fs::remove(folder_ / "fr/invite.txt");
  write("fr/invite.html", "x");
  EXPECT_EQ(complaint(), "fr/invite.html: lacks its .txt");
}

TEST_F(OwnTemplates, MustBeThere) {
  fs::remove_all(folder_);
  EXPECT_EQ(complaint(), folder_.string() + ": is not a directory");
}

TEST_F(OwnTemplates, OfTheDefaultLanguageAreComplete) {
  EXPECT_EQ(complaint("fr"), "the default language fr has no template for invite");
  EXPECT_EQ(complaint(""), "the default language  has no template for invite");
}

}  // namespace
}  // namespace selfsame::mail
