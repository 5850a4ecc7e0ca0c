#include "core/identity/user.h"

#include "core/text.h"

namespace selfsame::core {

std::string email_key(std::string_view email) { return lower_ascii(email); }

}  // namespace selfsame::core
