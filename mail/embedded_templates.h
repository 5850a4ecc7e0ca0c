#pragma once

#include <span>
#include <string_view>

namespace selfsame::mail {

struct EmbeddedTemplate {
  std::string_view language;
  std::string_view name;  ///< `invite.txt`
  std::string_view text;
};

/// What lies in share/mail.
std::span<const EmbeddedTemplate> embedded_templates();

}  // namespace selfsame::mail
