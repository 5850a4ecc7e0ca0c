#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/access/operations.h"
#include "dialects/cloudflare/call.h"
#include "dialects/cloudflare/refusal.h"
#include "http/request.h"

namespace selfsame::cloudflare {

/// What a route takes as its body.
enum class Body : std::uint8_t {
  none,         ///< whatever comes is passed over
  json,         ///< a JSON object is wanted
  profile,      ///< the same, with the odd error of `PATCH /user`
  preferences,  ///< the same, with the codes of the communication preferences
};

struct Route {
  http::Method method;
  std::string_view pattern;  ///< after the mount point; `{id}` stands for an identifier
  core::OperationId operation;
  Body body;
  std::variant<ReadHandler, PrepareHandler, LongReadHandler> handler;
  bool verifies_token = false;  ///< a token in any state may ask about itself
  Family family = Family::common;

  [[nodiscard]] bool writes() const { return std::holds_alternative<PrepareHandler>(handler); }
  /// Whether the first identifier is an organization's.
  [[nodiscard]] bool names_organization() const { return pattern.starts_with("/accounts/{id}"); }
  /// Whether it is a zone's.
  [[nodiscard]] bool names_zone() const { return pattern.starts_with("/zones/{id}"); }
};

std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;
  PathIds ids;
};

/// Finds the route of a path (after the mount point).
/// Errors: an empty text if nothing lies there (also for a malformed identifier or a trailing
///         slash), else the methods that do, as `Allow` lists them.
std::expected<Match, std::string> find_route(http::Method method, std::string_view path);

}  // namespace selfsame::cloudflare
