#include "core/identity/sign_in_operations.h"

#include <charconv>
#include <memory>
#include <utility>

#include "core/text.h"

namespace selfsame::core {
namespace {

constexpr std::string_view kSealedFor = "sign-in";

std::unexpected<Error> wrong_password() {
  return fail(ErrorCode::unauthenticated, Reason::credential_unknown,
              "The mail address or the password is wrong.");
}

std::unexpected<Error> begin_again() {
  return fail(ErrorCode::unauthenticated, Reason::credential_unusable,
              "This sign-in is over. Begin again with the password.");
}

Status check_usable(const User& user) {
  if (!user.suspended && user.email_verified) return {};
  return fail(
      ErrorCode::forbidden, Reason::account_unusable,
      user.suspended ? "The account is suspended." : "The mail address is not confirmed yet.");
}

/// Whose password it is, if they may sign in.
Result<std::shared_ptr<const User>> find_proven(ReadTransaction& tx, std::string_view email,
                                                const PasswordProof& proof) {
  auto user = tx.find_user_by_email(email);
  if (!proof.matches || user == nullptr || user->password_hash != proof.compared_with) {
    return wrong_password();
  }
  if (auto status = check_usable(*user); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return user;
}

/// An expiry that was asked for, or the default.
Result<Timestamp> choose_end(const OperationContext& context, const Identity& identity,
                             const std::optional<Timestamp>& wanted) {
  const auto end = wanted.value_or(context.now + identity.session_lifetime);
  if (end <= context.now) return fail_field("/expires_at", "must be in the future");
  if (end > context.now + limits::kSessionLifetimeMax) {
    return fail_field("/expires_at", "must be at most " +
                                         std::to_string(limits::kSessionLifetimeMax.count()) +
                                         " days from now");
  }
  return end;
}

/// Whoever has proved their password, and until when they want to be signed in.
struct Entrant {
  std::shared_ptr<const User> user;
  Timestamp session_end;
};

Result<Entrant> find_entrant(ReadTransaction& tx, const OperationContext& context,
                             const Identity& identity, const SignIn& wanted,
                             const PasswordProof& proof) {
  auto user = find_proven(tx, wanted.email, proof);
  if (!user) return std::unexpected(std::move(user.error()));
  const auto end = choose_end(context, identity, wanted.expires_at);
  if (!end) return std::unexpected(end.error());
  return Entrant{std::move(*user), *end};
}

/// The session of somebody who has proved all that there is to prove.
IssuedSession enter(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
                    const Entrant& entrant) {
  const auto& found = entrant.user;
  Session session =
      make_session(context, found->id, {std::string(kEverything)}, entrant.session_end);
  User user = *found;
  user.signed_in_at = context.now;
  tx.update_user(user);
  const Principal principal{found, CredentialKind::session, session.id.bytes, nullptr,
                            context.principal.address};
  return open_session(tx, context.acting_as(principal), identity, OperationId::session_sign_in,
                      std::move(session));
}

/// The same, after the code; which goes last, because it is used up.
Result<IssuedSession> prove_and_enter(WriteTransaction& tx, const OperationContext& context,
                                      const Identity& identity, const Entrant& entrant,
                                      const FactorProof& proof) {
  auto status = check_room(tx, context, entrant.user->id);
  if (status) status = prove_at_sign_in(tx, context, identity, *entrant.user, proof);
  if (!status) return std::unexpected(std::move(status.error()));
  return enter(tx, context, identity, entrant);
}

std::string hash_of(const OperationContext& context, const User& user) {
  const auto hash = context.hasher.hash(user.password_hash.value_or(""));
  return bytes_to_hex({reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()});
}

std::string write_time(Timestamp at) { return std::to_string(at.time_since_epoch().count()); }

/// The next line, taken off the text.
std::string take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return std::string(line);
}

std::optional<Timestamp> take_time(std::string_view& text) {
  const auto line = take_line(text);
  std::int64_t microseconds = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), microseconds);
  if (error != std::errc() || end != line.data() + line.size()) return std::nullopt;
  return Timestamp(std::chrono::microseconds(microseconds));
}

}  // namespace

std::string hash_to_compare(ReadTransaction& tx, const Identity& identity, std::string_view email) {
  const auto user = tx.find_user_by_email(email);
  return user != nullptr && user->password_hash ? *user->password_hash : identity.decoy_hash;
}

Result<IssuedSession> sign_in(WriteTransaction& tx, const OperationContext& context,
                              const Identity& identity, const SignIn& wanted,
                              const PasswordProof& proof) {
  const auto entrant = find_entrant(tx, context, identity, wanted, proof);
  if (!entrant) return std::unexpected(entrant.error());
  return prove_and_enter(tx, context, identity, *entrant,
                         {wanted.one_time_code, wanted.recovery_code});
}

PlainSecret seal_sign_in(const Identity& identity, const PendingSignIn& pending) {
  const std::string text = pending.email + '\n' + pending.proven + '\n' +
                           write_time(pending.session_end) + '\n' + write_time(pending.expires_at);
  return PlainSecret(bytes_to_hex(identity.sealer.seal(text, kSealedFor)));
}

std::optional<PendingSignIn> open_sign_in(const Identity& identity, std::string_view sealed) {
  const auto bytes = hex_to_bytes(sealed);
  const auto text = bytes ? identity.sealer.open(*bytes, kSealedFor) : std::nullopt;
  if (!text) return std::nullopt;
  std::string_view rest = text->reveal();
  PendingSignIn pending{take_line(rest), take_line(rest)};
  const auto session_end = take_time(rest);
  const auto expires_at = take_time(rest);
  if (!session_end || !expires_at) return std::nullopt;
  pending.session_end = *session_end;
  pending.expires_at = *expires_at;
  return pending;
}

Result<SignInStep> begin_sign_in(WriteTransaction& tx, const OperationContext& context,
                                 const Identity& identity, const SignIn& wanted,
                                 const PasswordProof& proof) {
  auto entrant = find_entrant(tx, context, identity, wanted, proof);
  if (!entrant) return std::unexpected(std::move(entrant.error()));
  const User& user = *entrant->user;
  if (has_second_factor(tx, user.id)) {
    return PendingSignIn{user.email, hash_of(context, user), entrant->session_end,
                         context.now + limits::kSignInPause};
  }
  return prove_and_enter(tx, context, identity, *entrant, {});
}

Result<IssuedSession> finish_sign_in(WriteTransaction& tx, const OperationContext& context,
                                     const Identity& identity, const PendingSignIn& pending,
                                     const FactorProof& proof) {
  const auto user = tx.find_user_by_email(pending.email);
  if (context.now >= pending.expires_at || context.now >= pending.session_end || user == nullptr ||
      hash_of(context, *user) != pending.proven) {
    return begin_again();
  }
  if (auto status = check_usable(*user); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return prove_and_enter(tx, context, identity, {user, pending.session_end}, proof);
}

}  // namespace selfsame::core
