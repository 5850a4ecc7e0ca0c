#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/audit/audit_record.h"

/// What both forms of audit logs say of a record.
namespace selfsame::cloudflare {

enum class ActorKind : std::uint8_t {
  user,
  organization,  ///< by one of its tokens
  system,        ///< the command line
};

ActorKind actor_kind(const core::AuditRecord& record);
/// Of the user, or of the organization whose token it was. Empty: the system, or somebody whose
/// credential was refused, which proves nobody.
std::string actor_id(const core::AuditRecord& record);
std::string actor_address(const core::AuditRecord& record);
/// The API token that was used; empty if it was something else.
std::string actor_token_id(const core::AuditRecord& record);
std::string actor_token_name(const core::AuditRecord& record);

/// Whether it was imported, or tells of something that was: its action says what happened, and its
/// operation only that.
bool is_brought_in(const core::AuditRecord& record);

/// Whether it tells of a credential that was refused.
bool is_failed_sign_in(const core::AuditRecord& record);

/// `zone` of `com.cloudflare.api.account.zone`.
std::string_view last_word(std::string_view resource_kind);

/// The value of a field after the change, else before it; empty if the record has none.
std::string changed_value(const core::AuditRecord& record, std::string_view field);

/// One side of the changes, such as `&core::AuditChange::after`, as a JSON object; empty if nothing
/// is on that side.
std::string values_json(const core::AuditRecord& record,
                        std::optional<std::string> core::AuditChange::* side);

}  // namespace selfsame::cloudflare
