#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

#include "core/limits.h"
#include "dialects/rebilly/echo.h"
#include "dialects/rebilly/filter.h"
#include "dialects/rebilly/times.h"

namespace selfsame::rebilly {
namespace {

constexpr std::string_view kRange = "..";

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

/// A value as it is written.
struct Literal {
  std::string text;
  std::size_t at = 0;  ///< where it begins
  bool quoted = false;

  [[nodiscard]] bool is_word(std::string_view word) const { return !quoted && text == word; }
};

/// Reads from left to right, and stops at the first thing that is wrong: a function without a value
/// has said what in `problem_`.
class FilterParser {
 public:
  FilterParser(std::string_view text, std::span<const Field> fields,
               const core::OrganizationId& context, const core::SecretHasher& hasher)
      : text_(text), fields_(fields), context_(context), hasher_(hasher) {}

  core::Result<Filter> run() {
    Filter filter;
    if (text_.empty()) return filter;
    do {
      ++clause_;
      auto clause = read_clause();
      if (!clause) return core::fail_field("filter", std::move(problem_));
      filter.clauses.push_back(std::move(*clause));
    } while (take(";"));
    return filter;
  }

 private:
  std::optional<Clause> read_clause() {
    if (clause_ > core::limits::kFilterClauses) {
      return refuse(
          at_, "there are more than " + std::to_string(core::limits::kFilterClauses) + " clauses");
    }
    const auto* const field = read_field();
    if (field == nullptr) return std::nullopt;
    Clause clause{field->name, next_is("!"), {}};
    do {
      if (clause.any_of.size() == core::limits::kFilterValuesPerClause) {
        return refuse(at_, "there are more than " +
                               std::to_string(core::limits::kFilterValuesPerClause) + " values");
      }
      if (next_is("!") && !clause.negated) {
        return refuse(at_, "a `!` must stand before the first value too");
      }
      take("!");
      auto condition = read_condition(*field);
      if (!condition) return std::nullopt;
      clause.any_of.push_back(std::move(*condition));
    } while (take(","));
    return clause;
  }

  /// Null after a refusal.
  const Field* read_field() {
    const auto colon = text_.find_first_of(":;", at_);
    if (colon == std::string_view::npos || text_[colon] == ';') {
      refuse(at_, "a clause is `field:value`");
      return nullptr;
    }
    const auto name = text_.substr(at_, colon - at_);
    const auto field = std::ranges::find(fields_, name, &Field::name);
    if (field == fields_.end()) {
      refuse(at_, echo(name) + " is no field that can be filtered by");
      return nullptr;
    }
    at_ = colon + 1;
    return &*field;
  }

  std::optional<Condition> read_condition(const Field& field) {
    const auto start = at_;
    if (next_is("@")) return refuse(start, "lists of values (`@name`) are not known here");
    std::optional<Literal> least;
    if (!next_is(kRange)) {
      least = read_literal();
      if (!least) return std::nullopt;
      if (is_at_end_of_value()) return condition_of(field, *least);
    }
    if (!take(kRange)) return refuse(at_, "a `,` or `;` must follow the closing quote");
    std::optional<Literal> most;
    if (!is_at_end_of_value()) {
      most = read_literal();
      if (!most) return std::nullopt;
      if (!is_at_end_of_value()) return refuse(at_, "a range is `least..most`");
    }
    if (!least && !most) return refuse(start, "a range needs an end");
    return range_of(field, start, least, most);
  }

  std::optional<Literal> read_literal() { return next_is("\"") ? read_quoted() : read_bare(); }

  std::optional<Literal> read_bare() {
    const auto start = at_;
    at_ = std::min({text_.find_first_of(",;", at_), text_.find(kRange, at_), text_.size()});
    if (at_ == start) return refuse(start, "a value is missing; an empty one is `\"\"`");
    return Literal{std::string(text_.substr(start, at_ - start)), start};
  }

  std::optional<Literal> read_quoted() {
    Literal literal{{}, at_, true};
    take("\"");
    while (at_ < text_.size()) {
      if (take("\"")) return literal;
      if (next_is("\\\"") || next_is("\\\\")) ++at_;
      literal.text += text_[at_++];
    }
    return refuse(literal.at, "the closing quote is missing");
  }

  std::optional<Condition> condition_of(const Field& field, const Literal& literal) {
    if (literal.is_word("null")) return std::monostate();
    switch (field.type) {
      case FieldType::string:
      case FieldType::string_list:
        if (literal.is_word("true") || literal.is_word("false")) {
          return refuse(literal.at, echo(field.name) + " is text; the word is \"" + literal.text +
                                        "\", in quotes");
        }
        return literal.text;
      case FieldType::boolean:
        if (literal.text == "true") return true;
        if (literal.text == "false") return false;
        return refuse(literal.at, echo(field.name) + " is true or false");
      case FieldType::id:
      case FieldType::id_list:
        if (const auto id = read_id(literal.text, field.id_kind, context_, hasher_)) return *id;
        return refuse(literal.at, echo(literal.text) + " is no id for " + echo(field.name));
      case FieldType::integer:
      case FieldType::timestamp:
        return range_of(field, literal.at, literal, literal);
    }
    std::unreachable();
  }

  std::optional<Condition> range_of(const Field& field, std::size_t start,
                                    const std::optional<Literal>& least,
                                    const std::optional<Literal>& most) {
    if (field.type == FieldType::integer) {
      return typed_range(least, most, parse_integer, "a whole number");
    }
    if (field.type == FieldType::timestamp) {
      return typed_range(least, most, parse_query_time, "a date-time such as 2026-01-02T03:04:05Z");
    }
    return refuse(
        start, echo(field.name) + " has no ranges; a value that holds `..` is written in quotes");
  }

  template <class T>
  std::optional<Condition> typed_range(const std::optional<Literal>& least,
                                       const std::optional<Literal>& most,
                                       std::optional<T> (*parse)(std::string_view),
                                       const char* wanted) {
    Range<T> range;
    const auto read_end = [&](const std::optional<Literal>& literal, std::optional<T>& end) {
      if (!literal) return true;
      end = parse(literal->text);
      if (!end) refuse(literal->at, echo(literal->text) + " is not " + wanted);
      return end.has_value();
    };
    if (!read_end(least, range.least) || !read_end(most, range.most)) return std::nullopt;
    return range;
  }

  std::nullopt_t refuse(std::size_t at, std::string_view what) {
    problem_ = "clause " + std::to_string(clause_) + ", after " + std::to_string(at) +
               " bytes: " + std::string(what);
    return std::nullopt;
  }

  [[nodiscard]] bool next_is(std::string_view token) const {
    return text_.substr(at_).starts_with(token);
  }
  bool take(std::string_view token) {
    if (!next_is(token)) return false;
    at_ += token.size();
    return true;
  }
  [[nodiscard]] bool is_at_end_of_value() const {
    return at_ == text_.size() || next_is(",") || next_is(";");
  }

  std::string_view text_;
  std::span<const Field> fields_;
  const core::OrganizationId& context_;
  const core::SecretHasher& hasher_;
  std::size_t at_ = 0;
  std::size_t clause_ = 0;  // from 1
  std::string problem_;
};

}  // namespace

core::Result<Filter> parse_filter(std::string_view text, std::span<const Field> fields,
                                  const core::OrganizationId& context,
                                  const core::SecretHasher& hasher) {
  return FilterParser(text, fields, context, hasher).run();
}

}  // namespace selfsame::rebilly
