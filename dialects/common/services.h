#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/answer_sealer.h"
#include "core/access/catalogue.h"
#include "core/access/rate_limiter.h"
#include "core/access/secret.h"
#include "core/audit/checkpoint_signer.h"
#include "core/billing/billing_rules.h"
#include "core/billing/payment_signature.h"
#include "core/entropy.h"
#include "core/id.h"
#include "core/identity/identity.h"
#include "core/identity/password_workers.h"
#include "core/limits.h"
#include "core/tenancy/role.h"
#include "core/time.h"
#include "dialects/common/page_anchors.h"

namespace selfsame::dialect {

/// What a dialect needs of the program; outlives it.
struct Services {
  const core::Catalogue& catalogue;
  const core::RoleCatalogue& roles;
  const core::BillingRules& billing;
  const core::PaymentSignature& payment_signature;
  const core::Clock& clock;
  const core::SecretHasher& hasher;
  const core::AnswerSealer& answer_sealer;
  core::Entropy& entropy;  ///< for secrets; thread-safe
  core::RateLimiter& rate_limiter;
  const core::Identity& identity;
  core::PasswordWorkers& password_workers;
  core::RateLimiter& account_attempts;  ///< at one account, by whomever
  core::RateLimiter& network_attempts;  ///< by one network, at any account
  core::RateLimiter& refusal_limiter;   ///< how many refusals are recorded of one who is refused
  std::atomic<std::uint64_t>& audit_failures;  ///< changes refused because they cannot be recorded
  PageAnchors& page_anchors;                   ///< thread-safe
  const core::CheckpointSigner& checkpoint_signer;
  /// What went wrong inside, for the operator: event, detail (may hold driver text), request id.
  std::function<void(std::string_view, std::string_view, const core::RequestId&)> log;
  std::string public_url;  ///< where clients reach this server; empty: where their requests say
  std::string release;     ///< of this program
  std::chrono::seconds invite_lifetime = core::limits::kInviteLifetime;
  /// A text as a QR code, which is an SVG to stand in a page; thread-safe. Empty: there are none.
  std::function<std::string(std::string_view)> qr_svg{};
  /// Origins of pages that may use this server by cookie: `https://app.example.com`.
  std::vector<std::string> trusted_origins{};
};

}  // namespace selfsame::dialect
