#pragma once

#include "core/identity/password_rules.h"

namespace selfsame::identity {

/// Passwords by Unicode's tables (utf8proc), and the list of common ones that was built in
/// (share/common-passwords.txt).
class PasswordTexts final : public core::PasswordTexts {
 public:
  [[nodiscard]] std::optional<std::string> normalize(std::string_view password) const override;
  [[nodiscard]] std::size_t length(std::string_view normalized) const override;
  /// Throws std::invalid_argument for text that is not normalized and not UTF-8 at all.
  [[nodiscard]] std::string fold(std::string_view normalized) const override;
  [[nodiscard]] bool is_common(std::string_view normalized) const override;
};

}  // namespace selfsame::identity
