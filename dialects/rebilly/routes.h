#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/access/operations.h"
#include "dialects/rebilly/body.h"
#include "dialects/rebilly/call.h"
#include "http/request.h"

namespace selfsame::rebilly {

/// Where this dialect lies.
inline constexpr std::string_view kMount = "/rebilly";

struct Route {
  http::Method method;
  std::string_view pattern;  ///< of a resource; `{id}` stands for one segment
  core::OperationId operation;
  unsigned status;  ///< of success
  Body body;
  std::variant<ReadHandler, PrepareHandler> handler;
  /// Whether it is about the organization that the request names, and not about one in its path or
  /// about all that the caller can see.
  bool in_context = true;
};

std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;
  std::string_view id{};
  std::string_view item{};
};

/// Finds the route of a resource (see target.h).
/// Errors: an empty text if nothing lies there, else the methods that do, as `Allow` lists them.
std::expected<Match, std::string> find_route(http::Method method, std::string_view resource);

}  // namespace selfsame::rebilly
