#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/access/secret.h"
#include "core/id.h"
#include "core/result.h"
#include "core/time.h"
#include "dialects/rebilly/record_value.h"

namespace selfsame::rebilly {

/// Both ends belong to it; without one, it is open there.
template <class T>
struct Range {
  std::optional<T> least;
  std::optional<T> most;

  [[nodiscard]] bool contains(const T& value) const {
    return (!least || value >= *least) && (!most || value <= *most);
  }
};

/// One of the values that a clause names: null, or what the field's type says. A single number or
/// instant is a range that holds only itself.
using Condition = std::variant<std::monostate, std::string, bool, core::IdBytes,
                               Range<std::int64_t>, Range<core::Timestamp>>;

struct Clause {
  std::string_view field;  ///< static storage
  bool negated = false;
  std::vector<Condition> any_of;
};

/// Which records of a list are wanted: those that every clause holds for. Without clauses, all.
struct Filter {
  std::vector<Clause> clauses;
};

/// Reads what is written so (`;` is and, `,` is or):
///
///     firstName:John,"O\"Hara";status:!inactive;createdTime:2026-01-01T00:00:00Z..;loginTime:null
///
/// `"` begins a value that is taken as it stands until the next one, in which `\"` is `"` and `\\` is
/// `\`. A `!` before the first value negates the clause, and the others may have it too. Ids that
/// clients chose are those in the organization `context`. The names of fields outlive the filter.
/// Errors: invalid at `filter`, saying in which clause and after how many bytes.
core::Result<Filter> parse_filter(std::string_view text, std::span<const Field> fields,
                                  const core::OrganizationId& context,
                                  const core::SecretHasher& hasher);

/// Text is compared without regard to the case of ASCII letters, an instant as the wire shows it, to
/// the second; a list matches by any of its elements. A value that is not of its field's type is a
/// bug, and throws std::bad_variant_access.
bool matches(const Filter& filter, FieldReader record);

}  // namespace selfsame::rebilly
