#pragma once

#include <cstdint>

#include "core/access/principal.h"
#include "core/access/token.h"
#include "core/audit/audit_record.h"
#include "core/identity/user.h"
#include "core/tenancy/organization.h"
#include "storage/sql/sql_connection.h"

/// From rows to values of the domain. A row that does not hold one throws std::runtime_error.
namespace selfsame::storage::sql {

core::User read_user(const SqlRow& row);
core::Token read_token(const SqlRow& row);
core::ApiKey read_api_key(const SqlRow& row);
core::Organization read_organization(const SqlRow& row);
core::OrganizationOfUser read_organization_of_user(const SqlRow& row);
core::AuditRecord read_audit_record(const SqlRow& row);

core::IdBytes read_id(const SqlRow& row, std::size_t column);
core::SecretHash read_secret_hash(const SqlRow& row, std::size_t column);

/// How choices are stored. The numbers never change.
std::int64_t code_of(core::TokenStatus status);
std::int64_t code_of(core::ApiKeyKind kind);
std::int64_t code_of(core::CredentialKind kind);

}  // namespace selfsame::storage::sql
