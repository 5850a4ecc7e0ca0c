#pragma once

#include <string_view>

#include "core/access/token_uses.h"
#include "core/identity/identity.h"
#include "core/store.h"
#include "dialects/common/flow.h"
#include "dialects/common/known_derivations.h"
#include "dialects/common/services.h"
#include "http/handler.h"

namespace selfsame::rebilly {

/// Rebilly's Users API, for one event loop.
class Dialect {
 public:
  Dialect(const dialect::Services& services, core::StoreSession& session,
          core::TokenUses& token_uses, http::Loop& loop);

  /// Whether the path is this dialect's to answer.
  static bool owns(std::string_view path);
  /// `id` names the request in headers and records.
  void handle(const http::Request& request, const core::RequestId& id, http::Response& response,
              http::Exchange& exchange);

 private:
  const dialect::Services& services_;
  const dialect::KnownDerivations known_derivations_;
  const core::Identity loop_identity_;
  dialect::Flow flow_;
};

/// The description of this dialect as OpenAPI 3.1 JSON.
std::string_view openapi();

}  // namespace selfsame::rebilly
