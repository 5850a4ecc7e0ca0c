#pragma once

#include <string>
#include <vector>

#include "core/access/catalogue.h"
#include "core/access/principal.h"
#include "core/access/token.h"
#include "core/audit/audit_record.h"
#include "core/result.h"
#include "core/time.h"

namespace selfsame::core {

/// What stands for a secret in an audit record.
inline const std::string kRedacted = "[redacted]";

/// Refuses a new token whose window is over already: it could never be used.
Status check_window_is_ahead(const Token& token, Timestamp now);

/// Refuses what no token of this owner can be given: another person, or every bucket there is; to an
/// organization whatever does not lie in it.
/// Errors: forbidden/resource_forbidden; invalid, naming the place, for an organization's token.
Status check_resources(const Token& token);

/// Whether the tokens of an organization can hold the group.
bool fits_organization(const PermissionGroup& group);

/// Refuses to hand out what the creator may not hand out. As in Cloudflare, single zones are checked
/// against the creator's own credential, wildcards are not: what a token may do is capped by what
/// its user may do whenever it is used. `all_permissions` takes a creator whom nothing is denied.
/// Errors: invalid/grants_more_than_creator.
Status check_grants(const Token& token, const Principal& creator, const Catalogue& catalogue);

// What an audit record says of a token. No secret is in it.
std::vector<AuditChange> describe_new(const Token& token);
std::vector<AuditChange> describe_gone(const Token& token);
std::vector<AuditChange> describe_difference(const Token& before, const Token& after);

}  // namespace selfsame::core
