#pragma once

#include <string_view>
#include <vector>

#include "core/error.h"

/// Card numbers are nothing that may be stored, logged or shown. They are looked for in every text of
/// billing, so that one that was put into the wrong field is refused as well.
namespace selfsame::core {

/// Whether a text holds a run of digits, blanks, dashes and dots between them passed over, that is as
/// long as the card numbers that begin like it, and whose check digit (Luhn) is right.
bool holds_card_number(std::string_view text);

/// Adds an error, which does not repeat the text, if there is one in it.
void refuse_card_number(std::vector<FieldError>& errors, std::string_view pointer,
                        std::string_view text);

}  // namespace selfsame::core
