#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/access/operations.h"
#include "dialects/native/handlers.h"
#include "http/request.h"

namespace selfsame::native {

/// Where this dialect lies.
inline constexpr std::string_view kMount = "/v1";

struct Route {
  http::Method method;
  std::string_view pattern;  ///< after the mount point; `{id}` stands for an identifier
  core::OperationId operation;
  bool takes_body;  ///< a JSON object; else whatever comes is passed over
  std::variant<ReadHandler, PrepareHandler, LongReadHandler, PlanHandler> handler;
  /// Comes without a credential, signed by the payment gateway.
  bool is_signed = false;

  [[nodiscard]] bool writes() const {
    return std::holds_alternative<PrepareHandler>(handler) ||
           std::holds_alternative<PlanHandler>(handler);
  }
};

std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;
  core::IdBytes path_id{};
  core::IdBytes path_item{};  ///< the second one
};

/// Finds the route of a path (after the mount point).
/// Errors: an empty text if nothing lies there (also for a malformed identifier or a trailing
///         slash), else the methods that do, as `Allow` lists them.
std::expected<Match, std::string> find_route(http::Method method, std::string_view path);

}  // namespace selfsame::native
