#pragma once

#include <ostream>

#include "server/admin_command.h"
#include "server/admin_door.h"

namespace selfsame::server {

/// Makes a command's request and shows the answer, as JSON or for people. Throws std::runtime_error
/// with one clear line, and a second that says how to go on, if it is refused.
void run_admin_command(const AdminCommand& command, AdminDoor& door, bool json, std::ostream& out);

}  // namespace selfsame::server
