#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// Base64 with padding (RFC 4648), in a time that does not depend on the content.
namespace selfsame::crypto {

std::string to_base64(std::span<const std::uint8_t> bytes);
std::string to_base64(std::string_view bytes);

/// Fills `bytes` exactly, or returns false. Space between the characters counts for nothing.
bool from_base64(std::string_view text, std::span<std::uint8_t> bytes);

}  // namespace selfsame::crypto
