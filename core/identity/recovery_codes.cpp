#include "core/identity/recovery_codes.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/limits.h"

namespace selfsame::core {
namespace {

/// Crockford's: without `i`, `l`, `o`, which look like digits, and without `u`.
constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kCharacters = 16;
constexpr std::size_t kGroupCharacters = 4;

/// 32 divides 256, so that five bits of a byte are as random as the byte.
PlainSecret make_recovery_code(Entropy& entropy) {
  std::array<std::uint8_t, kCharacters> bytes{};
  entropy.fill(bytes);
  std::string code;
  code.reserve(kCharacters + kCharacters / kGroupCharacters - 1);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0 && i % kGroupCharacters == 0) code += '-';
    code += kDigits[bytes[i] % kDigits.size()];
  }
  return PlainSecret(std::move(code));
}

char normalize(char c) {
  const char lower = (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower == 'i' || lower == 'l') return '1';
  return lower == 'o' ? '0' : lower;
}

}  // namespace

std::vector<PlainSecret> make_recovery_codes(Entropy& entropy) {
  std::vector<PlainSecret> codes;
  codes.reserve(limits::kRecoveryCodes);
  while (codes.size() < limits::kRecoveryCodes) codes.push_back(make_recovery_code(entropy));
  return codes;
}

std::optional<std::string> normalize_recovery_code(std::string_view text) {
  std::string code;
  code.reserve(kCharacters);
  for (const char c : text) {
    if (c == '-' || c == ' ') continue;
    const char digit = normalize(c);
    const bool fits = code.size() < kCharacters && kDigits.find(digit) != std::string_view::npos;
    if (!fits) return std::nullopt;
    code += digit;
  }
  return code.size() == kCharacters ? std::optional(std::move(code)) : std::nullopt;
}

}  // namespace selfsame::core
