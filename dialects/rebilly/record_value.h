#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/function_ref.h"
#include "core/id.h"
#include "core/time.h"
#include "dialects/rebilly/ids.h"

namespace selfsame::rebilly {

enum class FieldType : std::uint8_t {
  string,
  integer,
  boolean,
  timestamp,
  id,
  string_list,
  id_list,
};

/// A field that a list can be filtered by.
struct Field {
  std::string_view name;  ///< static storage; a sub-field is written `organization.id`
  FieldType type{};
  IdKind id_kind{};  ///< of ids and lists of ids
};

/// What a record holds in a field: null, or the alternative of the field's type.
using Value = std::variant<std::monostate, std::string, std::int64_t, bool, core::Timestamp,
                           core::IdBytes, std::vector<std::string>, std::vector<core::IdBytes>>;

/// Reads one record, by the names of fields.
using FieldReader = core::FunctionRef<Value(std::string_view field)>;

/// The order of two values of one field: null is the least, texts are ordered without regard to the
/// case of ASCII letters.
std::weak_ordering compare(const Value& left, const Value& right);

}  // namespace selfsame::rebilly
