#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/access/token.h"
#include "core/audit/audit_record.h"
#include "core/identity/user.h"
#include "core/tenancy/organization.h"

/// Entities by number: equal numbers make equal entities, and greater ones younger.
namespace selfsame::storage::contract {

core::IdBytes make_bytes(std::uint64_t number);

template <class Id>
Id make_id(std::uint64_t number) {
  return Id{make_bytes(number)};
}

core::Timestamp make_time(std::int64_t seconds);
core::SecretHash make_secret(std::uint64_t number);

core::User make_user(std::uint64_t number);
/// A token with one policy.
core::Token make_token(const core::UserId& user, std::uint64_t number);
/// A token that uses everything a token can have, in an order that sorting would change.
core::Token make_full_token(const core::UserId& user, std::uint64_t number);
core::ApiKey make_api_key(const core::UserId& user, std::uint64_t number);
core::Organization make_organization(std::uint64_t number);
core::Membership make_membership(const core::UserId& user, const core::OrganizationId& organization,
                                 std::uint64_t number);
core::AuditRecord make_audit_record(const core::IdBytes& owner, std::uint64_t number);

/// Text that breaks whoever quotes or measures it wrongly.
inline const std::string kDifficultText =
    "O'Neil \"x\" \\ $1 ?1 %s \n\t \xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80";

}  // namespace selfsame::storage::contract
