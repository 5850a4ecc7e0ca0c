#include "dialects/rebilly/problem.h"

#include "json/writer.h"

namespace selfsame::rebilly {
namespace {

constexpr std::string_view kFixedHeaders =
    "cache-control: no-store\r\n"
    "x-content-type-options: nosniff\r\n";

std::string_view title_of(unsigned status) {
  return status == 429 ? "Rate Limit Exceeded" : http::reason_phrase(status);
}

/// What the SDKs show of a refused input: some releases look nowhere else for a message than in
/// `error`, and those with an error class of its own for 422 hand out both lists unasked.
void write_invalid_input(const Problem& problem, json::Writer& out) {
  if (problem.status != 400 && problem.status != 422) return;
  out.field("error", problem.detail);
  if (problem.status == 400 && problem.invalid_fields.empty()) return;
  out.key("details").begin_array();
  for (const auto& field : problem.invalid_fields) out.string(field.message);
  out.end_array().key("invalidFields").begin_array();
  for (const auto& [field, message] : problem.invalid_fields) {
    out.begin_object().field("field", field).field("message", message).end_object();
  }
  out.end_array();
}

bool has_retry_after(const http::Response& response) {
  const std::string& headers = response.headers();
  return headers.starts_with("Retry-After: ") ||
         headers.find("\r\nRetry-After: ") != std::string::npos;
}

}  // namespace

Problem transport_problem(unsigned status) {
  switch (status) {
    case 400:
      return {status, "The request is not well-formed HTTP."};
    case 404:
      return {status, "Nothing lies at this path."};
    case 405:
      return {status, "This method does not work here; see the Allow header."};
    case 408:
      return {status, "The request took too long to arrive."};
    case 413:
      return {status, "The request body is too large."};
    case 414:
      return {status, "The request URL is too long."};
    case 415:
      return {status, "Content-Type must be application/json."};
    case 429:
      return {status, "Too many requests in a period; see the Retry-After header."};
    case 431:
      return {status, "The request headers are too large."};
    case 501:
      return {status, "The request uses a part of HTTP that this server does not know."};
    case 503:
      return {status, "Temporarily unavailable; nothing was changed. Try again later."};
    default:
      return {500, "Internal error."};
  }
}

void set_fixed_headers(http::Response& response) { response.fixed_headers = kFixedHeaders; }

void write_problem(const Problem& problem, http::Response& response) {
  response.status = problem.status;
  response.content_type = "application/json";
  set_fixed_headers(response);
  if (problem.status == 401) response.add_header("WWW-Authenticate", "Bearer");
  // What a change said that was undone since.
  response.set_location({});
  response.body.clear();
  json::Writer out(response.body);
  out.begin_object()
      .field("type", "about:blank")
      .field("title", title_of(problem.status))
      .field("status", problem.status)
      .field("detail", problem.detail);
  write_invalid_input(problem, out);
  out.end_object();
}

void refuse_method(std::string_view allowed, http::Response& response) {
  response.add_header("Allow", allowed);
  write_problem(transport_problem(405), response);
}

void refuse_rate(core::Timestamp now, std::chrono::seconds wait, http::Response& response) {
  const auto anew = std::chrono::ceil<std::chrono::seconds>(now) + wait;
  if (!has_retry_after(response)) response.add_header("Retry-After", std::to_string(wait.count()));
  response.add_header("X-RateLimit-Retry-After", std::to_string(anew.time_since_epoch().count()));
  write_problem(transport_problem(429), response);
}

}  // namespace selfsame::rebilly
