#pragma once

#include <memory>

#include "core/tenancy/role.h"

namespace selfsame::server {

/// The roles and groups that come with the program (share/cloudflare-roles.json).
std::unique_ptr<const core::RoleCatalogue> load_role_catalogue();

}  // namespace selfsame::server
