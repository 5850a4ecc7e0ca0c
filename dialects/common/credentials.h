#pragma once

#include <expected>
#include <string_view>

#include "http/request.h"

namespace selfsame::dialect {

/// The credential that a request shows; well-formed, not yet looked up.
struct Credentials {
  bool bearer = true;
  std::string_view secret;
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

/// Takes the credential out of the headers and checks its form, before any look-up. `Authorization`
/// wins over `X-Auth-Email` and `X-Auth-Key`; clients send both when both are configured.
std::expected<Credentials, CredentialsProblem> read_credentials(const http::Request& request);

}  // namespace selfsame::dialect
