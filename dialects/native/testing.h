#pragma once

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <string>

#include "core/id.h"
#include "core/result.h"
#include "core/time.h"
#include "json/writer.h"

/// What the tests of codecs share.
namespace selfsame::native {

inline const std::string kA(32, 'a');
inline const std::string kB(32, 'b');
inline const core::IdBytes kIdA = core::parse_hex_id(kA).value();
inline const core::IdBytes kIdB = core::parse_hex_id(kB).value();
inline const std::string kNoonText = "2026-03-01T12:00:00.000000Z";
inline const core::Timestamp kNoon = core::parse_rfc3339(kNoonText).value();

template <class Decode>
auto decode(Decode function, const std::string& text) {
  return function(boost::json::parse(text));
}

/// The places that are complained about, with a blank after each.
template <class T>
std::string complaints(const core::Result<T>& result) {
  if (result) return "";
  EXPECT_EQ(result.error().code, core::ErrorCode::invalid);
  std::string places;
  for (const auto& field : result.error().fields) places += field.pointer + ' ';
  return places;
}

template <class Encode, class T>
std::string encoded(Encode function, const T& value) {
  std::string text;
  json::Writer out(text);
  function(value, out);
  return text;
}

}  // namespace selfsame::native
