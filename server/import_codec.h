#pragma once

#include <boost/json/value.hpp>
#include <variant>

#include "core/billing/import_operations.h"
#include "core/result.h"
#include "core/store_operations.h"
#include "core/time.h"

namespace selfsame::server {

struct ImportedApiKey {
  core::ApiKey key;
  core::SecretHash secret;
};

using ImportedEntity =
    std::variant<core::User, core::ImportedToken, ImportedApiKey, core::Organization,
                 core::Membership, core::Invite, core::Role, core::Zone, core::ResourceGroup,
                 core::AuditRecord, core::ImportedSubscription, core::BillingProfile,
                 core::BillingItem>;

/// Reads one line of an import file; docs/import.md describes them. Times that it does not give are
/// `now`, ids that it may leave out are made.
/// Errors: invalid, naming each field.
core::Result<ImportedEntity> decode_entity(const boost::json::value& line, core::Timestamp now,
                                           core::Entropy& entropy);

}  // namespace selfsame::server
