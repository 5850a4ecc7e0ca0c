#include "mail/templates.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "mail/kinds.h"

namespace selfsame::mail {
namespace {

using templates::Escaping;
using templates::MustacheTemplate;
using templates::Values;

constexpr std::string_view kSubject = "Subject: ";

/// How a kind's link is made: a value in its place in the operator's pattern. Ids and tokens hold
/// nothing that a URL would want to have escaped.
struct LinkForm {
  std::string_view kind;
  std::string TemplateOptions::* pattern;
  std::string_view place;
  const char* value;
};
constexpr LinkForm kLinkForms[] = {
    {core::mail_kind::kInvite, &TemplateOptions::invite_link, "{id}", "invite_id"},
    {core::mail_kind::kActivation, &TemplateOptions::activation_link, "{token}", "token"},
    {core::mail_kind::kAccountExists, &TemplateOptions::password_reset_link, "{token}", "token"},
    {core::mail_kind::kPasswordReset, &TemplateOptions::password_reset_link, "{token}", "token"},
};

struct SubjectAndText {
  std::string subject;
  std::string text;
};

/// `Subject: ...`, an empty line, the text.
SubjectAndText split(const TemplateFile& file) {
  const std::string_view all = file.text;
  const auto end = all.find("\n\n");
  const auto first = all.substr(0, all.find('\n'));
  if (!first.starts_with(kSubject) || first.size() == kSubject.size() || end != first.size()) {
    throw std::invalid_argument("must begin with a line `Subject: ...` and an empty line");
  }
  return {std::string(first.substr(kSubject.size())), std::string(all.substr(end + 2))};
}

/// The text with one empty line where a section that was left out makes several.
std::string without_holes(std::string_view text) {
  std::string made;
  for (const char c : text) {
    if (c == '\n' && (made.empty() || made.ends_with("\n\n"))) continue;
    made += c;
  }
  if (made.ends_with("\n\n")) made.pop_back();
  return made;
}

/// What `make` makes of the file; a complaint of it names the file.
template <class Make>
auto from(const TemplateFile& file, Make make) {
  try {
    return make(file);
  } catch (const std::exception& error) {
    throw std::runtime_error(file.origin + ": " + error.what());
  }
}

}  // namespace

Templates::Templates(TemplateOptions options) : options_(std::move(options)) {
  const auto files = collect_template_files(options_.directory);
  for (const auto& [language, of_language] : files) add_language(language, of_language);
  for (const auto& kind : kKinds) {
    if (find_exactly(options_.language, kind.name) == nullptr) {
      throw std::runtime_error("the default language " + options_.language +
                               " has no template for " + std::string(kind.name));
    }
  }
}

void Templates::add_language(const std::string& key,
                             const std::map<std::string, TemplateFile, std::less<>>& files) {
  for (const auto& kind : kKinds) {
    const std::string name(kind.name);
    const auto text = files.find(name + ".txt");
    const auto html = files.find(name + ".html");
    if (text == files.end() && html == files.end()) continue;
    if (text == files.end()) throw std::runtime_error(html->second.origin + ": lacks its .txt");
    if (html == files.end()) throw std::runtime_error(text->second.origin + ": lacks its .html");
    auto known = kind.values;
    known.emplace_back("recipient");
    auto parts = from(text->second, [&](const TemplateFile& file) {
      auto split_file = split(file);
      return std::pair(MustacheTemplate(split_file.subject, Escaping::none, known),
                       MustacheTemplate(split_file.text, Escaping::none, known));
    });
    auto page = from(html->second, [&](const TemplateFile& file) {
      return MustacheTemplate(file.text, Escaping::html, known);
    });
    languages_[key].emplace(
        name, Template{std::move(parts.first), std::move(parts.second), std::move(page)});
  }
}

/// Of the language, or what it is a variety of.
const Templates::Template* Templates::find_exactly(std::string_view language,
                                                   std::string_view kind) const {
  for (auto key = language_key(language); !key.empty();
       key.resize(key.find('-') == std::string::npos ? 0 : key.rfind('-'))) {
    const auto known = languages_.find(key);
    if (known == languages_.end()) continue;
    const auto found = known->second.find(kind);
    if (found != known->second.end()) return &found->second;
  }
  return nullptr;
}

const Templates::Template* Templates::find(std::string_view language, std::string_view kind) const {
  const auto* found = find_exactly(language, kind);
  return found != nullptr ? found : find_exactly(options_.language, kind);
}

void Templates::add_link(std::string_view kind, Values& values) const {
  const auto* form = std::ranges::find(kLinkForms, kind, &LinkForm::kind);
  if (form == std::end(kLinkForms)) return;
  auto link = options_.*form->pattern;
  const auto value = values.find(form->value);
  if (link.empty() || value == values.end()) return;
  const auto at = link.find(form->place);
  if (at != std::string::npos) link.replace(at, form->place.size(), value->second);
  values["link"] = std::move(link);
}

Values Templates::values_of(const core::Mail& mail, std::string_view token) const {
  Values values(mail.values.begin(), mail.values.end());
  values["recipient"] = mail.recipient;
  if (!token.empty()) values["token"] = token;
  add_link(mail.kind, values);
  return values;
}

std::optional<Content> Templates::render(const core::Mail& mail, std::string_view token) const {
  const auto* found = find(mail.language, mail.kind);
  if (found == nullptr) return std::nullopt;
  const auto values = values_of(mail, token);
  return Content{found->subject.render(values), without_holes(found->text.render(values)),
                 found->html.render(values)};
}

}  // namespace selfsame::mail
