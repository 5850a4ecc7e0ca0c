#include "tests/arrows/arrows.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/arrows/rules.h"

namespace selfsame::arrows {
namespace {

constexpr std::string_view kSources[] = {".h", ".cpp", ".hpp", ".ipp", ".h.in", ".cpp.in"};

// Of C and POSIX in one: headers without a folder that are not of the C++ library.
constexpr std::string_view kPosixHeaders[] = {
    "arpa/",     "dirent.h", "dlfcn.h", "fcntl.h",  "net/", "netdb.h",  "netinet/",  "poll.h",
    "pthread.h", "pwd.h",    "sched.h", "signal.h", "sys/", "syslog.h", "termios.h", "unistd.h"};

/// Whether the folder (or file) `outer` is `path`, or holds it.
bool holds(std::string_view outer, std::string_view path) {
  return outer.empty() ||
         (path.starts_with(outer) && (path.size() == outer.size() || path[outer.size()] == '/'));
}

/// The C++ library's headers have neither folder nor ending.
bool is_standard(std::string_view header) {
  return header.find('/') == std::string_view::npos && header.find('.') == std::string_view::npos;
}

bool is_posix(std::string_view header) {
  return std::ranges::any_of(kPosixHeaders, [&](auto known) {
    return known.ends_with('/') ? header.starts_with(known) : header == known;
  });
}

bool allows(const Rule& rule, std::string_view header, bool quoted) {
  if (quoted) {
    return std::ranges::any_of(
        rule.own, [&](auto folder) { return folder == kAnything || holds(folder, header); });
  }
  return std::ranges::any_of(rule.outside, [&](auto known) {
    return known == kAnything || (known == kPosix ? is_posix(header) : header.starts_with(known));
  });
}

/// The rule for the longest folder that holds the file; null if there is none.
const Rule* rule_of(std::string_view file) {
  const Rule* found = nullptr;
  for (const auto& rule : kRules) {
    if (!holds(rule.folder, file)) continue;
    if (found == nullptr || rule.folder.size() > found->folder.size()) found = &rule;
  }
  return found;
}

/// A test, or what only tests of its folder use.
bool is_test(std::string_view file) {
  return file.ends_with("_test.cpp") || file.ends_with("/testing.h") ||
         file.ends_with("_testing.h") || file.ends_with("/testing.cpp");
}

bool is_allowed(std::string_view file, const Rule& rule, std::string_view header, bool quoted) {
  if (!quoted && is_standard(header)) return true;
  if (allows(rule, header, quoted)) return true;
  return is_test(file) && std::ranges::any_of(kTestRules, [&](const Rule& test_rule) {
           return holds(test_rule.folder, file) && allows(test_rule, header, quoted);
         });
}

std::string_view trim_left(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

/// What stands after `#include`; empty if the line is none.
std::string_view included(std::string_view line) {
  line = trim_left(line);
  if (!line.starts_with('#')) return {};
  line = trim_left(line.substr(1));
  constexpr std::string_view kInclude = "include";
  if (!line.starts_with(kInclude)) return {};
  return trim_left(line.substr(kInclude.size()));
}

std::string read_whole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Folders that hold nothing of the tree's own.
bool is_foreign(const std::filesystem::path& folder) {
  const auto name = folder.filename().string();
  return name.starts_with('.') || name.starts_with("build") || name == "node_modules";
}

bool is_source(std::string_view file) {
  return std::ranges::any_of(kSources, [&](auto ending) { return file.ends_with(ending); });
}

}  // namespace

std::string to_string(const Offence& offence) {
  return offence.file + ':' + std::to_string(offence.line) + ": #include " + offence.include +
         ": " + offence.reason;
}

std::vector<Offence> check_text(std::string_view file, std::string_view text) {
  std::vector<Offence> offences;
  const Rule* rule = rule_of(file);
  std::size_t number = 0;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const auto what = included(line);
    if (what.empty()) continue;
    const bool quoted = what.front() == '"';
    const auto end = what.find(quoted ? '"' : '>', 1);
    const bool readable = (quoted || what.front() == '<') && end != std::string_view::npos;
    const auto complain = [&](std::string reason) {
      offences.push_back({std::string(file), number, std::string(what), std::move(reason)});
    };
    if (!readable) {
      complain("an include must say its file");
    } else if (rule == nullptr) {
      complain("no rule for this folder: add one to tests/arrows/rules.h");
    } else if (what.find("..") < end) {
      complain("includes are written from the root of the tree");
    } else if (!is_allowed(file, *rule, what.substr(1, end - 1), quoted)) {
      complain("the rule for " + std::string(rule->folder) + " does not allow it");
    }
  }
  return offences;
}

std::vector<Offence> check_tree(const std::filesystem::path& root, std::size_t& files_checked) {
  std::vector<Offence> offences;
  files_checked = 0;
  std::filesystem::recursive_directory_iterator entries(root);
  for (auto entry = begin(entries); entry != end(entries); ++entry) {
    if (entry->is_directory()) {
      if (is_foreign(entry->path())) entry.disable_recursion_pending();
      continue;
    }
    const auto file = entry->path().lexically_relative(root).generic_string();
    if (!is_source(file)) continue;
    ++files_checked;
    std::ranges::move(check_text(file, read_whole(entry->path())), std::back_inserter(offences));
  }
  return offences;
}

}  // namespace selfsame::arrows
