#pragma once

#include <cstddef>
#include <cstdint>

#include "core/access/principal.h"
#include "core/access/token.h"
#include "core/audit/audit_record.h"
#include "core/billing/billing_item.h"
#include "core/billing/billing_profile.h"
#include "core/billing/payment.h"
#include "core/billing/subscription.h"
#include "core/identity/action_link.h"
#include "core/identity/communication.h"
#include "core/identity/second_factor.h"
#include "core/identity/session.h"
#include "core/identity/user.h"
#include "core/outbox/mail.h"
#include "core/store.h"
#include "core/tenancy/invite.h"
#include "core/tenancy/membership.h"
#include "core/tenancy/organization.h"
#include "core/tenancy/organization_profile.h"
#include "core/tenancy/role.h"
#include "core/tenancy/zone.h"
#include "storage/sql/member_pages.h"
#include "storage/sql/member_ranks.h"
#include "storage/sql/sql_connection.h"

/// From rows to values of the domain. A row that does not hold one throws std::runtime_error.
namespace selfsame::storage::sql {

core::User read_user(const SqlRow& row);
core::Session read_session(const SqlRow& row);
core::SecondFactor read_second_factor(const SqlRow& row);
core::ActionLink read_action_link(const SqlRow& row);
core::CommunicationPreferences read_preferences_row(const SqlRow& row);
core::Token read_token(const SqlRow& row);
core::ApiKey read_api_key(const SqlRow& row);
core::OrganizationProfile read_organization_profile(const SqlRow& row);
core::AuditRecord read_audit_record(const SqlRow& row, std::size_t first = 0);
/// Of a store from before there were chains: without sequence and hash.
core::AuditRecord read_unsealed_audit_record(const SqlRow& row);
core::AuditHead read_audit_head(const SqlRow& row);
core::AuditCheckpoint read_audit_checkpoint(const SqlRow& row);
core::AuditDelivery read_audit_delivery(const SqlRow& row);
core::Mail read_mail(const SqlRow& row);
core::KeptAnswer read_answer(const SqlRow& row);

core::Organization read_organization(const SqlRow& row);
core::Membership read_membership(const SqlRow& row);
core::MembershipStatus read_member_status(const SqlRow& row, std::size_t column);
MemberKeys read_member_keys(const SqlRow& row);
/// From three columns, of which the first is said.
MemberCounts read_member_counts(const SqlRow& row, std::size_t first);
core::Invite read_invite(const SqlRow& row);
core::Role read_role(const SqlRow& row);
core::ResourceGroup read_resource_group(const SqlRow& row);
core::Zone read_zone(const SqlRow& row);

core::Subscription read_subscription(const SqlRow& row);
core::SubscriptionKey read_subscription_key(const SqlRow& row);
core::BillingProfile read_billing_profile(const SqlRow& row);
core::BillingItem read_billing_item(const SqlRow& row);
/// From three columns: amount, code and exponent.
core::Money read_money(const SqlRow& row);
core::Payment read_payment(const SqlRow& row);
core::ReceivedPaymentEvent read_payment_event(const SqlRow& row);
/// From two columns: kind and id.
core::Owner read_owner(const SqlRow& row);
/// What a running subscription gives to the zones of its owner.
core::ZoneLevel read_running_zone_level(const SqlRow& row);
core::ZoneLevel running_zone_level(const core::Subscription& subscription);

core::IdBytes read_id(const SqlRow& row, std::size_t column);
core::SecretHash read_secret_hash(const SqlRow& row, std::size_t column);

/// How choices are stored. The numbers never change.
std::int64_t code_of(core::TokenStatus status);
std::int64_t code_of(core::OwnerKind kind);
std::int64_t code_of(core::ApiKeyKind kind);
std::int64_t code_of(core::CredentialKind kind);
std::int64_t code_of(core::AuditOwnerKind kind);
std::int64_t code_of(core::AuditOutcome outcome);
std::int64_t code_of(core::FactorState state);
std::int64_t code_of(core::LinkPurpose purpose);
std::int64_t code_of(core::OrganizationKind kind);
std::int64_t code_of(core::TenantKind kind);
std::int64_t code_of(core::MembershipStatus status);
std::int64_t code_of(core::InviteStatus status);
std::int64_t code_of(core::MailState state);
std::int64_t code_of(core::SubscriptionState state);
std::int64_t code_of(core::Frequency frequency);
std::int64_t code_of(core::ZoneLevel level);
std::int64_t code_of(core::BillingItemType type);
std::int64_t code_of(core::BillingAction action);
std::int64_t code_of(core::PaymentOutcome outcome);

}  // namespace selfsame::storage::sql
