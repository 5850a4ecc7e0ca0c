#include "dialects/rebilly/error_map.h"

#include <algorithm>
#include <utility>

namespace selfsame::rebilly {
namespace {

/// What the core calls otherwise than this wire. Words of several are `camelCase` here.
constexpr std::pair<std::string_view, std::string_view> kNames[] = {
    {"allowed_networks", "allowedIps"},
    {"custom_fields", "customFieldName"},
    {"expires_at", "expiredTime"},
    {"kind", "type"},
    {"one_time_code", "oneTimePassword"},
    {"organizations", "organizationId"},
    {"owner", "isOwner"},
    {"plans", "planId"},
    {"second_factor", "totpRequired"},
    {"telephone", "businessPhone"},
};

std::string wire_name(std::string_view step) {
  const auto* const found =
      std::ranges::find(kNames, step, &std::pair<std::string_view, std::string_view>::first);
  if (found != std::end(kNames)) return std::string(found->second);
  std::string name;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool begins_word =
        step[i] == '_' && i + 1 < step.size() && step[i + 1] >= 'a' && step[i + 1] <= 'z' && i > 0;
    name += begins_word ? static_cast<char>(step[++i] - 'a' + 'A') : step[i];
  }
  return name;
}

bool is_parameter(const core::FieldError& field) {
  return !field.pointer.empty() && !field.pointer.starts_with('/');
}

std::vector<InvalidField> invalid_fields(const core::Error& error) {
  std::vector<InvalidField> fields;
  fields.reserve(error.fields.size());
  for (const auto& field : error.fields)
    fields.push_back({wire_path(field.pointer), field.message});
  return fields;
}

/// The one sentence that SDKs show: the first field, as people mend one thing after the other.
std::string summary(const std::vector<InvalidField>& fields) {
  const auto& [field, message] = fields.front();
  auto text = field.empty() ? "The body " + message : field + ": " + message;
  if (fields.size() > 1) text += " (and " + std::to_string(fields.size() - 1) + " more)";
  return text;
}

Problem invalid(const core::Error& error) {
  if (error.fields.empty()) return {422, error.message};
  auto fields = invalid_fields(error);
  auto detail = summary(fields);
  const bool about_query = std::ranges::all_of(error.fields, is_parameter);
  return {about_query ? 400U : 422U, std::move(detail), std::move(fields)};
}

}  // namespace

Problem problem_of(const core::Error& error) {
  switch (error.code) {
    case core::ErrorCode::invalid:
      return invalid(error);
    case core::ErrorCode::unauthenticated:
      return {401, error.message};
    case core::ErrorCode::forbidden:
      return {403, error.message};
    case core::ErrorCode::not_found:
      if (error.reason == core::Reason::not_a_member) return {403, kNotAMember};
      return {404, error.message};
    case core::ErrorCode::conflict:
      return {409, error.message};
    // A quota is a rule for what may be sent, unlike a rate, which time alone cures.
    case core::ErrorCode::limited:
      return {422, error.message, invalid_fields(error)};
    case core::ErrorCode::unavailable:
      return transport_problem(503);
  }
  std::unreachable();
}

std::string dotted(std::string_view pointer) {
  if (!pointer.starts_with('/')) return std::string(pointer);
  std::string text;
  text.reserve(pointer.size());
  for (std::size_t i = 1; i < pointer.size(); ++i) {
    const auto rest = pointer.substr(i);
    if (rest.starts_with('/')) {
      text += '.';
    } else if (rest.starts_with("~0") || rest.starts_with("~1")) {
      text += rest[1] == '0' ? '~' : '/';
      ++i;
    } else {
      text += rest.front();
    }
  }
  return text;
}

std::string wire_path(std::string_view pointer) {
  if (!pointer.starts_with('/')) return std::string(pointer);
  std::string path;
  const std::string plain = dotted(pointer);
  std::string_view rest = plain;
  for (;;) {
    const auto step = rest.substr(0, rest.find('.'));
    path += wire_name(step);
    if (step.size() == rest.size()) return path;
    path += '.';
    rest.remove_prefix(step.size() + 1);
  }
}

}  // namespace selfsame::rebilly
