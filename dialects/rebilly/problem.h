#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "http/response.h"

namespace selfsame::rebilly {

struct InvalidField {
  std::string
      field;  ///< dot notation (`acl.0.scope`), or a parameter's name; empty: the whole body
  std::string message;

  bool operator==(const InvalidField&) const = default;
};

/// A refusal as RFC 9457 describes it, which this wire sends as plain `application/json`.
struct Problem {
  unsigned status = 400;
  std::string detail;
  std::vector<InvalidField> invalid_fields{};

  bool operator==(const Problem&) const = default;
};

/// For what HTTP, the routes or the store refuse: `status` decides the words. One that has none of
/// its own is told as an internal error.
Problem transport_problem(unsigned status);

/// The headers that every answer of this dialect has.
void set_fixed_headers(http::Response& response);
/// Writes a problem as the whole answer, but for headers that are there already.
void write_problem(const Problem& problem, http::Response& response);
/// 405; `allowed` lists methods as `Allow` does.
void refuse_method(std::string_view allowed, http::Response& response);
/// 429; `wait` from now on, the limit is there anew. A `Retry-After` that is there already stays.
void refuse_rate(core::Timestamp now, std::chrono::seconds wait, http::Response& response);

}  // namespace selfsame::rebilly
