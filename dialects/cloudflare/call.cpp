#include "dialects/cloudflare/call.h"

#include <algorithm>

#include "dialects/cloudflare/refusal.h"
#include "json/writer.h"

namespace selfsame::cloudflare {
namespace {

constexpr std::string_view kOpening = R"({"result":)";
constexpr std::string_view kClosing = R"(,"success":true,"errors":[],"messages":[)";

}  // namespace

std::string& Reply::result() {
  response_.body = kOpening;
  page_info_.reset();
  result_info_.clear();
  messages_ = {};
  repeated_id_.reset();
  return response_.body;
}

void Reply::finish() {
  auto& body = response_.body;
  body += kClosing;
  body += messages_;
  body += ']';
  if (page_info_) {
    const auto& info = *page_info_;
    const auto per_page = std::max<std::uint64_t>(info.per_page, 1);  // of an empty list it is 0
    body += R"(,"result_info":)";
    json::Writer(body)
        .begin_object()
        .field("page", info.page)
        .field("per_page", info.per_page)
        .field("count", info.count)
        .field("total_count", info.total_count)
        .field("total_pages", (info.total_count + per_page - 1) / per_page)
        .end_object();
  }
  if (!result_info_.empty()) body += R"(,"result_info":)" + result_info_;
  if (repeated_id_) {
    body += ',';
    json::Writer(body).field(repeated_id_->first, core::HexId(repeated_id_->second));
  }
  body += '}';
  response_.status = 200;
  set_fixed_headers(response_);
}

}  // namespace selfsame::cloudflare
