#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/access/operations.h"
#include "core/error.h"
#include "http/response.h"

namespace selfsame::cloudflare {

struct CodedMessage {
  int code = 0;
  std::string message;
};

/// One entry of `errors`.
struct ErrorItem {
  int code = 0;
  std::string message;
  std::string pointer{};  ///< JSON pointer into the body; empty: none
  std::vector<CodedMessage> error_chain{};
};

/// A refusal in this dialect's words.
struct Refusal {
  unsigned status = 400;
  std::vector<ErrorItem> errors;
  bool result_first = false;       ///< the newer order of keys, which some routes attest
  std::string_view result_info{};  ///< JSON, static storage; empty: none
};

/// The headers that every answer of this dialect has.
void set_fixed_headers(http::Response& response);

/// Routes whose refusals differ from those of all others.
enum class Family : std::uint8_t {
  common,
  memberships,  ///< a token without a person is told that it proves nobody here
  preferences,  ///< codes of their own, and an empty list as `result`
};

/// Writes a refusal as the whole answer.
void write_refusal(const Refusal& refusal, http::Response& response,
                   Family family = Family::common);

/// How the caller proved who they are, as far as the wire's error codes depend on it.
enum class Scheme {
  bearer,
  bearer_of_organization,  ///< a token without a person behind it
  bearer_to_verify,
  global_key,
};

/// What the words of a refusal depend on beside the error.
struct Asked {
  core::OperationId operation;
  Scheme scheme = Scheme::bearer;
  Family family = Family::common;
};

/// The one place where errors of the core get this dialect's codes and statuses.
Refusal map_error(const core::Error& error, const Asked& asked);

// Refusals that the dialect itself makes.
Refusal malformed_json(std::string_view detail);
Refusal unsupported_content_type();
/// The communication preferences answer so to both.
Refusal malformed_preferences(unsigned status, std::string_view detail);
/// `PATCH /user` answers so to a body that is not JSON, whatever is wrong with it.
Refusal no_user_property(std::string_view detail);
/// No entry is there whose resource could have a history.
Refusal no_audit_history();
Refusal no_route(std::string_view path);
Refusal method_not_available(std::string_view method);
Refusal too_many_requests(unsigned requests_max, long window_seconds);
/// For what HTTP or the store refuses: `status` decides the words.
Refusal transport_refusal(unsigned status);

}  // namespace selfsame::cloudflare
