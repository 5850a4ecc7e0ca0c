#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/identity/second_factor_operations.h"
#include "http/response.h"

namespace selfsame::pages {

/// Turns a text into an SVG to stand in a page; may be empty.
using QrSvg = std::function<std::string(std::string_view)>;

/// The page with the secret, as long as the factor is not active, and the field for a code.
void write_enrollment(std::string_view service, const core::Enrollment& enrollment,
                      const QrSvg& qr_svg, http::Response& response);
/// The same after a code that was not right: 422.
void write_wrong_code(std::string_view service, const core::Enrollment& enrollment,
                      const QrSvg& qr_svg, http::Response& response);
/// What there is to see after a right one.
void write_proof(std::string_view service, const core::RecoveryCodes& codes,
                 http::Response& response);

}  // namespace selfsame::pages
