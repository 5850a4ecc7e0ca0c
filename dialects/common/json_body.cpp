#include "dialects/common/json_body.h"

#include "http/text.h"

namespace selfsame::dialect {

bool is_json_type(std::string_view content_type) {
  const auto type = http::trim(content_type.substr(0, content_type.find(';')));
  return http::equal_ignoring_case(type, "application/json");
}

}  // namespace selfsame::dialect
