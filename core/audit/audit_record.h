#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/access/principal.h"
#include "core/access/token.h"
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

enum class AuditOwnerKind : std::uint8_t {
  user,
  organization,
  installation,  ///< what is nobody's: the mail queue
};

/// Whose log a record belongs to.
struct AuditOwner {
  AuditOwnerKind kind = AuditOwnerKind::installation;
  IdBytes id{};  ///< of the installation: all zero

  AuditOwner() = default;
  AuditOwner(const UserId& user)  // NOLINT(google-explicit-constructor): a user is an owner
      : kind(AuditOwnerKind::user), id(user.bytes) {}
  AuditOwner(const OrganizationId& organization)  // NOLINT(google-explicit-constructor)
      : kind(AuditOwnerKind::organization), id(organization.bytes) {}
  AuditOwner(const Owner& owner)  // NOLINT(google-explicit-constructor)
      : kind(owner.kind == OwnerKind::user ? AuditOwnerKind::user : AuditOwnerKind::organization),
        id(owner.id) {}

  bool operator==(const AuditOwner&) const = default;
};

enum class AuditOutcome : std::uint8_t {
  success,
  refused,  ///< nothing was changed
};

/// SHA-256 that ties a record to all before it in its owner's log; see docs/audit.md.
using AuditHash = std::array<std::uint8_t, 32>;

/// Who did what to what, when, from where, with which result. Append-only.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order in which it reads
struct AuditRecord {
  AuditRecordId id;
  /// Never earlier than that of the record before it in the same log.
  Timestamp occurred_at;
  std::string operation;  ///< id in the operations table, e.g. `token.create`
  std::string action;     ///< audit action type, e.g. `token_create`
  AuditOutcome outcome = AuditOutcome::success;
  std::string refusal;  ///< why, as a word such as `permission_missing`; empty for a success

  std::optional<UserId> actor;  ///< absent: the system itself (`init`, `import`), or a token of an
                                ///< organization
  std::optional<UserId> effective_actor;  ///< whose rights counted; the actor, but for emulation
  std::string actor_email;                ///< at that time
  CredentialKind credential_kind = CredentialKind::system;
  std::optional<IdBytes> credential;  ///< id of the token, key or session
  std::string credential_name;        ///< at that time; empty if it has none

  AuditOwner owner;
  std::string resource_kind;
  std::string resource_id;
  std::optional<ZoneId> zone;  ///< that the resource is, or lies in
  std::string zone_name;
  std::vector<AuditChange> changes;

  std::optional<IpAddress> client_address;
  std::string user_agent;
  std::optional<RequestId> request;
  std::string method;  ///< of the HTTP request; empty at the command line
  std::string path;    ///< likewise

  // Given by the store when it appends the record.
  std::uint64_t sequence = 0;  ///< place in the owner's log, from 1 without gaps
  AuditHash hash{};

  bool operator==(const AuditRecord&) const = default;
};

/// Computes what ties a record to the one before it, over everything in it but `hash`.
class AuditSealer {
 public:
  virtual ~AuditSealer() = default;
  /// `previous` is the hash of the record before; all zero for the first.
  [[nodiscard]] virtual AuditHash seal(const AuditRecord& record,
                                       const AuditHash& previous) const = 0;
};

}  // namespace selfsame::core
