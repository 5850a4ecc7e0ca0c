#include "dialects/native/problem.h"

#include <utility>

#include "json/writer.h"

namespace selfsame::native {
namespace {

constexpr std::string_view kFixedHeaders =
    "cache-control: no-store\r\n"
    "x-content-type-options: nosniff\r\n";

unsigned status_of(core::ErrorCode code) {
  switch (code) {
    case core::ErrorCode::invalid:
      return 400;
    case core::ErrorCode::unauthenticated:
      return 401;
    case core::ErrorCode::forbidden:
      return 403;
    case core::ErrorCode::not_found:
      return 404;
    // A quota is a state of the store, unlike a rate, which time alone cures.
    case core::ErrorCode::conflict:
    case core::ErrorCode::limited:
      return 409;
    case core::ErrorCode::unavailable:
      return 503;
  }
  std::unreachable();
}

}  // namespace

Problem problem_of(const core::Error& error) {
  if (error.code == core::ErrorCode::unavailable) return transport_problem(503);
  if (error.code == core::ErrorCode::invalid && !error.fields.empty()) {
    return {400, "The input breaks a rule; see errors.", error.fields};
  }
  return {status_of(error.code), error.message, error.fields};
}

Problem transport_problem(unsigned status) {
  switch (status) {
    case 400:
      return {status, "The request is not well-formed HTTP."};
    case 408:
      return {status, "The request took too long to arrive."};
    case 413:
      return {status, "The request body is too large."};
    case 414:
      return {status, "The request URL is too long."};
    case 431:
      return {status, "The request headers are too large."};
    case 501:
      return {status, "The request uses a part of HTTP that this server does not know."};
    case 503:
      return {status, "Temporarily unavailable; nothing was changed. Try again later."};
    default:
      return {status, "Internal error."};
  }
}

void set_fixed_headers(http::Response& response) { response.fixed_headers = kFixedHeaders; }

void write_problem(const Problem& problem, http::Response& response) {
  response.status = problem.status;
  response.content_type = "application/problem+json";
  set_fixed_headers(response);
  if (problem.status == 401) response.add_header("WWW-Authenticate", "Bearer");
  // What a change said that was undone since.
  response.set_cookie({});
  response.body.clear();
  json::Writer out(response.body);
  out.begin_object()
      .field("type", "about:blank")
      .field("title", http::reason_phrase(problem.status))
      .field("status", problem.status)
      .field("detail", problem.detail);
  if (!problem.errors.empty()) {
    out.key("errors").begin_array();
    for (const auto& [pointer, message] : problem.errors) {
      out.begin_object().field("pointer", pointer).field("detail", message).end_object();
    }
    out.end_array();
  }
  out.end_object();
}

}  // namespace selfsame::native
