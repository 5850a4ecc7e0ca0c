#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/access/principal.h"
#include "core/id.h"
#include "core/ip_address.h"
#include "core/time.h"

namespace selfsame::core {

/// One field that changed. Values are text made for people; secrets never get here.
struct AuditChange {
  std::string field;
  std::optional<std::string> before;
  std::optional<std::string> after;

  bool operator==(const AuditChange&) const = default;
};

/// Who did what to what, when, from where, with which result. Append-only.
struct AuditRecord {
  AuditRecordId id;
  Timestamp occurred_at;
  std::string operation;  ///< id in the operations table, e.g. `token.create`
  std::string action;     ///< audit action type, e.g. `token_create`

  std::optional<UserId> actor;  ///< absent: the system itself (`init`, `import`)
  std::string actor_email;      ///< at that time
  CredentialKind credential_kind = CredentialKind::system;
  std::optional<IdBytes> credential;  ///< id of the token, key or session

  IdBytes owner{};  ///< whose log this belongs to: a user, or an organization
  std::string resource_kind;
  std::string resource_id;
  std::vector<AuditChange> changes;

  std::optional<IpAddress> client_address;
  std::string user_agent;
  std::optional<RequestId> request;

  bool operator==(const AuditRecord&) const = default;
};

}  // namespace selfsame::core
