#include "core/access/acl_rules.h"

#include <algorithm>

#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

using Errors = std::vector<FieldError>;

std::string at(const std::string& pointer, std::size_t index) {
  return pointer + '/' + std::to_string(index);
}

/// Whether there are no more than that, so that nobody looks at each of a million.
bool check_count(Errors& errors, const std::string& pointer, std::size_t count, std::size_t max) {
  if (count <= max) return true;
  errors.push_back({pointer, "must have at most " + std::to_string(max) + " entries"});
  return false;
}

void check_names(Errors& errors, const std::string& pointer, const std::vector<std::string>& names,
                 std::size_t characters_max) {
  if (!check_count(errors, pointer, names.size(), limits::kNamesPerScope)) return;
  for (std::size_t i = 0; i < names.size(); ++i) {
    check_required_text(errors, at(pointer, i), names[i], characters_max);
  }
}

bool is_field_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

void check_scope(Errors& errors, const std::string& pointer, const AclScope& scope) {
  check_count(errors, pointer + "/organizations", scope.organizations.size(),
              limits::kNamesPerScope);
  check_names(errors, pointer + "/products", scope.products, limits::kScopeIdCharacters);
  check_names(errors, pointer + "/plans", scope.plans, limits::kScopeIdCharacters);
  const auto fields = pointer + "/custom_fields";
  check_names(errors, fields, scope.custom_fields, limits::kCustomFieldCharacters);
  for (std::size_t i = 0; i < scope.custom_fields.size() && i < limits::kNamesPerScope; ++i) {
    if (!is_field_name(scope.custom_fields[i])) {
      errors.push_back({at(fields, i), "must be letters, digits, _ and - alone"});
    }
  }
}

}  // namespace

bool hold_all(const std::vector<std::string>& held, const std::vector<std::string>& wanted) {
  const auto holds = [&](const std::string& name) {
    return std::ranges::find(held, name) != held.end();
  };
  return holds("*") || std::ranges::all_of(wanted, holds);
}

void check_permissions(Errors& errors, const std::string& pointer,
                       const std::vector<std::string>& permissions, IsPermission is_permission) {
  if (!check_count(errors, pointer, permissions.size(), limits::kPermissionsPerPlace)) return;
  for (std::size_t i = 0; i < permissions.size(); ++i) {
    if (!is_permission(permissions[i])) errors.push_back({at(pointer, i), "is no permission"});
  }
}

void check_acl(Errors& errors, const std::string& pointer, const std::vector<AclEntry>& acl,
               IsPermission is_permission) {
  if (!check_count(errors, pointer, acl.size(), limits::kAclEntries)) return;
  for (std::size_t i = 0; i < acl.size(); ++i) {
    check_scope(errors, at(pointer, i) + "/scope", acl[i].scope);
    check_permissions(errors, at(pointer, i) + "/permissions", acl[i].permissions, is_permission);
  }
}

}  // namespace selfsame::core
