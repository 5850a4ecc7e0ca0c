#include "audit/words.h"

namespace selfsame::audit {

std::string_view word(core::AuditOwnerKind kind) {
  switch (kind) {
    case core::AuditOwnerKind::user:
      return "user";
    case core::AuditOwnerKind::organization:
      return "organization";
    case core::AuditOwnerKind::installation:
      return "installation";
  }
  return "unknown";
}

std::string_view word(core::AuditOutcome outcome) {
  switch (outcome) {
    case core::AuditOutcome::success:
      return "success";
    case core::AuditOutcome::refused:
      return "refused";
  }
  return "unknown";
}

std::string_view word(core::CredentialKind kind) {
  switch (kind) {
    case core::CredentialKind::api_token:
      return "api_token";
    case core::CredentialKind::global_key:
      return "global_key";
    case core::CredentialKind::organization_key:
      return "organization_key";
    case core::CredentialKind::system:
      return "system";
    case core::CredentialKind::payment_gateway:
      return "payment_gateway";
    case core::CredentialKind::session:
      return "session";
    case core::CredentialKind::none:
      return "none";
  }
  return "unknown";
}

std::optional<core::AuditOwnerKind> parse_owner_kind(std::string_view text) {
  using core::AuditOwnerKind;
  for (const auto kind :
       {AuditOwnerKind::user, AuditOwnerKind::organization, AuditOwnerKind::installation}) {
    if (text == word(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace selfsame::audit
