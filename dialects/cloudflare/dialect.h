#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/access/token_uses.h"
#include "core/store.h"
#include "dialects/common/flow.h"
#include "dialects/common/services.h"
#include "http/handler.h"

namespace selfsame::cloudflare {

/// The Cloudflare dialect on one event loop.
class Dialect {
 public:
  /// `mount` is the path before the routes, e.g. `/client/v4`, or empty.
  Dialect(const dialect::Services& services, core::StoreSession& session,
          core::TokenUses& token_uses, http::Loop& loop, std::string mount)
      : mount_(std::move(mount)), services_(services), flow_(services, session, token_uses, loop) {}

  /// Whether the path belongs to this dialect.
  [[nodiscard]] bool owns(std::string_view path) const;
  /// Answers a request whose path it owns. `id` names the request in headers and records.
  void handle(const http::Request& request, const core::RequestId& id, http::Response& response,
              http::Exchange& exchange);

 private:
  const std::string mount_;
  const dialect::Services& services_;
  dialect::Flow flow_;
};

}  // namespace selfsame::cloudflare
