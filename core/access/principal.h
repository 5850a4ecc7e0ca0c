#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/access/token.h"
#include "core/id.h"
#include "core/identity/session.h"
#include "core/identity/user.h"
#include "core/ip_address.h"

namespace selfsame::core {

enum class CredentialKind {
  api_token,
  global_key,
  organization_key,
  system,           ///< the operator at the command line, and the program itself
  payment_gateway,  ///< a signed report of a payment
  session,
  none,  ///< nobody has proved who they are
};

/// Who acts in this request, already authenticated.
struct Principal {
  std::shared_ptr<const User> user;  ///< null: the operator, or a token of an organization
  CredentialKind kind = CredentialKind::system;
  IdBytes credential{};                      ///< id of the token, key or session
  std::shared_ptr<const Token> token;        ///< of an API token; else null
  std::optional<IpAddress> address{};        ///< the client's; absent at the command line
  std::shared_ptr<const Session> session{};  ///< of a session; else null
  std::shared_ptr<const ApiKey> key{};       ///< of an organization's key; else null
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
