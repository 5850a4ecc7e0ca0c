#include "dialects/rebilly/filter.h"

#include <algorithm>
#include <chrono>

#include "http/text.h"

namespace selfsame::rebilly {
namespace {

/// Whether a value that is not null is what a condition wants.
struct Wanted {
  const Value& value;

  bool operator()(std::monostate /*null*/) const { return false; }
  bool operator()(const std::string& text) const {
    const auto is_it = [&](const std::string& other) {
      return http::equal_ignoring_case(text, other);
    };
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
      return std::ranges::any_of(*list, is_it);
    }
    return is_it(std::get<std::string>(value));
  }
  bool operator()(bool truth) const { return std::get<bool>(value) == truth; }
  bool operator()(const core::IdBytes& id) const {
    if (const auto* list = std::get_if<std::vector<core::IdBytes>>(&value)) {
      return std::ranges::find(*list, id) != list->end();
    }
    return std::get<core::IdBytes>(value) == id;
  }
  bool operator()(const Range<std::int64_t>& range) const {
    return range.contains(std::get<std::int64_t>(value));
  }
  bool operator()(const Range<core::Timestamp>& range) const {
    return range.contains(
        std::chrono::floor<std::chrono::seconds>(std::get<core::Timestamp>(value)));
  }
};

bool holds(const Condition& condition, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) {
    return std::holds_alternative<std::monostate>(condition);
  }
  return std::visit(Wanted{value}, condition);
}

bool holds(const Clause& clause, const Value& value) {
  const bool any = std::ranges::any_of(
      clause.any_of, [&](const Condition& condition) { return holds(condition, value); });
  return any != clause.negated;
}

}  // namespace

bool matches(const Filter& filter, FieldReader record) {
  return std::ranges::all_of(
      filter.clauses, [&](const Clause& clause) { return holds(clause, record(clause.field)); });
}

}  // namespace selfsame::rebilly
