#pragma once

#include <set>
#include <string>
#include <utility>

#include "core/identity/password_rules.h"
#include "core/text.h"

namespace selfsame::testing {

/// Takes every text but one with a control character as it is; knows the case of ASCII letters.
/// Common is what the test says.
class FakePasswordTexts final : public core::PasswordTexts {
 public:
  explicit FakePasswordTexts(std::set<std::string, std::less<>> common = {})
      : common_(std::move(common)) {}

  [[nodiscard]] std::optional<std::string> normalize(std::string_view password) const override {
    for (const char c : password) {
      if (static_cast<unsigned char>(c) < ' ') return std::nullopt;
    }
    return std::string(password);
  }
  [[nodiscard]] std::size_t length(std::string_view normalized) const override {
    return core::count_characters(normalized);
  }
  [[nodiscard]] std::string fold(std::string_view normalized) const override {
    return core::lower_ascii(normalized);
  }
  [[nodiscard]] bool is_common(std::string_view normalized) const override {
    return common_.contains(fold(normalized));
  }

 private:
  std::set<std::string, std::less<>> common_;
};

}  // namespace selfsame::testing
