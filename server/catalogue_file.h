#pragma once

#include <memory>

#include "core/access/catalogue.h"

namespace selfsame::server {

/// The permission groups and resource kinds that come with the program
/// (share/*-permission-groups.json, built in).
std::unique_ptr<const core::Catalogue> load_catalogue();

}  // namespace selfsame::server
