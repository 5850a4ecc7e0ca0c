#include "mail/template_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "mail/embedded_templates.h"
#include "mail/kinds.h"

namespace selfsame::mail {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kFileBytes = std::uintmax_t{256} << 10;

/// How many bytes the character at the front takes; 0 if it is none of UTF-8.
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (size == 0 || first > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) > 0x9F;
  const bool too_large = first == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || too_large ? 0 : size;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto size = character_bytes(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

[[noreturn]] void complain(const std::string& path, const std::string& what) {
  throw std::runtime_error(path + ": " + what);
}

std::string read_text(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (!error && size > kFileBytes) complain(path.string(), "is too large for a template");
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) complain(path.string(), "cannot be read");
  if (!is_utf8(text)) complain(path.string(), "is not UTF-8");
  std::erase(text, '\r');
  return text;
}

bool is_template(const fs::path& path) {
  return path.extension() == ".txt" || path.extension() == ".html";
}

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

void check_name(const fs::path& path) {
  if (std::ranges::find(kKinds, path.stem().string(), &Kind::name) == kKinds.end()) {
    complain(path.string(), "no mail is called " + path.stem().string());
  }
}

/// One language of the operator's own, over what is there.
void read_language(const fs::path& folder, std::map<std::string, TemplateFile, std::less<>>& into) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto& path = entry.path();
    if (!is_template(path) || is_hidden(path)) continue;
    check_name(path);
    into[path.filename().string()] = {path.string(), read_text(path)};
  }
}

void read_directory(const fs::path& directory, TemplateFiles& files) {
  for (const auto& entry : fs::directory_iterator(directory)) {
    const auto& path = entry.path();
    if (is_hidden(path)) continue;
    if (entry.is_directory()) {
      read_language(path, files[language_key(path.filename().string())]);
    } else if (is_template(path)) {
      complain(path.string(), "a template belongs into a folder that is named after its language");
    }
  }
}

}  // namespace

std::string language_key(std::string_view language) {
  std::string key(language);
  for (char& c : key) {
    c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return key;
}

TemplateFiles collect_template_files(const std::string& directory) {
  TemplateFiles files;
  for (const auto& file : embedded_templates()) {
    files[language_key(file.language)][std::string(file.name)] = {
        "built-in " + std::string(file.language) + '/' + std::string(file.name),
        std::string(file.text)};
  }
  if (directory.empty()) return files;
  if (!fs::is_directory(directory)) complain(directory, "is not a directory");
  try {
    read_directory(directory, files);
  } catch (const fs::filesystem_error& error) {
    complain(error.path1().string(), error.code().message());
  }
  return files;
}

}  // namespace selfsame::mail
