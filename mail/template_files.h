#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace selfsame::mail {

/// A file of text as it came: built in, or the operator's own.
struct TemplateFile {
  std::string origin;  ///< for complaints: its path
  std::string text;    ///< UTF-8, lines end with a line feed
};

/// By language (lower case, with dashes), then by name (`invite.txt`).
using TemplateFiles =
    std::map<std::string, std::map<std::string, TemplateFile, std::less<>>, std::less<>>;

/// The built-in files, with those of `directory` (none if empty) over them or beside them.
/// Throws std::runtime_error with one line: no such directory, a name that no mail has, unreadable,
/// not UTF-8.
TemplateFiles collect_template_files(const std::string& directory);

/// `de_DE` and `de-DE` as files are found by: `de-de`.
std::string language_key(std::string_view language);

}  // namespace selfsame::mail
