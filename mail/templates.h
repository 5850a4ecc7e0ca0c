#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/outbox/mail.h"
#include "mail/message.h"
#include "mail/mustache_template.h"
#include "mail/template_files.h"

namespace selfsame::mail {

struct TemplateOptions {
  std::string directory{};      ///< the operator's own files, over the built-in ones; empty: none
  std::string language = "en";  ///< of whoever chose none, or one that there is not
  std::string invite_link{};    ///< `https://example.com/invites/{id}`; empty: mails have no link
};

/// What mails say, in every language that there is. Used by one thread.
class Templates {
 public:
  /// Reads and checks every template. Throws std::runtime_error with one line that names the file.
  explicit Templates(TemplateOptions options);

  /// The mail in its language (`de-DE`, else `de`), else in the default language. No value if it is
  /// of a kind that this version does not know.
  [[nodiscard]] std::optional<Content> render(const core::Mail& mail) const;

 private:
  struct Template {
    MustacheTemplate subject;
    MustacheTemplate text;
    MustacheTemplate html;
  };
  using Language = std::map<std::string, Template, std::less<>>;  // by kind

  void add_language(const std::string& key,
                    const std::map<std::string, TemplateFile, std::less<>>& files);
  [[nodiscard]] const Template* find_exactly(std::string_view language,
                                             std::string_view kind) const;
  [[nodiscard]] const Template* find(std::string_view language, std::string_view kind) const;
  [[nodiscard]] Values values_of(const core::Mail& mail) const;

  TemplateOptions options_;
  std::map<std::string, Language, std::less<>> languages_;
};

}  // namespace selfsame::mail
