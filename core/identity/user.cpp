#include "core/identity/user.h"

#include "core/text.h"

namespace selfsame::core {

bool owns_address(const User& user) { return user.email_verified && !user.address_vouched; }

std::string email_key(std::string_view email) { return lower_ascii(email); }

}  // namespace selfsame::core
