#include "core/identity/password_rules.h"

#include <algorithm>
#include <vector>

#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

/// Where words are taken apart, coarsely and finely: into the sides of a mail address, the labels
/// of its domain, the names in a name.
constexpr std::string_view kSeparators[] = {"", "@", "@.", "@.-_+' "};

void add_parts(std::vector<std::string>& parts, std::string_view word,
               std::string_view separators) {
  while (!word.empty()) {
    const auto part = word.substr(0, word.find_first_of(separators));
    if (count_characters(part) >= limits::kPasswordContextCharactersMin) parts.emplace_back(part);
    word.remove_prefix(std::min(part.size() + 1, word.size()));
  }
}

std::vector<std::string> list_parts(const PasswordTexts& texts,
                                    std::span<const std::string_view> context) {
  std::vector<std::string> parts;
  for (const auto word : context) {
    const auto normalized = texts.normalize(word);
    if (!normalized) continue;
    for (const auto separators : kSeparators) add_parts(parts, texts.fold(*normalized), separators);
  }
  return parts;
}

/// How many characters of the text are left when as many as possible belong to one of the parts.
std::size_t count_others(std::string_view text, std::span<const std::string> parts) {
  std::vector<std::size_t> fewest(text.size() + 1, text.size());  // before each byte
  fewest[0] = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto rest = text.substr(at);
    const auto reach = [&](std::size_t bytes, std::size_t others) {
      fewest[at + bytes] = std::min(fewest[at + bytes], fewest[at] + others);
    };
    reach(1, count_characters(rest.substr(0, 1)));
    for (const auto& part : parts) {
      if (rest.starts_with(part)) reach(part.size(), 0);
    }
  }
  return fewest.back();
}

}  // namespace

std::optional<std::string> password_problem(const PasswordTexts& texts, std::string_view normalized,
                                            std::span<const std::string_view> context,
                                            bool second_factor) {
  const auto characters_min =
      second_factor ? limits::kPasswordCharactersMinWithFactor : limits::kPasswordCharactersMin;
  const auto characters = texts.length(normalized);
  if (characters < characters_min) {
    return "must be at least " + std::to_string(characters_min) + " characters long";
  }
  if (characters > limits::kPasswordCharacters) {
    return "must be at most " + std::to_string(limits::kPasswordCharacters) + " characters long";
  }
  if (texts.is_common(normalized)) return "must not be one of those that are tried first";
  if (count_others(texts.fold(normalized), list_parts(texts, context)) <=
      limits::kPasswordOtherCharacters) {
    return "must not be made of names or addresses that belong to it";
  }
  return std::nullopt;
}

}  // namespace selfsame::core
