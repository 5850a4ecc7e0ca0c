#include "dialects/pages/enrollment_page.h"

#include "dialects/pages/page.h"
#include "templates/mustache_template.h"

namespace selfsame::embedded {
extern const std::string_view kEnrollmentPage;
extern const std::string_view kProofPage;
}  // namespace selfsame::embedded

namespace selfsame::pages {
namespace {

using templates::Escaping;
using templates::MustacheTemplate;
using templates::Values;

constexpr const char* kWrongCode =
    "That is not the code that the app shows now, or it was used before. Wait for the next one and "
    "try again.";

/// In groups of four, as one reads when typing it.
std::string grouped(std::string_view secret) {
  constexpr std::size_t kGroup = 4;
  std::string groups;
  for (std::size_t at = 0; at < secret.size(); at += kGroup) {
    if (at > 0) groups += ' ';
    groups += secret.substr(at, kGroup);
  }
  return groups;
}

void write_form(unsigned status, std::string_view service, const core::Enrollment& enrollment,
                const QrSvg& qr_svg, std::string_view error, http::Response& response) {
  thread_local const MustacheTemplate form(std::string(embedded::kEnrollmentPage), Escaping::html,
                                           {"email", "secret", "qr", "error"});
  Values values{{"email", enrollment.email}, {"error", std::string(error)}};
  if (const auto& secret = enrollment.secret) {
    values.emplace("secret", grouped(secret->secret.reveal()));
    if (qr_svg) values.emplace("qr", qr_svg(secret->url.reveal()));
  }
  const std::string title = std::string(error.empty() ? "" : "Error: ") +
                            (enrollment.secret ? "Set up" : "Prove") + " your second factor";
  write_page(status, service, title, form.render(values), response);
}

}  // namespace

void write_enrollment(std::string_view service, const core::Enrollment& enrollment,
                      const QrSvg& qr_svg, http::Response& response) {
  write_form(200, service, enrollment, qr_svg, {}, response);
}

void write_wrong_code(std::string_view service, const core::Enrollment& enrollment,
                      const QrSvg& qr_svg, http::Response& response) {
  write_form(422, service, enrollment, qr_svg, kWrongCode, response);
}

void write_proof(std::string_view service, const core::RecoveryCodes& codes,
                 http::Response& response) {
  thread_local const MustacheTemplate proof(std::string(embedded::kProofPage), Escaping::html,
                                            {"codes"});
  std::string lines;
  for (const auto& code : codes) lines.append(lines.empty() ? "" : "\n").append(code.reveal());
  const auto title =
      codes.empty() ? "Your second factor is proved" : "Your second factor is active";
  write_page(200, service, title, proof.render({{"codes", lines}}), response);
}

}  // namespace selfsame::pages
