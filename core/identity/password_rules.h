#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace selfsame::core {

/// What a password is and what is too common to be one. Thread-safe.
class PasswordTexts {
 public:
  virtual ~PasswordTexts() = default;

  /// The form in which passwords are hashed and compared: Unicode NFKC, so that every keyboard
  /// gives the same. No value: not UTF-8, or with a control character.
  [[nodiscard]] virtual std::optional<std::string> normalize(std::string_view password) const = 0;
  /// Characters of a normalized password: code points.
  [[nodiscard]] virtual std::size_t length(std::string_view normalized) const = 0;
  /// The same without the difference of upper and lower case, and without what cannot be seen (a
  /// soft hyphen), for comparing.
  [[nodiscard]] virtual std::string fold(std::string_view normalized) const = 0;
  /// Whether it is on the list of common and breached passwords, one of them repeated or with
  /// digits or punctuation after it, a few characters repeated, or a plain sequence; letters in any
  /// case.
  [[nodiscard]] virtual bool is_common(std::string_view normalized) const = 0;
};

/// What is wrong with a new password, for whoever chose it, as messages of fields are ("must be at
/// least 15 characters long"); no value if nothing is.
/// At least 15 characters, or 8 where a second factor stands beside it; at most
/// `limits::kPasswordCharacters`; not common; not made of `context` words (a name, a mail address,
/// the service's name) and little else. No rules of composition.
/// `normalized` is what `PasswordTexts::normalize` gave.
/// Source:  NIST SP 800-63B-4, 3.1.1.
std::optional<std::string> password_problem(const PasswordTexts& texts, std::string_view normalized,
                                            std::span<const std::string_view> context,
                                            bool second_factor);

}  // namespace selfsame::core
