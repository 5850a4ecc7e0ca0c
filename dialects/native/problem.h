#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "http/response.h"

namespace selfsame::native {

/// A refusal as RFC 9457 describes it.
struct Problem {
  unsigned status = 400;
  std::string detail;
  std::vector<core::FieldError> errors{};  ///< offending places in the body or (by name) the query
};

/// The one place where errors of the core get this dialect's statuses.
Problem problem_of(const core::Error& error);
/// For what HTTP or the store refuses: `status` decides the words.
Problem transport_problem(unsigned status);

/// The headers that every answer of this dialect has.
void set_fixed_headers(http::Response& response);
/// Writes a problem as the whole answer, but for headers that are there already.
void write_problem(const Problem& problem, http::Response& response);

}  // namespace selfsame::native
