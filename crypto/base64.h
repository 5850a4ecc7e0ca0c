#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Base64 (RFC 4648), in a time that does not depend on the content.
namespace selfsame::crypto {

/// With padding.
std::string to_base64(std::span<const std::uint8_t> bytes);
std::string to_base64(std::string_view bytes);

/// Fills `bytes` exactly, or returns false. Space between the characters counts for nothing.
bool from_base64(std::string_view text, std::span<std::uint8_t> bytes);

/// The alphabet for URLs and file names, without padding.
std::string to_base64url(std::span<const std::uint8_t> bytes);

/// No value for anything but the one spelling that `to_base64url` gives these bytes.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace selfsame::crypto
