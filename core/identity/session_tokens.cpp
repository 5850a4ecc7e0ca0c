#include "core/identity/session_tokens.h"

namespace selfsame::core {

bool is_session_token(std::string_view bearer) {
  // Not every character: whoever takes a credential from a request has looked at them, and whoever
  // reads the parts will.
  constexpr std::string_view kBegin = "eyJ";  // `{"` in base64
  constexpr auto kNowhere = std::string_view::npos;
  if (!bearer.starts_with(kBegin)) return false;
  const auto first = bearer.find('.');
  const auto second = first == kNowhere ? kNowhere : bearer.find('.', first + 1);
  return second != kNowhere && bearer.find('.', second + 1) == kNowhere;
}

}  // namespace selfsame::core
