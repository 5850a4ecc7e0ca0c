#include "core/identity/user_operations.h"

#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/limits.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

/// One editable field: where it is in the edit and in the user, its name and its limit.
struct ProfileField {
  std::string_view name;
  ProfileEdit::Field ProfileEdit::* wanted;
  std::optional<std::string> User::* value;
  std::size_t characters_max;
};

constexpr ProfileField kProfileFields[] = {
    {"first_name", &ProfileEdit::first_name, &User::first_name, limits::kFirstNameCharacters},
    {"last_name", &ProfileEdit::last_name, &User::last_name, limits::kLastNameCharacters},
    {"telephone", &ProfileEdit::telephone, &User::telephone, limits::kTelephoneCharacters},
    {"country", &ProfileEdit::country, &User::country, limits::kCountryCharacters},
    {"zipcode", &ProfileEdit::zipcode, &User::zipcode, limits::kZipcodeCharacters},
};

Status validate(const ProfileEdit& edit) {
  std::vector<FieldError> errors;
  for (const auto& field : kProfileFields) {
    const auto& wanted = edit.*field.wanted;
    if (wanted && *wanted) {
      check_text(errors, '/' + std::string(field.name), **wanted, field.characters_max);
    }
  }
  return errors.empty() ? Status() : invalid(std::move(errors));
}

UserDetails details_of(ReadTransaction& tx, const OperationContext& context, const UserId& id) {
  UserDetails details;
  details.user = tx.find_user(id);
  const auto places = tx.memberships_of(id);
  for (const auto& place : *places) {
    if (place.status != MembershipStatus::accepted) continue;
    auto organization = tx.find_organization(place.organization);
    if (organization == nullptr) continue;  // deleted between two looks of a cache
    details.two_factor_locked |= organization->enforce_two_factor;
    details.places.push_back({std::move(organization), grants_of(tx, context.roles, place),
                              role_names(tx, context.roles, place.organization, place.roles)});
  }
  return details;
}

}  // namespace

Result<UserDetails> get_user(ReadTransaction& tx, const OperationContext& context) {
  if (auto status = authorize_on_user(context, OperationId::user_get); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return details_of(tx, context, context.principal.user->id);
}

Result<UserDetails> edit_user(WriteTransaction& tx, const OperationContext& context,
                              const ProfileEdit& edit) {
  auto status = authorize_on_user(context, OperationId::user_edit);
  if (status) status = validate(edit);
  if (!status) return std::unexpected(std::move(status.error()));

  const auto& before = *context.principal.user;
  User after = before;
  std::vector<AuditChange> changes;
  for (const auto& field : kProfileFields) {
    const auto& wanted = edit.*field.wanted;
    if (!wanted) continue;
    note_change(changes, field.name, before.*field.value, *wanted);
    after.*field.value = *wanted;
  }
  if (!changes.empty()) {
    after.modified_at = context.now;
    tx.update_user(after);
    record_change(tx, context, OperationId::user_edit, after.id, resource_kind::kUser,
                  after.id.hex(), std::move(changes));
  }
  return details_of(tx, context, after.id);
}

}  // namespace selfsame::core
