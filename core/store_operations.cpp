#include "core/store_operations.h"

#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/access/secret_format.h"
#include "core/access/token_rules.h"
#include "core/audit/record_change.h"
#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

Status authorize_operator(const OperationContext& context, OperationId id) {
  return authorize(context.principal, operation(id), {}, context.catalogue);
}

Status validate_user(const User& user) {
  std::vector<FieldError> errors;
  if (!is_mail_address(user.email)) errors.push_back({"/email", "must be a mail address"});
  check_required_text(errors, "/username", user.username, limits::kUsernameCharacters);
  const auto check = [&](const char* pointer, const std::optional<std::string>& text,
                         std::size_t characters_max) {
    if (text) check_text(errors, pointer, *text, characters_max);
  };
  check("/first_name", user.first_name, limits::kFirstNameCharacters);
  check("/last_name", user.last_name, limits::kLastNameCharacters);
  check("/telephone", user.telephone, limits::kTelephoneCharacters);
  check("/country", user.country, limits::kCountryCharacters);
  check("/zipcode", user.zipcode, limits::kZipcodeCharacters);
  return errors.empty() ? Status() : invalid(std::move(errors));
}

Status validate_organization(const Organization& organization) {
  std::vector<FieldError> errors;
  check_required_text(errors, "/name", organization.name, limits::kOrganizationNameCharacters);
  return errors.empty() ? Status() : invalid(std::move(errors));
}

std::unexpected<Error> id_taken() {
  return fail(ErrorCode::conflict, Reason::id_taken, "The store has one with this id already.");
}

std::unexpected<Error> no_such(const char* what) {
  return fail(ErrorCode::not_found, Reason::none, std::string("The store has no such ") + what);
}

/// Every permission on everything: what the first user's token holds.
TokenDraft unrestricted_draft() {
  PolicyDraft policy;
  policy.permission_groups.emplace_back(permission_group::kEverything);
  policy.resources.push_back({"*", std::nullopt});
  TokenDraft draft;
  draft.name = "First API token";
  draft.policies.push_back(std::move(policy));
  return draft;
}

User make_first_user(const OperationContext& context, const FirstUser& first) {
  User user;
  user.id = UserId::make(context.now, context.entropy);
  user.email = first.email;
  user.username = user.id.hex();
  user.first_name = first.first_name;
  user.last_name = first.last_name;
  user.password_hash = first.password_hash;
  user.created_at = context.now;
  user.modified_at = context.now;
  return user;
}

/// Adds an API key of the user and records it.
void add_api_key(WriteTransaction& tx, const OperationContext& context, OperationId id,
                 const ApiKey& key, const SecretHash& secret) {
  tx.insert_api_key(key, secret);
  record_change(
      tx, context, id, key.user.bytes, "api_key", key.id.hex(),
      {{"kind", std::nullopt, key.kind == ApiKeyKind::global ? "global" : "organization"}});
}

void add_user(WriteTransaction& tx, const OperationContext& context, OperationId id,
              const User& user) {
  tx.insert_user(user);
  record_change(tx, context, id, user.id.bytes, resource_kind::kUser, user.id.hex(),
                {{"email", std::nullopt, user.email}});
}

void add_organization(WriteTransaction& tx, const OperationContext& context, OperationId id,
                      const Organization& organization) {
  tx.insert_organization(organization);
  record_change(tx, context, id, organization.id.bytes, resource_kind::kAccount,
                organization.id.hex(), {{"name", std::nullopt, organization.name}});
}

void add_membership(WriteTransaction& tx, const OperationContext& context, OperationId id,
                    const Membership& membership) {
  tx.insert_membership(membership);
  record_change(tx, context, id, membership.organization.bytes, "member", membership.id.hex(),
                {{"user", std::nullopt, membership.user.hex()},
                 {"owner", std::nullopt, membership.owner ? "true" : "false"}});
}

void add_token(WriteTransaction& tx, const OperationContext& context, OperationId id,
               const Token& token, const SecretHash& secret) {
  tx.insert_token(token, secret);
  record_change(tx, context, id, token.user.bytes, "token", token.id.hex(), describe_new(token));
}

}  // namespace

Status check_password(std::string_view password) {
  const auto characters = count_characters(password);
  if (characters < limits::kPasswordCharactersMin) {
    return fail_field(
        "/password",
        "must be at least " + std::to_string(limits::kPasswordCharactersMin) + " characters long");
  }
  if (characters > limits::kPasswordCharacters) {
    return fail_field(
        "/password",
        "must be at most " + std::to_string(limits::kPasswordCharacters) + " characters long");
  }
  return {};
}

Result<FirstCredentials> initialize_store(WriteTransaction& tx, const OperationContext& context,
                                          const FirstUser& first) {
  constexpr auto kInit = OperationId::store_init;
  const User user = make_first_user(context, first);
  const Organization organization{OrganizationId::make(context.now, context.entropy),
                                  first.organization, context.now, context.now};
  Token token;
  token.id = TokenId::make(context.now, context.entropy);
  token.user = user.id;
  token.issued_at = context.now;
  token.modified_at = context.now;

  auto status = authorize_operator(context, kInit);
  if (status && tx.has_users()) {
    status = fail(ErrorCode::conflict, Reason::store_in_use, "The store has a user already.");
  }
  if (status) status = validate_user(user);
  if (status) status = validate_organization(organization);
  if (status) {
    status =
        apply_draft(unrestricted_draft(), context.catalogue, context.now, context.entropy, token);
  }
  if (!status) return std::unexpected(std::move(status.error()));

  add_user(tx, context, kInit, user);
  add_organization(tx, context, kInit, organization);
  add_membership(tx, context, kInit,
                 {MembershipId::make(context.now, context.entropy), organization.id, user.id, true,
                  context.now});

  FirstCredentials made{user.id, organization.id,
                        make_secret(SecretKind::user_token, context.entropy),
                        make_secret(SecretKind::global_key, context.entropy),
                        make_secret(SecretKind::organization_key, context.entropy)};
  add_token(tx, context, kInit, token, context.hasher.hash(made.api_token.reveal()));
  add_api_key(tx, context, kInit,
              {ApiKeyId::make(context.now, context.entropy), ApiKeyKind::global, user.id,
               std::nullopt, "Global API key", context.now},
              context.hasher.hash(made.global_api_key.reveal()));
  add_api_key(tx, context, kInit,
              {ApiKeyId::make(context.now, context.entropy), ApiKeyKind::organization, user.id,
               organization.id, "First secret API key", context.now},
              context.hasher.hash(made.secret_api_key.reveal()));
  return made;
}

Status import_user(WriteTransaction& tx, const OperationContext& context, User user) {
  if (user.username.empty()) user.username = user.id.hex();
  auto status = authorize_operator(context, OperationId::store_import);
  if (status) status = validate_user(user);
  if (!status) return status;
  if (tx.find_user(user.id) != nullptr) return id_taken();
  if (tx.find_user_by_email(user.email) != nullptr) {
    return fail(ErrorCode::conflict, Reason::mail_address_taken,
                "The store has a user with this mail address already.");
  }
  add_user(tx, context, OperationId::store_import, user);
  return {};
}

Status import_token(WriteTransaction& tx, const OperationContext& context,
                    const ImportedToken& imported) {
  Token token;
  token.id = imported.id;
  token.user = imported.user;
  token.issued_at = imported.issued_at.value_or(context.now);
  token.modified_at = token.issued_at;
  auto status = authorize_operator(context, OperationId::store_import);
  if (status) {
    status = apply_draft(imported.draft, context.catalogue, context.now, context.entropy, token);
  }
  if (status) status = check_resources(token);
  if (!status) return status;
  if (tx.find_user(token.user) == nullptr) return no_such("user.");
  if (tx.find_token(token.user, token.id)) return id_taken();
  if (tx.find_token_by_secret(imported.secret) != nullptr) return id_taken();
  if (tx.count_tokens(token.user) >= limits::kTokensPerUser) {
    return fail(ErrorCode::limited, Reason::quota_exceeded,
                "The user has " + std::to_string(limits::kTokensPerUser) + " API tokens already.");
  }
  add_token(tx, context, OperationId::store_import, token, imported.secret);
  return {};
}

Status import_api_key(WriteTransaction& tx, const OperationContext& context, ApiKey key,
                      const SecretHash& secret) {
  if (auto status = authorize_operator(context, OperationId::store_import); !status) return status;
  if (tx.find_user(key.user) == nullptr) return no_such("user.");
  if (key.organization && !tx.find_organization(*key.organization)) {
    return no_such("organization.");
  }
  if (tx.find_api_key_by_secret(secret) != nullptr) return id_taken();
  try {
    add_api_key(tx, context, OperationId::store_import, key, secret);
  } catch (const StoreConflict&) {  // the id, which the port has no look-up for
    return id_taken();
  }
  return {};
}

Status import_organization(WriteTransaction& tx, const OperationContext& context,
                           const Organization& organization) {
  auto status = authorize_operator(context, OperationId::store_import);
  if (status) status = validate_organization(organization);
  if (!status) return status;
  if (tx.find_organization(organization.id)) return id_taken();
  add_organization(tx, context, OperationId::store_import, organization);
  return {};
}

Status import_membership(WriteTransaction& tx, const OperationContext& context,
                         Membership membership) {
  if (auto status = authorize_operator(context, OperationId::store_import); !status) return status;
  if (tx.find_user(membership.user) == nullptr) return no_such("user.");
  if (!tx.find_organization(membership.organization)) return no_such("organization.");
  const auto existing = tx.organizations_of(membership.user);
  const bool member = std::ranges::any_of(*existing, [&](const OrganizationOfUser& of) {
    return of.organization.id == membership.organization;
  });
  if (member) return id_taken();
  try {
    add_membership(tx, context, OperationId::store_import, membership);
  } catch (const StoreConflict&) {  // the id, which the port has no look-up for
    return id_taken();
  }
  return {};
}

}  // namespace selfsame::core
