#include "core/identity/second_factor_operations.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/identity/mailed_links.h"
#include "core/identity/recovery_codes.h"

namespace selfsame::core {
namespace {

std::string sealing_context(const UserId& user) { return "second factor of " + user.hex(); }

/// Entropy that gives what was derived, so that a secret can be made of it.
class DerivedEntropy final : public Entropy {
 public:
  explicit DerivedEntropy(const std::array<std::uint8_t, 32>& bytes) : bytes_(bytes) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = bytes_[next_++ % bytes_.size()];
  }

 private:
  std::array<std::uint8_t, 32> bytes_;
  std::size_t next_ = 0;
};

/// Of a stored factor, or, before there is one, derived: shown without storing anything.
PlainSecret secret_of(const Identity& identity, const UserId& user,
                      const std::optional<SecondFactor>& factor) {
  if (!factor) {
    DerivedEntropy derived(identity.sealer.derive(sealing_context(user)));
    return identity.codes.make_secret(derived);
  }
  auto secret = identity.sealer.open(factor->sealed_secret, sealing_context(user));
  if (!secret) throw std::runtime_error("a second factor was sealed by another key");
  return std::move(*secret);
}

bool is_active(const std::optional<SecondFactor>& factor) {
  return factor && factor->state == FactorState::active;
}

std::unexpected<Error> wrong_code() {
  return fail_field("/one_time_code", "is not the code that the authenticator app shows now");
}

/// The step of a code, if the factor takes it now.
std::optional<std::int64_t> step_of(const OperationContext& context, const Identity& identity,
                                    const UserId& user, const std::optional<SecondFactor>& factor,
                                    std::string_view code) {
  const auto secret = secret_of(identity, user, factor);
  return identity.codes.find_step(secret.reveal(), code, context.now,
                                  factor ? factor->last_step : std::nullopt);
}

void record_factor(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                   const UserId& user, std::vector<AuditChange> changes) {
  record_change(tx, context, operation, user, resource_kind::kUser, user.hex(), std::move(changes));
}

/// A factor that waits for its first code, with a secret that nobody has seen.
SecondFactor make_pending(const OperationContext& context, const Identity& identity,
                          const UserId& user) {
  SecondFactor factor;
  factor.user = user;
  factor.sealed_secret = identity.sealer.seal(identity.codes.make_secret(context.entropy).reveal(),
                                              sealing_context(user));
  factor.created_at = context.now;
  factor.modified_at = context.now;
  return factor;
}

void set_enabled(WriteTransaction& tx, const OperationContext& context, const UserId& id,
                 bool enabled) {
  User user = *tx.find_user(id);
  user.two_factor_enabled = enabled;
  user.modified_at = context.now;
  tx.update_user(user);
}

RecoveryCodes give_recovery_codes(WriteTransaction& tx, const OperationContext& context,
                                  const UserId& user) {
  auto codes = make_recovery_codes(context.entropy);
  std::vector<SecretHash> hashes;
  hashes.reserve(codes.size());
  for (const auto& code : codes) {
    hashes.push_back(context.hasher.hash(*normalize_recovery_code(code.reveal())));
  }
  tx.put_recovery_codes(user, hashes);
  return codes;
}

/// Makes a factor active. What waited for its first code may never have been stored.
void activate(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
              const User& user, const std::optional<SecondFactor>& before, std::int64_t step) {
  SecondFactor factor = before.value_or(SecondFactor{});
  if (!before) {
    factor.user = user.id;
    factor.sealed_secret = identity.sealer.seal(secret_of(identity, user.id, before).reveal(),
                                                sealing_context(user.id));
    factor.created_at = context.now;
  }
  factor.state = FactorState::active;
  factor.last_step = step;
  factor.last_proof_at = context.now;
  factor.modified_at = context.now;
  tx.put_second_factor(factor);
  set_enabled(tx, context, user.id, true);
}

/// Uses up a code of an active factor, of either kind.
Status prove(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
             SecondFactor factor, const FactorProof& proof) {
  if (proof.recovery_code) {
    const auto code = normalize_recovery_code(*proof.recovery_code);
    if (!code || !tx.take_recovery_code(factor.user, context.hasher.hash(*code))) {
      return fail_field("/recovery_code", "is none of the recovery codes that are left");
    }
  } else {
    if (!proof.one_time_code) {
      return fail_field("/one_time_code", "is wanted: the account has a second factor");
    }
    const auto step = step_of(context, identity, factor.user, factor, *proof.one_time_code);
    if (!step) return wrong_code();
    factor.last_step = step;
  }
  factor.last_proof_at = context.now;
  factor.modified_at = context.now;
  tx.put_second_factor(factor);
  return {};
}

Result<OpenLink> find_enrolling(ReadTransaction& tx, const OperationContext& context,
                                std::string_view link) {
  return find_open_link(tx, context.hasher, context.now, link, LinkPurpose::enrollment);
}

}  // namespace

void end_second_factor(WriteTransaction& tx, const OperationContext& context,
                       const Identity& identity, const UserId& user) {
  tx.delete_second_factor(user);
  tx.put_second_factor(make_pending(context, identity, user));
  set_enabled(tx, context, user, false);
}

bool has_second_factor(ReadTransaction& tx, const UserId& user) {
  return is_active(tx.find_second_factor(user));
}

FactorView view_second_factor(ReadTransaction& tx, const UserId& user) {
  const auto factor = tx.find_second_factor(user);
  if (!is_active(factor)) return {};
  return {true, factor->last_proof_at, tx.count_recovery_codes(user)};
}

Status prove_at_sign_in(WriteTransaction& tx, const OperationContext& context,
                        const Identity& identity, const User& user, const FactorProof& proof) {
  const auto factor = tx.find_second_factor(user.id);
  return is_active(factor) ? prove(tx, context, identity, *factor, proof) : Status();
}

Status check_recent_proof(ReadTransaction& tx, const OperationContext& context, const User& user) {
  const auto factor = tx.find_second_factor(user.id);
  if (!is_active(factor)) return {};
  if (factor->last_proof_at && context.now - *factor->last_proof_at <= limits::kProofLifetime) {
    return {};
  }
  return fail(ErrorCode::forbidden, Reason::proof_too_old,
              "Prove your second factor first: the last time is more than 10 minutes ago.");
}

Result<FactorView> get_second_factor(ReadTransaction& tx, const OperationContext& context) {
  if (auto status = authorize_on_user(context, OperationId::second_factor_get); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return view_second_factor(tx, context.principal.user->id);
}

std::optional<FactorSecret> secret_to_enroll(ReadTransaction& tx, const Identity& identity,
                                             const User& user) {
  const auto factor = tx.find_second_factor(user.id);
  if (is_active(factor)) return std::nullopt;
  auto secret = secret_of(identity, user.id, factor);
  PlainSecret url(one_time_code_url(identity.issuer, user.email, secret.reveal()));
  return FactorSecret{std::move(secret), std::move(url)};
}

Result<PlainSecret> begin_enrollment(WriteTransaction& tx, const OperationContext& context) {
  constexpr auto kEnroll = OperationId::second_factor_enroll;
  if (auto status = authorize_on_user(context, kEnroll); !status) {
    return std::unexpected(std::move(status.error()));
  }
  const auto& user = context.principal.user->id;
  auto made = make_link(tx, context, user, LinkPurpose::enrollment);
  record_factor(tx, context, kEnroll, user,
                {{"enrollment_link", std::nullopt, made.link.id.hex()}});
  return std::move(made.secret);
}

Result<Enrollment> get_enrollment(ReadTransaction& tx, const OperationContext& context,
                                  const Identity& identity, std::string_view link) {
  const auto found = find_enrolling(tx, context, link);
  if (!found) return std::unexpected(found.error());
  const User& user = *found->user;
  Enrollment enrollment{user.email};
  enrollment.secret = secret_to_enroll(tx, identity, user);
  enrollment.active = !enrollment.secret;
  return enrollment;
}

Result<RecoveryCodes> prove_enrollment(WriteTransaction& tx, const OperationContext& context,
                                       const Identity& identity, std::string_view link,
                                       std::string_view one_time_code) {
  const auto found = find_enrolling(tx, context, link);
  if (!found) return std::unexpected(found.error());
  const auto& user = found->user;
  const auto factor = tx.find_second_factor(user->id);
  const auto principal = holder_of(context, *found);
  const auto as_user = context.acting_as(principal);
  if (is_active(factor)) {
    auto status = prove(tx, as_user, identity, *factor, {std::string(one_time_code), {}});
    if (!status) return std::unexpected(std::move(status.error()));
  } else {
    const auto step = step_of(context, identity, user->id, factor, one_time_code);
    if (!step) return wrong_code();
    activate(tx, as_user, identity, *user, factor, *step);
  }
  tx.delete_action_link(user->id, LinkPurpose::enrollment);
  record_factor(tx, as_user, OperationId::enrollment_prove, user->id,
                {{"second_factor", is_active(factor) ? "active" : "inactive", "active"}});
  if (tx.count_recovery_codes(user->id) > 0) return RecoveryCodes();
  return give_recovery_codes(tx, as_user, user->id);
}

Status enable_second_factor(WriteTransaction& tx, const OperationContext& context,
                            const Identity& identity, const User& user,
                            const std::optional<std::string>& one_time_code) {
  const auto factor = tx.find_second_factor(user.id);
  if (!one_time_code) return fail_field("/one_time_code", "is wanted to enable a second factor");
  const auto step = step_of(context, identity, user.id, factor, *one_time_code);
  if (!step) return wrong_code();
  activate(tx, context, identity, user, factor, *step);
  return {};
}

Status disable_second_factor(WriteTransaction& tx, const OperationContext& context,
                             const Identity& identity, const User& user,
                             const std::optional<std::string>& one_time_code) {
  const auto factor = tx.find_second_factor(user.id);
  if (!is_active(factor)) return {};
  auto status = prove(tx, context, identity, *factor, {one_time_code, {}});
  if (status) end_second_factor(tx, context, identity, user.id);
  return status;
}

Status delete_second_factor(WriteTransaction& tx, const OperationContext& context,
                            const Identity& identity) {
  constexpr auto kDisable = OperationId::second_factor_disable;
  auto status = authorize_on_user(context, kDisable);
  if (!status) return status;
  const User& user = *context.principal.user;
  if (!is_active(tx.find_second_factor(user.id))) {
    return fail(ErrorCode::not_found, Reason::none, "There is no second factor.");
  }
  if (status = check_recent_proof(tx, context, user); !status) return status;
  end_second_factor(tx, context, identity, user.id);
  record_factor(tx, context, kDisable, user.id, {{"second_factor", "active", "inactive"}});
  return {};
}

Status renew_second_factor(WriteTransaction& tx, const OperationContext& context,
                           const Identity& identity) {
  constexpr auto kRenew = OperationId::second_factor_renew;
  auto status = authorize_on_user(context, kRenew);
  if (!status) return status;
  const User& user = *context.principal.user;
  if (status = check_recent_proof(tx, context, user); !status) return status;
  const bool was_active = is_active(tx.find_second_factor(user.id));
  end_second_factor(tx, context, identity, user.id);
  record_factor(tx, context, kRenew, user.id,
                {{"second_factor", was_active ? "active" : "inactive", "inactive"}});
  return {};
}

}  // namespace selfsame::core
