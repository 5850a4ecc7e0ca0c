#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/outbox/mail.h"
#include "mail/message.h"
#include "mail/template_files.h"
#include "templates/mustache_template.h"

namespace selfsame::mail {

struct TemplateOptions {
  std::string directory{};      ///< the operator's own files, over the built-in ones; empty: none
  std::string language = "en";  ///< of whoever chose none, or one that there is not
  // Empty: the mail has no link.
  std::string invite_link{};          ///< `https://example.com/invites/{id}`
  std::string activation_link{};      ///< `https://example.com/activate?token={token}`
  std::string password_reset_link{};  ///< `https://example.com/reset?token={token}`
};

/// What mails say, in every language that there is. Used by one thread.
class Templates {
 public:
  /// Reads and checks every template. Throws std::runtime_error with one line that names the file.
  explicit Templates(TemplateOptions options);

  /// The mail in its language (`de-DE`, else `de`), else in the default language. No value if it is
  /// of a kind that this version does not know. `token`: the secret that the mail holds sealed, if it
  /// does; what is rendered holds it in the clear.
  [[nodiscard]] std::optional<Content> render(const core::Mail& mail,
                                              std::string_view token = {}) const;

 private:
  struct Template {
    templates::MustacheTemplate subject;
    templates::MustacheTemplate text;
    templates::MustacheTemplate html;
  };
  using Language = std::map<std::string, Template, std::less<>>;  // by kind

  void add_language(const std::string& key,
                    const std::map<std::string, TemplateFile, std::less<>>& files);
  [[nodiscard]] const Template* find_exactly(std::string_view language,
                                             std::string_view kind) const;
  [[nodiscard]] const Template* find(std::string_view language, std::string_view kind) const;
  [[nodiscard]] templates::Values values_of(const core::Mail& mail, std::string_view token) const;
  void add_link(std::string_view kind, templates::Values& values) const;

  TemplateOptions options_;
  std::map<std::string, Language, std::less<>> languages_;
};

}  // namespace selfsame::mail
