#include "identity/qr_code.h"

#include <cerrno>
#include <cstddef>
#include <limits>
#include <memory>
#include <qrencode.h>
#include <stdexcept>
#include <system_error>

namespace selfsame::identity {
namespace {

constexpr std::size_t kMargin = 4;
constexpr unsigned char kBlack = 1;  // the other bits say what a module is for

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};
using Code = std::unique_ptr<QRcode, FreeCode>;

Code encode(std::string_view text) {
  constexpr int kSmallestVersion = 0;
  if (text.empty() || text.size() > std::size_t{std::numeric_limits<int>::max()}) {
    throw std::length_error("no QR code holds a text of this length");
  }
  Code code(QRcode_encodeData(static_cast<int>(text.size()),
                              reinterpret_cast<const unsigned char*>(text.data()), kSmallestVersion,
                              QR_ECLEVEL_M));
  if (code) return code;
  if (errno == ERANGE) throw std::length_error("no QR code holds a text of this length");
  throw std::system_error(errno, std::generic_category(), "QR code");
}

/// The black runs of one row, each as a rectangle of its own.
void append_row(std::string& path, const unsigned char* row, std::size_t width, std::size_t y) {
  const auto is_black = [&](std::size_t x) { return (row[x] & kBlack) != 0; };
  for (std::size_t begin = 0; begin < width; ++begin) {
    if (!is_black(begin)) continue;
    std::size_t end = begin + 1;
    while (end < width && is_black(end)) ++end;
    const auto length = std::to_string(end - begin);
    path.append("M").append(std::to_string(begin + kMargin)).append(" ");
    path.append(std::to_string(y + kMargin));
    path.append("h").append(length).append("v1h-").append(length).append("z");
    begin = end;
  }
}

}  // namespace

std::string qr_svg(std::string_view text) {
  const auto code = encode(text);
  const auto width = static_cast<std::size_t>(code->width);
  const auto side = std::to_string(width + 2 * kMargin);
  std::string svg;
  svg.append(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )");
  svg.append(side).append(" ").append(side);
  svg.append(R"(" shape-rendering="crispEdges" role="img"><title>QR code</title>)");
  svg.append(R"(<rect width=")").append(side).append(R"(" height=")").append(side);
  svg.append(R"(" fill="#fff"/><path fill="#000" d=")");
  for (std::size_t y = 0; y < width; ++y) append_row(svg, code->data + y * width, width, y);
  svg.append(R"("/></svg>)");
  return svg;
}

}  // namespace selfsame::identity
