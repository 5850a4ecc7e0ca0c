#include "core/administration/add_entity.h"

#include "core/access/token_rules.h"
#include "core/audit/record_change.h"
#include "core/limits.h"
#include "core/tenancy/member_rights.h"
#include "core/text.h"

namespace selfsame::core {

User make_user(const OperationContext& context, std::string email) {
  User user;
  user.id = UserId::make(context.now, context.entropy);
  user.email = std::move(email);
  user.username = user.id.hex();
  user.created_at = context.now;
  user.modified_at = context.now;
  return user;
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

void add_user(WriteTransaction& tx, const OperationContext& context, OperationId id,
              const User& user) {
  tx.insert_user(user);
  record_change(tx, context, id, user.id, resource_kind::kUser, user.id.hex(),
                {{"email", std::nullopt, user.email}});
}

void add_api_key(WriteTransaction& tx, const OperationContext& context, OperationId id, ApiKey key,
                 const SecretHash& secret) {
  key.modified_at = key.created_at;
  tx.insert_api_key(key, secret);
  record_change(tx, context, id, key.user, "api_key", key.id.hex(),
                {{"kind", std::nullopt, std::string(api_key_kind_name(key.kind))}});
}

void add_token(WriteTransaction& tx, const OperationContext& context, OperationId id,
               const Token& token, const SecretHash& secret) {
  tx.insert_token(token, secret);
  record_change(tx, context, id, token.owner, "token", token.id.hex(), describe_new(token));
}

void add_organization(WriteTransaction& tx, const OperationContext& context, OperationId id,
                      const Organization& organization) {
  tx.insert_organization(organization);
  std::vector<AuditChange> changes{{"name", std::nullopt, organization.name}};
  if (organization.parent) changes.push_back({"parent", std::nullopt, organization.parent->hex()});
  record_change(tx, context, id, organization.id, resource_kind::kAccount, organization.id.hex(),
                std::move(changes));
}

void add_membership(WriteTransaction& tx, const OperationContext& context, OperationId id,
                    const Membership& membership) {
  tx.insert_membership(membership);
  record_change(tx, context, id, membership.organization, "member", membership.id.hex(),
                describe_new(membership), "add");
}

void add_zone(WriteTransaction& tx, const OperationContext& context, OperationId id,
              const Zone& zone) {
  tx.insert_zone(zone);
  record_zone_change(tx, context, id, zone, {{"name", std::nullopt, zone.name}});
}

}  // namespace selfsame::core
