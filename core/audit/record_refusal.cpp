#include "core/audit/record_refusal.h"

#include <utility>

#include "core/access/resource.h"
#include "core/audit/begin_record.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

constexpr std::string_view kRefused = "refused";
constexpr std::string_view kFailedSignIn = "login";

std::string_view word_of(const Error& refusal) {
  switch (refusal.reason) {
    case Reason::credential_unknown:
      return "credential_unknown";
    case Reason::credential_unusable:
      return "credential_unusable";
    case Reason::address_refused:
      return "address_refused";
    case Reason::resource_forbidden:
      return "resource_forbidden";
    case Reason::grants_more_than_creator:
      return "grants_more_than_creator";
    case Reason::two_factor_required:
      return "two_factor_required";
    default:
      return "permission_missing";
  }
}

AuditRecord begin_refusal(const OperationContext& context, OperationId operation,
                          const AuditOwner& owner, const Error& refusal) {
  AuditRecord record = begin_record(context, operation, owner);
  record.outcome = AuditOutcome::refused;
  record.refusal = word_of(refusal);
  if (record.action.empty()) record.action = kRefused;
  record.resource_kind =
      owner.kind == AuditOwnerKind::user ? resource_kind::kUser : resource_kind::kAccount;
  record.resource_id = id_to_hex(owner.id);
  return record;
}

/// The principal's own log.
AuditOwner own_log(const Principal& principal) {
  if (principal.user != nullptr) return principal.user->id;
  if (principal.token != nullptr) return principal.token->owner;
  return {};
}

bool has_place(ReadTransaction& tx, const Principal& principal,
               const OrganizationId& organization) {
  if (principal.user == nullptr) return false;
  const auto place = find_place(tx, principal.user->id, organization);
  return place && place->status == MembershipStatus::accepted;
}

}  // namespace

bool is_recorded(const Error& refusal) {
  return refusal.code == ErrorCode::unauthenticated || refusal.code == ErrorCode::forbidden;
}

bool record_refused_credential(WriteTransaction& tx, const OperationContext& context,
                               OperationId operation, const Claimant& claimant,
                               const Error& refusal) {
  AuditOwner owner = claimant.owner;
  if (!claimant.email.empty()) {
    const auto user = tx.find_user_by_email(claimant.email);
    if (user == nullptr) return false;
    owner = user->id;
  }
  AuditRecord record = begin_refusal(context, operation, owner, refusal);
  record.action = kFailedSignIn;
  record.credential_kind = claimant.kind;
  if (claimant.email.empty()) {
    record.credential = claimant.credential;
    record.credential_name = claimant.credential_name;
  }
  append_record(tx, std::move(record));
  return true;
}

void record_refusal(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                    const std::optional<OrganizationId>& organization, const Error& refusal) {
  const bool theirs = organization && has_place(tx, context.principal, *organization);
  const AuditOwner owner = theirs ? AuditOwner(*organization) : own_log(context.principal);
  append_record(tx, begin_refusal(context, operation, owner, refusal));
}

}  // namespace selfsame::core
