#include "json/writer.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace selfsame::json {
namespace {

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

}  // namespace

void Writer::append_quoted(std::string& out, std::string_view text) {
  if (std::ranges::any_of(text, needs_escape)) {
    out += boost::json::serialize(boost::json::string_view(text));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

}  // namespace selfsame::json
