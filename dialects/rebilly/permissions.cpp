#include "dialects/rebilly/permissions.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <vector>

namespace selfsame::embedded {
extern const std::string_view kRebillyOperationIds;
}

namespace selfsame::rebilly {

std::span<const std::string> permissions() {
  static const auto all = boost::json::value_to<std::vector<std::string>>(
      boost::json::parse(embedded::kRebillyOperationIds));
  return all;
}

bool is_permission(std::string_view text) {
  return text == "*" ||
         std::ranges::binary_search(permissions(), text, std::ranges::less{},
                                    [](const std::string& id) -> std::string_view { return id; });
}

}  // namespace selfsame::rebilly
