#pragma once

#include <memory>
#include <string>

#include "core/store.h"
#include "server/log.h"

namespace selfsame::server {

/// Opens the store that a `--store` URL names, and brings its schema up to date.
/// New audit records are to be sent to the webhook if `queues_audit_deliveries`.
/// Throws std::runtime_error with one clear line. `log` outlives the store.
std::unique_ptr<core::Store> open_store(const std::string& url, Log& log,
                                        bool queues_audit_deliveries = false);

}  // namespace selfsame::server
