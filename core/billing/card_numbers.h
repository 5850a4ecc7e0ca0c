#pragma once

#include <string_view>
#include <vector>

#include "core/error.h"

/// Card numbers are nothing that may be stored, logged or shown. They are looked for in every text of
/// billing, so that one that was put into the wrong field is refused as well.
namespace selfsame::core {

/// Whether there is, anywhere in a text, what is as long as the card numbers that begin like it, and
/// whose check digit (Luhn) is right: one group of digits, or several with separators between them.
/// Numbers of telephones, with `+` before them, are passed over.
bool holds_card_number(std::string_view text);

/// The same of the whole text: for references, which hold all sorts of digits.
bool is_card_number(std::string_view text);

/// Adds an error, which does not repeat the text, if there is one in it.
void refuse_card_number(std::vector<FieldError>& errors, std::string_view pointer,
                        std::string_view text);

}  // namespace selfsame::core
