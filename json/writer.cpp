#include "json/writer.h"

#include <boost/json/serialize.hpp>

namespace selfsame::json {
namespace {

/// Without branches: that way the compiler looks at many characters at once.
bool needs_escapes(std::string_view text) {
  unsigned char found = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    found |= static_cast<unsigned char>((byte < 0x20) | (c == '"') | (c == '\\') | (c == 0x7F));
  }
  return found != 0;
}

}  // namespace

void Writer::append_quoted(std::string& out, std::string_view text) {
  if (needs_escapes(text)) {
    out += boost::json::serialize(boost::json::string_view(text));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

}  // namespace selfsame::json
