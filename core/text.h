#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace selfsame::core {

/// Characters (code points) in well-formed UTF-8.
std::size_t count_characters(std::string_view text);

/// Adds an error for text that is longer than `characters_max` or holds control characters (which
/// no name or address needs, and which PostgreSQL, terminals and CSV do not take).
void check_text(std::vector<FieldError>& errors, std::string_view pointer, std::string_view text,
                std::size_t characters_max);

/// The same for text that must not be empty or blank.
void check_required_text(std::vector<FieldError>& errors, std::string_view pointer,
                         std::string_view text, std::size_t characters_max);

/// Cuts well-formed UTF-8 between characters, to at most so many bytes.
std::string_view cut_to_bytes(std::string_view text, std::size_t bytes_max);

/// The texts in their order, with `, ` between.
std::string join_texts(const std::vector<std::string>& texts);

/// The text with its ASCII letters in lower case.
std::string lower_ascii(std::string_view text);

/// Whether `part` occurs in the text; ASCII letters in any case.
bool contains_ignoring_case(std::string_view text, std::string_view part);

/// Two lower-case hex digits for each byte, and back; no value for what is not that.
std::string bytes_to_hex(std::string_view bytes);
std::optional<std::string> hex_to_bytes(std::string_view hex);

/// Whether text is ASCII letters, digits, `-`, `_` and `.` alone, as tokens are.
bool is_token_text(std::string_view text);

/// Something with one `@`, text on both sides, no blanks, at most `limits::kEmailCharacters`.
bool is_mail_address(std::string_view text);
/// The same with a limit of one's own.
bool is_mail_address(std::string_view text, std::size_t characters_max);

}  // namespace selfsame::core
