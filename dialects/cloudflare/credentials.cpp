#include "dialects/cloudflare/credentials.h"

#include <algorithm>

#include "core/text.h"

namespace selfsame::cloudflare {
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

bool is_token(std::string_view text) {
  return text.size() >= kTokenLengthMin && text.size() <= kTokenLengthMax &&
         std::ranges::all_of(
             text, [](char c) { return is_alphanumeric(c) || c == '_' || c == '-' || c == '.'; });
}

/// Old keys are hex; newer ones, ours among them, have a prefix of letters that tells what they
/// are.
bool is_global_key(std::string_view text) {
  if (text.size() < kKeyLengthMin || text.size() > kKeyLengthMax) return false;
  if (std::ranges::all_of(text, is_lower_hex)) return true;
  const bool has_prefix = text.starts_with("ssgk_") || text.starts_with("cfk_");
  return has_prefix && std::ranges::all_of(text.substr(text.find('_') + 1), is_alphanumeric);
}

std::optional<std::string_view> bearer_of(std::string_view authorization) {
  if (authorization.size() <= kScheme.size()) return std::nullopt;
  const bool is_bearer = std::ranges::equal(
      authorization.substr(0, kScheme.size()), kScheme,
      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
  const auto token = authorization.substr(kScheme.size());
  if (!is_bearer || !is_token(token)) return std::nullopt;
  return token;
}

Refusal invalid_headers(std::vector<CodedMessage> chain) {
  Refusal refusal;
  refusal.status = 400;
  refusal.errors.push_back({6003, "Invalid request headers", {}, std::move(chain)});
  return refusal;
}

Refusal refuse(int code, const char* message) {
  Refusal refusal;
  refusal.status = 400;
  refusal.errors.push_back({code, message});
  return refusal;
}

}  // namespace

std::expected<Credentials, Refusal> read_credentials(const http::Request& request,
                                                     bool only_bearer) {
  if (request.authorization.data() != nullptr) {
    const auto token = bearer_of(request.authorization);
    if (token) return Credentials{true, *token, {}};
    return std::unexpected(invalid_headers({{6111, "Invalid format for Authorization header"}}));
  }
  const auto email = request.header("X-Auth-Email");
  const auto key = request.header("X-Auth-Key");
  if (email.data() == nullptr && key.data() == nullptr) {
    return std::unexpected(
        refuse(9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"));
  }
  if (only_bearer) return std::unexpected(refuse(1001, "Missing \"Authorization\" header"));

  std::vector<CodedMessage> chain;
  if (!core::is_mail_address(email)) {
    chain.push_back({6102, "Invalid format for X-Auth-Email header"});
  }
  if (!is_global_key(key)) chain.push_back({6103, "Invalid format for X-Auth-Key header"});
  if (!chain.empty()) return std::unexpected(invalid_headers(std::move(chain)));
  return Credentials{false, key, email};
}

}  // namespace selfsame::cloudflare
