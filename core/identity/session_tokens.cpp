#include "core/identity/session_tokens.h"

#include "core/text.h"

namespace selfsame::core {
namespace {

constexpr std::string_view kBegin = "eyJ";  // `{"` in base64

bool has_three_parts(std::string_view text) {
  constexpr auto kNowhere = std::string_view::npos;
  const auto first = text.find('.');
  const auto second = first == kNowhere ? kNowhere : text.find('.', first + 1);
  return second != kNowhere && text.find('.', second + 1) == kNowhere;
}

}  // namespace

bool is_session_token(std::string_view bearer) {
  return bearer.starts_with(kBegin) && has_three_parts(bearer) && is_token_text(bearer);
}

}  // namespace selfsame::core
