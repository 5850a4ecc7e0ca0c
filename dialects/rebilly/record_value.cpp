#include "dialects/rebilly/record_value.h"

#include <algorithm>

#include "http/text.h"

namespace selfsame::rebilly {
namespace {

std::weak_ordering compare_texts(std::string_view left, std::string_view right) {
  return std::lexicographical_compare_three_way(
      left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return static_cast<unsigned char>(http::to_lower(a)) <=>
               static_cast<unsigned char>(http::to_lower(b));
      });
}

}  // namespace

std::weak_ordering compare(const Value& left, const Value& right) {
  const auto* const left_text = std::get_if<std::string>(&left);
  const auto* const right_text = std::get_if<std::string>(&right);
  if (left_text != nullptr && right_text != nullptr) return compare_texts(*left_text, *right_text);
  return left <=> right;
}

}  // namespace selfsame::rebilly
