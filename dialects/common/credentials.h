#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "http/request.h"

namespace selfsame::dialect {

enum class CredentialForm {
  bearer,  ///< an API token, or a session's
  global_key,
  organization_key,
  none,  ///< for routes that take none
};

/// The credential that a request shows; well-formed, not yet looked up.
struct Credentials {
  CredentialForm form = CredentialForm::none;
  std::string_view secret{};
  std::string_view email{};  ///< with a global key
};

/// What is wrong with the headers, each dialect in its own words. Without any `true`: none is there
/// at all.
struct CredentialsProblem {
  bool authorization = false;
  bool email = false;
  bool key = false;

  [[nodiscard]] bool is_missing() const { return !authorization && !email && !key; }
};

/// Whether a text has the form of an API token or of a session's.
bool is_bearer_token(std::string_view text);

/// The token in the value of an `Authorization` header; no value if it holds none.
std::optional<std::string_view> bearer_of(std::string_view authorization);

/// Takes the credential out of the headers and checks its form, before any look-up. `Authorization`
/// wins over `X-Auth-Email` and `X-Auth-Key`; clients send both when both are configured.
std::expected<Credentials, CredentialsProblem> read_credentials(const http::Request& request);

}  // namespace selfsame::dialect
