#include "dialects/rebilly/page.h"

#include <string>

#include "dialects/rebilly/problem.h"

namespace selfsame::rebilly {

void begin_page(const Page& page, http::Response& response) {
  response.status = 200;
  response.content_type = "application/json";
  response.body.clear();
  set_fixed_headers(response);
  response.add_header("Pagination-Total", std::to_string(page.total));
  response.add_header("Pagination-Limit", std::to_string(page.limit));
  response.add_header("Pagination-Offset", std::to_string(page.offset));
}

}  // namespace selfsame::rebilly
