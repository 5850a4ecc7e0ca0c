#pragma once

#include <string>
#include <string_view>

namespace selfsame::identity {

/// The text as a QR code (error correction M, byte mode): an SVG to stand in a page, one unit a
/// module, with the margin of four that readers ask for. It refers to nothing outside of itself and
/// has no style that a page's policy would have to allow.
/// Throws std::length_error if the text is empty or does not fit, which is beyond 2331 bytes.
std::string qr_svg(std::string_view text);

}  // namespace selfsame::identity
