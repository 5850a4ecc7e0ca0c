#include "dialects/pages/style_source.h"

#include <array>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdexcept>

namespace selfsame::pages {

std::string style_source(std::string_view style) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  if (EVP_Digest(style.data(), style.size(), hash.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 of a style failed");
  }
  std::array<unsigned char, 4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1> base64{};
  const auto size = EVP_EncodeBlock(base64.data(), hash.data(), SHA256_DIGEST_LENGTH);
  std::string source("'sha256-");
  source.append(base64.begin(), base64.begin() + size);
  return source.append("'");
}

}  // namespace selfsame::pages
