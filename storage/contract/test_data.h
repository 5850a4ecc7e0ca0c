#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/access/token.h"
#include "core/audit/audit_record.h"
#include "core/billing/billing_item.h"
#include "core/billing/subscription.h"
#include "core/identity/user.h"
#include "core/outbox/mail.h"
#include "core/tenancy/invite.h"
#include "core/tenancy/membership.h"
#include "core/tenancy/organization.h"
#include "core/tenancy/organization_profile.h"
#include "core/tenancy/role.h"
#include "core/tenancy/zone.h"

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
core::Token make_token(const core::Owner& owner, std::uint64_t number);
/// A token that uses everything a token can have, in an order that sorting would change.
core::Token make_full_token(const core::Owner& owner, std::uint64_t number);
core::ApiKey make_api_key(const core::UserId& user, std::uint64_t number);
/// An organization's, with something in every field.
core::ApiKey make_full_api_key(const core::UserId& user, const core::OrganizationId& organization,
                               std::uint64_t number);
/// The same.
core::OrganizationProfile make_organization_profile(const core::OrganizationId& organization);
core::Organization make_organization(std::uint64_t number);
/// An accepted place of the user's.
core::Membership make_membership(const core::UserId& user, const core::OrganizationId& organization,
                                 std::uint64_t number);
core::Membership make_owner(const core::UserId& user, const core::OrganizationId& organization,
                            std::uint64_t number);
/// A place that is offered and not answered.
core::Membership make_offer(const core::OrganizationId& organization, std::uint64_t number);
core::Invite make_invite(const core::OrganizationId& organization, std::uint64_t number);
core::Role make_role(const core::OrganizationId& organization, std::uint64_t number);
core::ResourceGroup make_resource_group(const core::OrganizationId& organization,
                                        std::uint64_t number);
core::Zone make_zone(const core::OrganizationId& organization, std::uint64_t number);
/// Waiting and due at `make_time(number)`.
core::Mail make_mail(std::uint64_t number);
core::AuditRecord make_audit_record(const core::AuditOwner& owner, std::uint64_t number);

inline constexpr core::Currency kEuro{{'E', 'U', 'R'}, 2};
/// Monthly, paid, for what the owner is, begun at `make_time(number)`.
core::Subscription make_subscription(const core::Owner& owner, std::uint64_t number);
/// The same for a zone of an organization's.
core::Subscription make_zone_subscription(const core::OrganizationId& organization,
                                          std::uint64_t number, core::ZoneLevel level);
/// A charge of `number` cents.
core::BillingItem make_billing_item(const core::Owner& owner, std::uint64_t number);

/// Text that breaks whoever quotes or measures it wrongly.
inline const std::string kDifficultText =
    "O'Neil \"x\" \\ $1 ?1 %s \n\t \xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80";

}  // namespace selfsame::storage::contract
