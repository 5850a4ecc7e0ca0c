#include "dialects/common/credentials.h"

#include <algorithm>
#include <optional>

#include "core/identity/session_tokens.h"
#include "core/limits.h"
#include "core/text.h"
#include "http/text.h"

namespace selfsame::dialect {
namespace {

constexpr std::size_t kTokenLengthMin = 40;
constexpr std::size_t kTokenLengthMax = 512;
constexpr std::size_t kKeyLengthMin = 32;
constexpr std::size_t kKeyLengthMax = 80;
constexpr std::string_view kScheme = "bearer ";

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_lower_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/// Old keys are hex; newer ones, ours among them, have a prefix of letters that tells what they
/// are.
bool is_global_key(std::string_view text) {
  if (text.size() < kKeyLengthMin || text.size() > kKeyLengthMax) return false;
  if (std::ranges::all_of(text, is_lower_hex)) return true;
  const bool has_prefix = text.starts_with("ssgk_") || text.starts_with("cfk_");
  return has_prefix && std::ranges::all_of(text.substr(text.find('_') + 1), is_alphanumeric);
}

}  // namespace

bool is_bearer_token(std::string_view text) {
  const auto length_max =
      core::is_session_token(text) ? core::limits::kSessionTokenBytes : kTokenLengthMax;
  return text.size() >= kTokenLengthMin && text.size() <= length_max && core::is_token_text(text);
}

std::optional<std::string_view> bearer_of(std::string_view authorization) {
  if (!http::equal_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) {
    return std::nullopt;
  }
  const auto token = authorization.substr(kScheme.size());
  return is_bearer_token(token) ? std::optional(token) : std::nullopt;
}

std::expected<Credentials, CredentialsProblem> read_credentials(const http::Request& request) {
  if (request.authorization.data() != nullptr) {
    if (const auto token = bearer_of(request.authorization)) {
      return Credentials{CredentialForm::bearer, *token};
    }
    return std::unexpected(CredentialsProblem{.authorization = true});
  }
  const auto email = request.header("X-Auth-Email");
  const auto key = request.header("X-Auth-Key");
  if (email.data() == nullptr && key.data() == nullptr) {
    return std::unexpected(CredentialsProblem{});
  }
  const CredentialsProblem problem{.email = !core::is_mail_address(email),
                                   .key = !is_global_key(key)};
  if (!problem.is_missing()) return std::unexpected(problem);
  return Credentials{CredentialForm::global_key, key, email};
}

}  // namespace selfsame::dialect
