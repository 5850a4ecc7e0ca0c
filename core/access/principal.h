#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/access/token.h"
#include "core/id.h"
#include "core/identity/user.h"
#include "core/ip_address.h"

namespace selfsame::core {

enum class CredentialKind {
  api_token,
  global_key,
  organization_key,
  system,           ///< the operator at the command line, and the program itself
  payment_gateway,  ///< a signed report of a payment
};

/// Who acts in this request, already authenticated.
struct Principal {
  std::shared_ptr<const User> user;  ///< null: the operator, or a token of an organization
  CredentialKind kind = CredentialKind::system;
  IdBytes credential{};                ///< id of the token or key
  std::shared_ptr<const Token> token;  ///< of an API token; else null
  std::optional<IpAddress> address{};  ///< the client's; absent at the command line
};

/// Where a request comes from.
struct RequestOrigin {
  IpAddress address;
  std::string user_agent;
  RequestId id;
  std::string method{};  ///< `POST`
  std::string path{};    ///< without what follows `?`
};

}  // namespace selfsame::core
