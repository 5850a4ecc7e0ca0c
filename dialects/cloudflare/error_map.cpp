#include "dialects/cloudflare/refusal.h"

namespace selfsame::cloudflare {
namespace {

using core::ErrorCode;
using core::Reason;

Refusal refuse(unsigned status, int code, std::string message) {
  Refusal refusal;
  refusal.status = status;
  refusal.errors.push_back({code, std::move(message)});
  return refusal;
}

Refusal unknown_credential(Scheme scheme) {
  switch (scheme) {
    case Scheme::bearer:
      return refuse(403, 9109, "Invalid access token");
    case Scheme::bearer_to_verify:
      return refuse(401, 1000, "Invalid API Token");
    case Scheme::global_key:
      return refuse(403, 9103, "Unknown X-Auth-Key or X-Auth-Email");
  }
  std::unreachable();
}

constexpr const char* kUnauthorizedResource = "Unauthorized to access requested resource";

Refusal forbidden(const core::Error& error, core::OperationId operation) {
  if (error.reason == Reason::address_refused) return refuse(403, 9109, error.message);
  if (error.reason == Reason::resource_forbidden || operation == core::OperationId::user_get) {
    return refuse(403, 9109, kUnauthorizedResource);
  }
  return refuse(403, 10000, "Authentication error");
}

Refusal invalid(const core::Error& error) {
  if (error.reason == Reason::grants_more_than_creator) {
    return refuse(400, 1001,
                  "Failed common permission check against resources. (Permission group: \"" +
                      error.message + "\")");
  }
  Refusal refusal;
  refusal.status = 400;
  for (const auto& field : error.fields) {
    const auto where = field.pointer.empty() ? std::string("body") : field.pointer.substr(1);
    refusal.errors.push_back({1001, where + ": " + field.message, field.pointer});
  }
  return refusal;
}

}  // namespace

Refusal map_error(const core::Error& error, core::OperationId operation, Scheme scheme) {
  switch (error.code) {
    case ErrorCode::invalid:
      return invalid(error);
    case ErrorCode::unauthenticated:
      return unknown_credential(scheme);
    case ErrorCode::forbidden:
      return forbidden(error, operation);
    case ErrorCode::not_found:
      return refuse(404, 1001, error.message);
    // 400, not 409 or 429: the SDKs send a POST again after those.
    case ErrorCode::conflict:
    case ErrorCode::limited:
      return refuse(400, 1001, error.message);
    case ErrorCode::unavailable:
      return transport_refusal(503);
  }
  std::unreachable();
}

}  // namespace selfsame::cloudflare
