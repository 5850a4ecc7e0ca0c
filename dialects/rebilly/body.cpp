#include "dialects/rebilly/body.h"

#include <utility>

#include "core/limits.h"
#include "core/result.h"
#include "dialects/common/json_body.h"
#include "dialects/rebilly/error_map.h"
#include "json/parse.h"

namespace selfsame::rebilly {
namespace {

std::unexpected<Problem> no_object() {
  return std::unexpected(problem_of(core::fail_field("", "must be a JSON object").error()));
}

}  // namespace

bool is_empty_array(const boost::json::value& value) {
  return value.is_array() && value.get_array().empty();
}

std::expected<boost::json::value, Problem> read_body(Body kind, std::string_view content_type,
                                                     std::string_view body) {
  if (kind == Body::none) return boost::json::object();
  // Clients without a body name one content type or another, and none means it.
  if (body.empty() && kind == Body::optional) return boost::json::object();
  if (body.empty()) return no_object();
  if (!dialect::is_json_type(content_type)) return std::unexpected(transport_problem(415));
  auto parsed = json::parse(body, core::limits::kJsonDepth);
  if (!parsed) {
    return std::unexpected(Problem{400, "The body is not well-formed JSON: " + parsed.error()});
  }
  if (is_empty_array(*parsed)) return boost::json::object();
  if (!parsed->is_object()) return no_object();
  return std::move(*parsed);
}

const boost::json::object* read_object(json::ObjectReader& in, std::string_view key) {
  static const boost::json::object empty;
  const auto* value = in.find(key);
  if (value != nullptr && is_empty_array(*value)) return &empty;
  return in.object(key);
}

}  // namespace selfsame::rebilly
