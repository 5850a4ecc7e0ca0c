#pragma once

#include <optional>
#include <string>

#include "core/access/operations.h"
#include "core/audit/audit_record.h"
#include "core/error.h"
#include "core/operation_context.h"
#include "core/store.h"

namespace selfsame::core {

/// Whose credential was refused, as far as it says. It proves nothing.
struct Claimant {
  CredentialKind kind = CredentialKind::system;  ///< `system`: it says nothing at all
  AuditOwner owner;                              ///< of a token that is known
  IdBytes credential{};                          ///< likewise
  std::string credential_name;                   ///< likewise
  std::string email;                             ///< that came with a key

  [[nodiscard]] bool is_known() const { return kind != CredentialKind::system; }
};

/// Whether a refusal is one that logs tell of: of a credential, or of what somebody may do. What is
/// merely wrong in the input is not.
bool is_recorded(const Error& refusal);

/// Writes the record of a credential that was refused into the log of whose it is; nothing, and
/// false, if it is nobody's.
bool record_refused_credential(WriteTransaction& tx, const OperationContext& context,
                               OperationId operation, const Claimant& claimant,
                               const Error& refusal);

/// Writes the record of something that the context's principal may not do: into the log of the
/// organization if they have a place in it, else into their own.
void record_refusal(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                    const std::optional<OrganizationId>& organization, const Error& refusal);

}  // namespace selfsame::core
