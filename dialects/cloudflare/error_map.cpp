#include <utility>

#include "dialects/cloudflare/refusal.h"

namespace selfsame::cloudflare {
namespace {

using core::ErrorCode;
using core::Reason;

/// The codes of the three kinds of refusal that the communication preferences have their own for.
struct Codes {
  int invalid;
  int forbidden;
  int not_found;
};
constexpr Codes kCommonCodes{1001, 10000, 1001};
constexpr Codes kPreferencesCodes{4001, 4030, 4040};

constexpr const char* kUnauthorizedResource = "Unauthorized to access requested resource";
constexpr const char* kNotAllowed = "Authentication error";

Refusal refuse(unsigned status, int code, std::string message) {
  Refusal refusal;
  refusal.status = status;
  refusal.errors.push_back({code, std::move(message)});
  return refusal;
}

Refusal unknown_credential(Scheme scheme) {
  switch (scheme) {
    case Scheme::bearer:
    case Scheme::bearer_of_organization:
      return refuse(403, 9109, "Invalid access token");
    case Scheme::bearer_to_verify:
      return refuse(401, 1000, "Invalid API Token");
    case Scheme::global_key:
      return refuse(403, 9103, "Unknown X-Auth-Key or X-Auth-Email");
  }
  std::unreachable();
}

Refusal forbidden(const core::Error& error, const Asked& asked, int code) {
  if (error.reason == Reason::address_refused) return refuse(403, 9109, error.message);
  if (error.reason == Reason::two_factor_required) return refuse(403, code, error.message);
  if (error.reason == Reason::resource_forbidden ||
      asked.operation == core::OperationId::user_get) {
    return refuse(403, 9109, kUnauthorizedResource);
  }
  if (asked.family == Family::memberships && asked.scheme == Scheme::bearer_of_organization) {
    return refuse(400, 9106, "Authentication failed");
  }
  return refuse(403, code, kNotAllowed);
}

/// Sentences that clients know word by word begin so, and stand for themselves.
bool is_whole_sentence(std::string_view message) {
  return message.starts_with("Invalid request: ");
}

Refusal invalid(const core::Error& error, int code) {
  if (error.reason == Reason::grants_more_than_creator) {
    return refuse(400, code,
                  "Failed common permission check against resources. (Permission group: \"" +
                      error.message + "\")");
  }
  Refusal refusal;
  refusal.status = 400;
  for (const auto& field : error.fields) {
    const auto where = field.pointer.empty() ? std::string("body") : field.pointer.substr(1);
    auto message = is_whole_sentence(field.message) ? field.message : where + ": " + field.message;
    refusal.errors.push_back({code, std::move(message), field.pointer});
  }
  return refusal;
}

}  // namespace

Refusal map_error(const core::Error& error, const Asked& asked) {
  const auto& codes = asked.family == Family::preferences ? kPreferencesCodes : kCommonCodes;
  switch (error.code) {
    case ErrorCode::invalid:
      return invalid(error, codes.invalid);
    case ErrorCode::unauthenticated:
      return unknown_credential(asked.scheme);
    case ErrorCode::forbidden:
      return forbidden(error, asked, codes.forbidden);
    case ErrorCode::not_found:
      return refuse(404, codes.not_found, error.message);
    // 400, not 409 or 429: the SDKs send a POST again after those.
    case ErrorCode::conflict:
    case ErrorCode::limited:
      return refuse(400, codes.invalid, error.message);
    case ErrorCode::unavailable:
      return transport_refusal(503);
  }
  std::unreachable();
}

}  // namespace selfsame::cloudflare
