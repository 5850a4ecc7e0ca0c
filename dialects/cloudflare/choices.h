#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "json/object_reader.h"

namespace selfsame::cloudflare {

/// A word of the wire and what it stands for.
template <class T>
struct Choice {
  std::string_view word;
  T value;
};

template <class T, std::size_t N>
using Choices = std::array<Choice<T>, N>;

template <class T, std::size_t N>
std::optional<T> find_choice(const Choices<T, N>& choices, std::string_view word) {
  const auto found = std::ranges::find(choices, word, &Choice<T>::word);
  return found == choices.end() ? std::nullopt : std::optional(found->value);
}

/// The word of a value; of several, the first. Empty if there is none.
template <class T, std::size_t N>
std::string_view word_of(const Choices<T, N>& choices, T value) {
  const auto found = std::ranges::find(choices, value, &Choice<T>::value);
  return found == choices.end() ? std::string_view() : found->word;
}

/// `must be a, b or c`.
template <class T, std::size_t N>
std::string must_be(const Choices<T, N>& choices) {
  std::string text = "must be ";
  for (std::size_t i = 0; i < N; ++i) {
    if (i > 0) text += i + 1 < N ? ", " : " or ";
    text += choices[i].word;
  }
  return text;
}

/// Reads a field that holds one of the words. Absent and null read as no value.
template <class T, std::size_t N>
std::optional<T> read_choice(json::ObjectReader& in, std::string_view key,
                             const Choices<T, N>& choices) {
  const auto word = in.string(key);
  if (!word) return std::nullopt;
  const auto value = find_choice(choices, *word);
  if (!value) in.refuse(key, must_be(choices));
  return value;
}

}  // namespace selfsame::cloudflare
