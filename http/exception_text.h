#pragma once

#include <exception>
#include <string>

namespace selfsame::http {

/// What the exception being handled says. Only inside a `catch`.
inline std::string current_exception_text() {
  try {
    throw;
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "not a std::exception";
  }
}

}  // namespace selfsame::http
