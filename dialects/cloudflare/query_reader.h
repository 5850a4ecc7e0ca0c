#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/store.h"

namespace selfsame::cloudflare {

/// Takes typed parameters out of a raw query string; what is wrong is added to one list of errors,
/// named by `/<parameter>`. Unknown parameters are passed over, empty ones are absent.
class QueryReader {
 public:
  QueryReader(std::string_view query, std::vector<core::FieldError>& errors)
      : query_(query), errors_(errors) {}

  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  /// A whole number from 0 to 2^63-1; some SDKs write it as `1.0`. Larger ones read as the maximum.
  std::optional<std::uint64_t> number(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  std::optional<core::Direction> direction();
  /// `page`: 1 or more, default 1.
  std::uint64_t page();

 private:
  std::string_view query_;
  std::vector<core::FieldError>& errors_;
};

}  // namespace selfsame::cloudflare
