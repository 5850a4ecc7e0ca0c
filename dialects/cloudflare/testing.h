#pragma once

#include <boost/json/value.hpp>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "json/parse.h"
#include "json/writer.h"

/// What the tests of the codecs share.
namespace selfsame::cloudflare {

using Texts = std::vector<std::string>;

inline boost::json::value parsed(std::string_view text) {
  auto value = json::parse(text, 32);
  EXPECT_TRUE(value) << text;
  return value ? std::move(*value) : boost::json::value();
}

/// What an encoder writes.
template <class Encode, class... Things>
std::string encoded(Encode encode, const Things&... things) {
  std::string text;
  json::Writer out(text);
  encode(things..., out);
  return text;
}

/// `pointer: message` of every wrong place; empty if all is well.
template <class T>
Texts complaints(const core::Result<T>& decoded) {
  Texts texts;
  if (decoded) return texts;
  EXPECT_EQ(decoded.error().code, core::ErrorCode::invalid);
  for (const auto& field : decoded.error().fields) {
    texts.push_back(field.pointer + ": " + field.message);
  }
  return texts;
}

}  // namespace selfsame::cloudflare
