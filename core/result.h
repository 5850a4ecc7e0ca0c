#pragma once

#include <expected>
#include <utility>
#include <vector>

#include "core/error.h"

namespace selfsame::core {

/// The outcome of anything a caller can meet in normal life. Bugs and lost infrastructure throw.
template <class T>
using Result = std::expected<T, Error>;

using Status = Result<void>;

inline std::unexpected<Error> fail(ErrorCode code, Reason reason, std::string message) {
  return std::unexpected(Error{code, reason, std::move(message), {}});
}

/// An `invalid` error about all the places in `fields` (not empty).
inline std::unexpected<Error> invalid(std::vector<FieldError> fields) {
  Error error{ErrorCode::invalid, Reason::none, fields.front().message, {}};
  error.fields = std::move(fields);
  return std::unexpected(std::move(error));
}

/// An `invalid` error about exactly one place in the input.
inline std::unexpected<Error> fail_field(std::string pointer, std::string message) {
  return invalid({{std::move(pointer), std::move(message)}});
}

}  // namespace selfsame::core
