#include "core/tenancy/organization_rules.h"

#include "core/audit/record_change.h"
#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

std::string yes_or_no(bool flag) { return flag ? "true" : "false"; }

std::optional<std::string> hex_of(const std::optional<OrganizationId>& id) {
  return id ? std::optional(id->hex()) : std::nullopt;
}

}  // namespace

Status validate_organization(const Organization& organization) {
  std::vector<FieldError> errors;
  check_required_text(errors, "/name", organization.name, limits::kOrganizationNameCharacters);
  if (organization.abuse_contact_email) {
    check_text(errors, "/abuse_contact_email", *organization.abuse_contact_email,
               limits::kEmailCharacters);
  }
  return errors.empty() ? Status() : invalid(std::move(errors));
}

Status check_depth(ReadTransaction& tx, const Organization& tenant, const std::string& pointer) {
  std::size_t depth = 1;
  for (auto above = tenant.parent; above; ++depth) {
    const auto next = tx.find_organization(*above);
    if (next == nullptr) break;
    above = next->parent;
  }
  if (depth < limits::kTenantDepth) return {};
  return fail_field(pointer, "has " + std::to_string(limits::kTenantDepth - 1) +
                                 " tenants above it; there can be no more");
}

std::vector<AuditChange> describe_difference(const Organization& before,
                                             const Organization& after) {
  std::vector<AuditChange> changes;
  note_change(changes, "name", before.name, after.name);
  note_change(changes, "abuse_contact_email", before.abuse_contact_email,
              after.abuse_contact_email);
  note_change(changes, "enforce_two_factor", yes_or_no(before.enforce_two_factor),
              yes_or_no(after.enforce_two_factor));
  note_change(changes, "tenant", yes_or_no(before.tenant != TenantKind::none),
              yes_or_no(after.tenant != TenantKind::none));
  note_change(changes, "parent", hex_of(before.parent), hex_of(after.parent));
  return changes;
}

}  // namespace selfsame::core
