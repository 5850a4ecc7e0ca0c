#include "dialects/pages/dialect.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/identity/second_factor_operations.h"
#include "core/limits.h"
#include "dialects/pages/enrollment_page.h"
#include "dialects/pages/page.h"
#include "http/query.h"
#include "http/text.h"

namespace selfsame::pages {
namespace {

using core::OperationId;

constexpr std::string_view kMount = "/enroll/";

unsigned status_of(const core::Error& error) {
  switch (error.code) {
    case core::ErrorCode::invalid:
      return 400;
    case core::ErrorCode::unauthenticated:
    case core::ErrorCode::forbidden:
    case core::ErrorCode::not_found:
      return 404;
    case core::ErrorCode::conflict:
    case core::ErrorCode::limited:
    case core::ErrorCode::unavailable:
      return 503;
  }
  std::unreachable();
}

bool is_form(std::string_view content_type) {
  const auto type = http::trim(content_type.substr(0, content_type.find(';')));
  return http::equal_ignoring_case(type, "application/x-www-form-urlencoded");
}

/// Apps show codes in two groups, and some people type what they see.
std::string read_code(std::string_view form) {
  auto code = http::query_parameter(form, "code").value_or("");
  std::erase(code, ' ');
  return code;
}

class EnrollmentCall final : public dialect::Call {
 public:
  EnrollmentCall(const http::Request& request, const dialect::Services& services)
      : Call(request, {}),
        operation_(request.method == http::Method::post ? OperationId::enrollment_prove
                                                        : OperationId::enrollment_get),
        services_(services) {}

  [[nodiscard]] OperationId operation() const override { return operation_; }

  core::Status read(core::ReadTransaction& tx, const core::OperationContext& context,
                    http::Response& response) const override {
    const auto enrollment = core::get_enrollment(tx, context, services_.identity, link());
    if (!enrollment) return std::unexpected(enrollment.error());
    write_enrollment(service(), *enrollment, services_.qr_svg, response);
    return {};
  }

  [[nodiscard]] std::optional<std::string> find_attempted(
      core::ReadTransaction& tx, const core::OperationContext& context) const override {
    auto enrollment = core::get_enrollment(tx, context, services_.identity, link());
    return enrollment ? std::optional(std::move(enrollment->email)) : std::nullopt;
  }

  std::optional<dialect::Prepared> prepare(const core::Principal& /*caller*/,
                                           http::Response& response) const override {
    const bool too_large = body().size() > core::limits::kFormBytes;
    if (too_large || !is_form(content_type())) {
      write_refusal(too_large ? 413 : 415, service(), response);
      return std::nullopt;
    }
    // The call outlives the change that it has prepared.
    return dialect::Prepared{[this, code = read_code(body())](core::WriteTransaction& tx,
                                                              const core::OperationContext& context,
                                                              http::Response& answer) {
      return prove(tx, context, code, answer);
    }};
  }

  void answer_again(unsigned status, std::string body, http::Response& response) const override {
    response.status = status;
    response.body = std::move(body);
  }

  void refuse(const core::Error& error, const core::Principal* /*caller*/,
              http::Response& response) const override {
    write_refusal(status_of(error), service(), response);
  }
  void refuse_rate(unsigned /*requests_max*/, long /*window_seconds*/, long wait_seconds,
                   http::Response& response) const override {
    refuse_attempt(wait_seconds, response);
  }
  void refuse_attempt(long retry_seconds, http::Response& response) const override {
    write_message(429, service(), "Too many attempts",
                  "Wait " + std::to_string(retry_seconds) + " seconds, then try again.", response);
  }
  void refuse_failure(unsigned status, http::Response& response) const override {
    write_refusal(status, service(), response);
  }

 private:
  [[nodiscard]] std::shared_ptr<Call> clone() const override {
    return std::make_shared<EnrollmentCall>(*this);
  }
  [[nodiscard]] std::string_view link() const { return path().substr(kMount.size()); }
  [[nodiscard]] std::string_view service() const { return services_.identity.issuer; }

  core::Status prove(core::WriteTransaction& tx, const core::OperationContext& context,
                     std::string_view code, http::Response& response) const {
    const auto& identity = services_.identity;
    const auto codes = core::prove_enrollment(tx, context, identity, link(), code);
    if (codes) {
      write_proof(service(), *codes, response);
      return {};
    }
    if (codes.error().code != core::ErrorCode::invalid) return std::unexpected(codes.error());
    // A wrong code has changed nothing, and its answer shows what is there.
    const auto enrollment = core::get_enrollment(tx, context, identity, link());
    if (!enrollment) return std::unexpected(enrollment.error());
    write_wrong_code(service(), *enrollment, services_.qr_svg, response);
    return {};
  }

  OperationId operation_;
  const dialect::Services& services_;
};

}  // namespace

bool Dialect::owns(std::string_view path) { return path.starts_with(kMount); }

void Dialect::handle(const http::Request& request, const core::RequestId& id,
                     http::Response& response, http::Exchange& exchange) {
  using http::Method;
  if (request.method != Method::get && request.method != Method::head &&
      request.method != Method::post) {
    response.add_header("Allow", "GET, HEAD, POST");
    return write_refusal(405, services_.identity.issuer, response);
  }
  flow_.run(EnrollmentCall(request, services_), request, id, response, exchange);
}

}  // namespace selfsame::pages
