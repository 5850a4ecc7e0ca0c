#include "core/access/authenticate.h"

#include <algorithm>

#include "core/access/secret_format.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> unknown_credential() {
  return fail(ErrorCode::unauthenticated, Reason::credential_unknown, "The credential is unknown.");
}

/// Whoever says a mail address with a key claims to be that user.
std::unexpected<Error> refuse_key(const Authentication& authentication, std::string_view email) {
  if (authentication.claimant != nullptr) {
    *authentication.claimant = {CredentialKind::global_key, {}, {}, {}, std::string(email)};
  }
  return unknown_credential();
}

std::unexpected<Error> unusable_credential() {
  return fail(ErrorCode::unauthenticated, Reason::credential_unusable,
              "The credential cannot be used now.");
}

Status check_address(const Token& token, const IpAddress& address) {
  if (!token.condition || token.condition->allows(address)) return {};
  return fail(ErrorCode::forbidden, Reason::address_refused,
              "Cannot use the access token from location: " + address.text());
}

bool admits(const std::vector<Cidr>& networks, const IpAddress& address) {
  return networks.empty() || std::ranges::any_of(networks, [&](const Cidr& network) {
           return network.contains(address);
         });
}

struct KnownToken {
  std::shared_ptr<const Token> token;
  std::shared_ptr<const User> user;  ///< null for a token of an organization
};

Result<KnownToken> find_token(ReadTransaction& tx, const SecretHasher& hasher,
                              std::string_view secret) {
  if (secret_form(secret) == SecretForm::mistyped) return unknown_credential();
  KnownToken known{tx.find_token_by_secret(hasher.hash(secret)), nullptr};
  if (known.token == nullptr) return unknown_credential();
  const auto user = known.token->owner.user();
  if (!user) return known;
  known.user = tx.find_user(*user);
  if (known.user == nullptr) return unknown_credential();
  return known;
}

bool is_suspended(const KnownToken& known) {
  return known.user != nullptr && known.user->suspended;
}

/// Passes on what is refused, and tells whose token it was.
std::unexpected<Error> refuse_token(const Authentication& authentication, const Token& token,
                                    std::unexpected<Error> refusal) {
  if (authentication.claimant != nullptr) {
    *authentication.claimant = {
        CredentialKind::api_token, token.owner, token.id.bytes, token.name, {}};
  }
  return refusal;
}

Principal principal_of(KnownToken known, const IpAddress& address) {
  const auto id = known.token->id.bytes;
  return {std::move(known.user), CredentialKind::api_token, id, std::move(known.token), address};
}

}  // namespace

Result<Principal> authenticate_token(ReadTransaction& tx, const Authentication& authentication,
                                     std::string_view secret) {
  auto known = find_token(tx, authentication.hasher, secret);
  if (!known) return std::unexpected(std::move(known.error()));
  const Token& token = *known->token;

  const bool too_early = token.not_before && authentication.now < *token.not_before;
  const bool active =
      token.effective_status(authentication.now) == EffectiveTokenStatus::active && !too_early;
  if (!active || is_suspended(*known)) {
    return refuse_token(authentication, token, unusable_credential());
  }
  if (auto status = check_address(token, authentication.address); !status) {
    return refuse_token(authentication, token, std::unexpected(std::move(status.error())));
  }
  return principal_of(std::move(*known), authentication.address);
}

Result<Principal> authenticate_global_key(ReadTransaction& tx, const Authentication& authentication,
                                          std::string_view email, std::string_view key) {
  if (secret_form(key) == SecretForm::mistyped) return refuse_key(authentication, email);
  const auto found = tx.find_api_key_by_secret(authentication.hasher.hash(key));
  if (found == nullptr || found->kind != ApiKeyKind::global)
    return refuse_key(authentication, email);
  auto user = tx.find_user(found->user);
  if (user == nullptr || user->suspended || email_key(user->email) != email_key(email)) {
    return refuse_key(authentication, email);
  }
  return Principal{std::move(user), CredentialKind::global_key, found->id.bytes, nullptr,
                   authentication.address};
}

Result<Principal> authenticate_to_verify(ReadTransaction& tx, const Authentication& authentication,
                                         std::string_view secret) {
  auto known = find_token(tx, authentication.hasher, secret);
  if (!known) return std::unexpected(std::move(known.error()));
  const Token& token = *known->token;
  if (is_suspended(*known)) return refuse_token(authentication, token, unknown_credential());
  if (auto status = check_address(token, authentication.address); !status) {
    return refuse_token(authentication, token, std::unexpected(std::move(status.error())));
  }
  return principal_of(std::move(*known), authentication.address);
}

Result<Principal> authenticate_bearer(ReadTransaction& tx, const Authentication& authentication,
                                      std::string_view secret) {
  return is_session_token(secret) ? authenticate_session(tx, authentication, secret)
                                  : authenticate_token(tx, authentication, secret);
}

Principal nobody(const IpAddress& address) {
  return {nullptr, CredentialKind::none, {}, nullptr, address};
}

Result<Principal> authenticate_session(ReadTransaction& tx, const Authentication& authentication,
                                       std::string_view token) {
  const auto claims = authentication.sessions.verify(token);
  if (!claims) return unknown_credential();
  const auto refuse = [&](std::unexpected<Error> refusal) {
    if (authentication.claimant != nullptr) {
      *authentication.claimant = {
          CredentialKind::session, AuditOwner(claims->user), claims->id.bytes, {}, {}};
    }
    return refusal;
  };
  // The token's own time first: who shows one that is over learns no more than that.
  if (authentication.now >= claims->expires_at) return refuse(unusable_credential());
  auto session = tx.find_session(claims->user, claims->id);
  if (session == nullptr) return refuse(unknown_credential());
  auto user = tx.find_user(claims->user);
  if (user == nullptr) return unknown_credential();
  if (authentication.now >= session->expires_at || user->suspended) {
    return refuse(unusable_credential());
  }
  Principal principal{std::move(user), CredentialKind::session, claims->id.bytes, nullptr,
                      authentication.address};
  principal.session = std::move(session);
  return principal;
}

Result<Principal> authenticate_organization_key(ReadTransaction& tx,
                                                const Authentication& authentication,
                                                std::string_view secret) {
  if (secret_form(secret) == SecretForm::mistyped) return unknown_credential();
  auto key = tx.find_api_key_by_secret(authentication.hasher.hash(secret));
  if (key == nullptr || key->kind != ApiKeyKind::organization) return unknown_credential();
  auto user = tx.find_user(key->user);
  if (user == nullptr) return unknown_credential();
  const auto refuse = [&](std::unexpected<Error> refusal) {
    if (authentication.claimant != nullptr) {
      *authentication.claimant = {
          CredentialKind::organization_key, AuditOwner(key->user), key->id.bytes, key->name, {}};
    }
    return refusal;
  };
  Principal principal{std::move(user), CredentialKind::organization_key, key->id.bytes, nullptr,
                      authentication.address};
  if (principal.user->suspended || !acts_in(tx, principal, *key->organization)) {
    return refuse(unusable_credential());
  }
  if (!admits(key->allowed_networks, authentication.address)) {
    return refuse(fail(ErrorCode::forbidden, Reason::address_refused,
                       "Cannot use the API key from location: " + authentication.address.text()));
  }
  principal.key = std::move(key);
  return principal;
}

}  // namespace selfsame::core
