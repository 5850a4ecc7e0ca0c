// How the operations on an organization's own roles and on its people are performed: on things that
// the operator has just made.
#include <utility>

#include "tests/access_matrix/matrix_world.h"
#include "tests/core_operations/people_world.h"

namespace selfsame::matrix {
namespace {

using core::OperationId;
using enum core::OperationId;

template <class Outcome>
core::Result<std::string_view> yes(const Outcome& outcome) {
  if (!outcome) return std::unexpected(outcome.error());
  return kYes;
}

core::RoleDraft role_draft(std::string name) {
  core::RoleDraft draft;
  draft.name = std::move(name);
  draft.acl = {{{}, {}}};
  return draft;
}

core::OrganizationUserDraft user_draft(std::string email) {
  core::OrganizationUserDraft draft;
  draft.email = std::move(email);
  draft.first_name = "New";
  draft.last_name = "Person";
  return draft;
}

}  // namespace

core::Result<std::string_view> MatrixWorld::perform_on_people(
    core::WriteTransaction& tx, OperationId id, const core::OperationContext& context) {
  const auto known = testing::is_known_permission;
  const core::Identity& identity = fakes_.identity;
  const auto by_operator = as(system_);
  const auto role = core::create_role(tx, by_operator, acme_, role_draft("there"), known);
  const auto person = core::create_organization_user(
      tx, by_operator, identity, acme_, user_draft("there@example.com"), "hash", known);
  if (!role || !person) throw std::logic_error("the operator may make anything");
  const auto role_id = role->role.id.hex();
  const auto user_id = person->user->id.hex();
  core::OrganizationUserDraft rename;
  rename.first_name = "Other";
  switch (id) {
    case role_create:
      return yes(core::create_role(tx, context, acme_, role_draft("new"), known));
    case role_update:
      return yes(core::put_role(tx, context, acme_, role_id, role_draft("renamed"), known));
    case role_delete:
      return yes(core::delete_role(tx, context, acme_, role_id));
    case organization_user_list:
      return yes(core::list_organization_users(tx, context, acme_, {}));
    case organization_user_get:
      return yes(core::get_organization_user(tx, context, acme_, user_id));
    case organization_user_create:
      return yes(core::create_organization_user(tx, context, identity, acme_,
                                                user_draft("new@example.com"), "hash", known));
    case organization_user_update:
      return yes(
          core::put_organization_user(tx, context, identity, acme_, user_id, rename, {}, known));
    case organization_user_factor_get:
      return yes(core::get_organization_user_factor(tx, context, acme_, user_id));
    case organization_user_remove:
      return yes(core::remove_organization_user(tx, context, acme_, user_id));
    case organization_user_password_change:
      return yes(
          core::change_organization_user_password(tx, context, acme_, user_id, "new hash", {}));
    case organization_user_factor_reset:
      return yes(core::reset_organization_user_factor(tx, context, identity, acme_, user_id));
    default:
      std::unreachable();
  }
}

}  // namespace selfsame::matrix
