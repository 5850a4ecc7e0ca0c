#include "dialects/cloudflare/refusal.h"

#include "json/writer.h"

namespace selfsame::cloudflare {
namespace {

constexpr std::string_view kFixedHeaders =
    "cache-control: no-store, no-cache, must-revalidate, post-check=0, pre-check=0\r\n"
    "pragma: no-cache\r\n"
    "vary: Accept-Encoding\r\n"
    "x-content-type-options: nosniff\r\n"
    "x-frame-options: SAMEORIGIN\r\n";

void write_item(json::Writer& out, const ErrorItem& item) {
  out.begin_object().field("code", item.code).field("message", item.message);
  if (!item.error_chain.empty()) {
    out.key("error_chain").begin_array();
    for (const auto& link : item.error_chain) {
      out.begin_object().field("code", link.code).field("message", link.message).end_object();
    }
    out.end_array();
  }
  if (!item.pointer.empty()) {
    out.key("source").begin_object().field("pointer", item.pointer).end_object();
  }
  out.end_object();
}

Refusal refuse(unsigned status, int code, std::string message) {
  Refusal refusal;
  refusal.status = status;
  refusal.errors.push_back({code, std::move(message)});
  return refusal;
}

/// Bytes that are not printable ASCII, percent-encoded: a path may hold any, an answer is UTF-8.
std::string printable(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F) {
      shown += c;
    } else {
      shown += '%';
      shown += kDigits[byte >> 4U];
      shown += kDigits[byte & 15U];
    }
  }
  return shown;
}

}  // namespace

void set_fixed_headers(http::Response& response) { response.fixed_headers = kFixedHeaders; }

void write_refusal(const Refusal& refusal, http::Response& response, Family family) {
  const std::string_view result = family == Family::preferences ? "[]" : "null";
  response.status = refusal.status;
  set_fixed_headers(response);
  response.body.clear();
  json::Writer out(response.body);
  out.begin_object();
  if (refusal.result_first) out.key("result").raw(result);
  out.field("success", false).key("errors").begin_array();
  for (const auto& item : refusal.errors) write_item(out, item);
  out.end_array().key("messages").begin_array().end_array();
  if (!refusal.result_first) out.key("result").raw(result);
  if (!refusal.result_info.empty()) out.key("result_info").raw(refusal.result_info);
  out.end_object();
}

Refusal malformed_json(std::string_view detail) {
  return refuse(400, 6007, "Malformed JSON in request body: " + std::string(detail));
}

Refusal unsupported_content_type() {
  return refuse(415, 1001, "Content-Type must be application/json");
}

Refusal malformed_preferences(unsigned status, std::string_view detail) {
  return refuse(status, 4002, std::string(detail));
}

Refusal no_user_property(std::string_view detail) {
  auto refusal = refuse(400, 1029,
                        "Unable to find a user property to update. Perhaps you are trying to "
                        "update a readOnly setting?");
  refusal.errors.front().error_chain.push_back({6007, std::string(detail)});
  return refusal;
}

Refusal no_audit_history() {
  auto refusal = refuse(404, 1001, "Audit log not found.");
  refusal.result_info = R"({"count":0,"history_status":"unavailable"})";
  return refusal;
}

Refusal no_route(std::string_view path) {
  auto refusal = refuse(
      404, 7003,
      "Could not route to " + printable(path) + ", perhaps your object identifier is invalid?");
  refusal.result_first = true;
  return refusal;
}

Refusal method_not_available(std::string_view method) {
  return refuse(405, 7001, "Method " + printable(method) + " not available for that URI.");
}

Refusal too_many_requests(unsigned requests_max, long window_seconds) {
  return refuse(429, 10100,
                "More than " + std::to_string(requests_max) + " requests per " +
                    std::to_string(window_seconds) +
                    " seconds reached. Please wait and consider throttling your request speed");
}

Refusal transport_refusal(unsigned status) {
  switch (status) {
    case 400:
      return refuse(status, 6000, "The request is not well-formed HTTP");
    case 408:
      return refuse(status, 6001, "The request took too long to arrive");
    case 413:
      return refuse(status, 6002, "The request body is too large");
    case 414:
      return refuse(status, 6004, "The request URL is too long");
    case 431:
      return refuse(status, 6005, "The request headers are too large");
    case 503:
      return refuse(status, 1503, "Temporarily unavailable; nothing was changed. Try again later");
    default:
      return refuse(status, 1500, "Internal error");
  }
}

}  // namespace selfsame::cloudflare
