#include "core/identity/session_tokens.h"

#include <algorithm>

namespace selfsame::core {
namespace {

constexpr std::string_view kBegin = "eyJ";  // `{"` in base64
constexpr std::string_view kCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

}  // namespace

bool is_session_token(std::string_view bearer) {
  return bearer.starts_with(kBegin) && std::ranges::count(bearer, '.') == 2 &&
         bearer.find_first_not_of(kCharacters) == std::string_view::npos;
}

}  // namespace selfsame::core
