#include "identity/qr_code.h"

#include <gtest/gtest.h>
#include <regex>
#include <stdexcept>
#include <string_view>

namespace selfsame::identity {
namespace {

constexpr std::size_t kMargin = 4;

/// What a renderer makes of the path: a row of text for each of the image's, `#` where it is black.
using Modules = std::vector<std::string>;

/// The whole image around the path, for an image of so many modules.
std::string begin_of(const std::string& side) {
  return R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )" + side + " " + side +
         R"(" shape-rendering="crispEdges" role="img"><title>QR code</title><rect width=")" + side +
         R"(" height=")" + side + R"(" fill="#fff"/><path fill="#000" d=")";
}
constexpr std::string_view kEnd = R"("/></svg>)";

Modules modules_of(const std::string& svg) {
  constexpr std::string_view kBox = R"(viewBox="0 0 )";
  const auto side = static_cast<std::size_t>(std::stoi(svg.substr(svg.find(kBox) + kBox.size())));
  const auto begin = begin_of(std::to_string(side));
  if (!svg.starts_with(begin) || !svg.ends_with(kEnd)) throw std::runtime_error("form: " + svg);
  const auto path = svg.substr(begin.size(), svg.size() - begin.size() - kEnd.size());
  Modules modules(side, std::string(side, '.'));
  const std::regex run(R"(M(\d+) (\d+)h(\d+)v1h-(\d+)z)");
  std::size_t read = 0;
  for (std::sregex_iterator it(path.begin(), path.end(), run), end; it != end; ++it) {
    EXPECT_EQ((*it)[3], (*it)[4]) << "goes back as far as it went";
    const auto x = static_cast<std::size_t>(std::stoi((*it)[1]));
    const auto y = static_cast<std::size_t>(std::stoi((*it)[2]));
    const auto length = static_cast<std::size_t>(std::stoi((*it)[3]));
    for (std::size_t i = 0; i < length; ++i) modules.at(y).at(x + i) = '#';
    read += static_cast<std::size_t>(it->length());
  }
  EXPECT_EQ(read, path.size()) << "there is nothing else in the path";
  return modules;
}

std::size_t width_of(const std::string& text) {
  return modules_of(qr_svg(text)).size() - 2 * kMargin;
}

std::string part(const Modules& modules, std::size_t x, std::size_t y) {
  constexpr std::size_t kFinder = 7;
  std::string text;
  for (std::size_t row = y; row < y + kFinder; ++row) {
    text += modules.at(row).substr(x, kFinder) + '\n';
  }
  return text;
}

TEST(QrSvg, IsTheCodeThatReadersRead) {
  // zbar reads `selfsame` in it.
  const Modules read{
      ".............................",  //
      ".............................",  //
      ".............................",  //
      ".............................",  //
      "....#######.##....#######....",  //
      "....#.....#.#..##.#.....#....",  //
      "....#.###.#.....#.#.###.#....",  //
      "....#.###.#.##..#.#.###.#....",  //
      "....#.###.#...#...#.###.#....",  //
      "....#.....#..##...#.....#....",  //
      "....#######.#.#.#.#######....",  //
      "............##...............",  //
      "....#.##.###..#...#..#.##....",  //
      "........#....##.##.####.#....",  //
      "....##.#.###.##.####...##....",  //
      "....#.###.......##.###..#....",  //
      "......#.#.###.##....#........",  //
      "............##...#..#.##.....",  //
      "....#######.##...####........",  //
      "....#.....#.##.####..##......",  //
      "....#.###.#...##..#..##......",  //
      "....#.###.#.#.#..#...#.#.....",  //
      "....#.###.#.#.##.#...........",  //
      "....#.....#..####.###...#....",  //
      "....#######.#.###...###......",  //
      ".............................",  //
      ".............................",  //
      ".............................",  //
      ".............................",  //
  };
  EXPECT_EQ(modules_of(qr_svg("selfsame")), read);
}

TEST(QrSvg, HasFindersInThreeCornersAndAMarginOfFour) {
  const std::string finder = "#######\n#.....#\n#.###.#\n#.###.#\n#.###.#\n#.....#\n#######\n";
  for (const auto& text : {std::string("x"), std::string(100, 'x'), std::string(2331, 'x')}) {
    const auto modules = modules_of(qr_svg(text));
    const auto far = modules.size() - kMargin - 7;
    EXPECT_EQ(part(modules, kMargin, kMargin), finder);
    EXPECT_EQ(part(modules, far, kMargin), finder);
    EXPECT_EQ(part(modules, kMargin, far), finder);
    EXPECT_NE(part(modules, far, far), finder);
    for (std::size_t i = 0; i < modules.size(); ++i) {
      for (std::size_t margin = 0; margin < kMargin; ++margin) {
        const auto other = modules.size() - 1 - margin;
        EXPECT_EQ(modules[margin][i], '.');
        EXPECT_EQ(modules[other][i], '.');
        EXPECT_EQ(modules[i][margin], '.');
        EXPECT_EQ(modules[i][other], '.');
      }
    }
  }
}

TEST(QrSvg, HoldsWhatTheStandardSaysForBytesWithCorrectionM) {
  // ISO/IEC 18004, table 7: bytes that versions 1, 2, 10 and 40 hold. Digits are no exception.
  for (const char c : {'x', '7', '\xFF', '\0'}) {
    EXPECT_EQ(width_of(std::string(14, c)), 21U);
    EXPECT_EQ(width_of(std::string(15, c)), 25U);
    EXPECT_EQ(width_of(std::string(26, c)), 25U);
    EXPECT_EQ(width_of(std::string(213, c)), 57U);
    EXPECT_EQ(width_of(std::string(214, c)), 61U);
    EXPECT_EQ(width_of(std::string(2331, c)), 177U);
  }
}

TEST(QrSvg, RefusesWhatDoesNotFit) {
  EXPECT_THROW(qr_svg(std::string(2332, 'x')), std::length_error);
  EXPECT_THROW(qr_svg(std::string(1 << 20, 'x')), std::length_error);
  EXPECT_THROW(qr_svg(""), std::length_error);
}

TEST(QrSvg, ShowsNothingOfTheTextAsText) {
  const auto svg = qr_svg("otpauth://totp/<script>\"'&");
  EXPECT_EQ(svg.find("otpauth"), std::string::npos);
  EXPECT_EQ(svg.find("script"), std::string::npos);
  EXPECT_EQ(svg.find('&'), std::string::npos);
}

TEST(QrSvg, EveryByteCounts) {
  EXPECT_NE(qr_svg("selfsame"), qr_svg("selfsamf"));
  EXPECT_NE(qr_svg(std::string("a\0b", 3)), qr_svg(std::string("a\0c", 3)));
}

}  // namespace
}  // namespace selfsame::identity
