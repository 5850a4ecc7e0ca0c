#include "identity/password_texts.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <utf8proc.h>

#include "core/limits.h"
#include "core/text.h"

namespace selfsame::embedded {
extern const std::string_view kCommonPasswords;
}  // namespace selfsame::embedded

namespace selfsame::identity {
namespace {

/// What is left of a password without the digits and punctuation at its end counts from here on,
/// and if it is at least two thirds of it.
constexpr std::size_t kStemCharactersMin = 6;

const utf8proc_uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

/// NFKC, and what `options` of utf8proc add to it. No value: not UTF-8.
std::optional<std::string> map(std::string_view text, int options) {
  options |= UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE;
  utf8proc_uint8_t* result = nullptr;
  const auto size =
      utf8proc_map(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &result,
                   // Flags: NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange)
                   static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, &std::free);
  if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  if (size < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(result), static_cast<std::size_t>(size));
}

/// Calls `visit` with each character of well-formed text, and where the next one begins.
template <typename Visit>
void for_each_character(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t character = 0;
    const auto size = utf8proc_iterate(bytes_of(text) + at,
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &character);
    if (size <= 0) throw std::invalid_argument("not UTF-8");
    at += static_cast<std::size_t>(size);
    visit(character, at);
  }
}

bool has_control_character(std::string_view text) {
  bool found = false;
  for_each_character(text, [&](utf8proc_int32_t character, std::size_t) {
    found = found || utf8proc_category(character) == UTF8PROC_CATEGORY_CC;
  });
  return found;
}

/// A binary search over the text itself, whose lines are in order.
bool is_listed(std::string_view word) {
  const auto list = embedded::kCommonPasswords;
  std::size_t begin = 0;
  std::size_t end = list.size();
  while (begin < end) {
    const auto middle = begin + (end - begin) / 2;
    const auto line_end = list.find('\n', middle);
    const auto line_begin = middle == 0 ? 0 : list.rfind('\n', middle - 1) + 1;
    const auto order = list.substr(line_begin, line_end - line_begin).compare(word);
    if (order == 0) return true;
    order < 0 ? begin = line_end + 1 : end = line_begin;
  }
  return false;
}

/// The shortest text that this is two or more times over, the last time perhaps not to its end;
/// empty if there is none.
std::string_view repeated_run(std::string_view text) {
  for (std::size_t size = 1; size <= text.size() / 2; ++size) {
    if (text.starts_with(text.substr(size))) return text.substr(0, size);
  }
  return {};
}

/// A run that is long enough to be a password stays one when it is repeated.
bool is_repeated(std::string_view text) {
  const auto run = repeated_run(text);
  return !run.empty() &&
         (core::count_characters(run) < core::limits::kPasswordCharactersMin || is_listed(run));
}

bool follows(utf8proc_int32_t next, utf8proc_int32_t character) {
  return next == character + 1 || (character == '9' && next == '0') ||
         (character == 'z' && next == 'a');
}

/// Whether each character is the one after the last, or each the one before.
bool is_sequence(std::string_view text) {
  utf8proc_int32_t last = -1;
  bool goes_up = true;
  bool goes_down = true;
  for_each_character(text, [&](utf8proc_int32_t character, std::size_t) {
    if (last >= 0) {
      goes_up = goes_up && follows(character, last);
      goes_down = goes_down && follows(last, character);
    }
    last = character;
  });
  return core::count_characters(text) > 1 && (goes_up || goes_down);
}

bool is_weak(std::string_view text) {
  return is_listed(text) || is_repeated(text) || is_sequence(text);
}

bool is_digit_or_punctuation(utf8proc_int32_t character) {
  const auto category = utf8proc_category(character);
  return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_ZS;
}

/// The text without the digits, punctuation, symbols and spaces at its end.
std::string_view stem_of(std::string_view text) {
  std::size_t end = 0;
  for_each_character(text, [&](utf8proc_int32_t character, std::size_t next) {
    if (!is_digit_or_punctuation(character)) end = next;
  });
  return text.substr(0, end);
}

}  // namespace

std::optional<std::string> PasswordTexts::normalize(std::string_view password) const {
  auto normalized = map(password, 0);
  if (normalized && has_control_character(*normalized)) return std::nullopt;
  return normalized;
}

std::size_t PasswordTexts::length(std::string_view normalized) const {
  return core::count_characters(normalized);
}

std::string PasswordTexts::fold(std::string_view normalized) const {
  auto folded = map(normalized, UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  if (!folded) throw std::invalid_argument("not UTF-8");
  return *std::move(folded);
}

bool PasswordTexts::is_common(std::string_view normalized) const {
  const auto text = fold(normalized);
  if (is_weak(text)) return true;
  const auto stem = stem_of(text);
  const auto characters = length(stem);
  return characters >= kStemCharactersMin && characters * 3 >= length(text) * 2 && is_weak(stem);
}

}  // namespace selfsame::identity
