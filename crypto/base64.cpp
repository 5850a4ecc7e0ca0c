#include "crypto/base64.h"

#include <cstddef>
#include <sodium.h>

namespace selfsame::crypto {

std::string to_base64(std::span<const std::uint8_t> bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the library's own end of text
  return text;
}

std::string to_base64(std::string_view bytes) {
  return to_base64(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

bool from_base64(std::string_view text, std::span<std::uint8_t> bytes) {
  std::size_t length = 0;
  const int failed = sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(),
                                       " \t\r\n", &length, nullptr, sodium_base64_VARIANT_ORIGINAL);
  return failed == 0 && length == bytes.size();
}

}  // namespace selfsame::crypto
