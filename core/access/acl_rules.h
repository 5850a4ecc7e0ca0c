#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/access/acl.h"
#include "core/error.h"
#include "core/function_ref.h"

namespace selfsame::core {

/// Whether a name is one of the dialect's vocabulary, or `*`.
using IsPermission = FunctionRef<bool(std::string_view)>;

/// Whether all that is wanted is among what is held; `*` holds everything.
bool hold_all(const std::vector<std::string>& held, const std::vector<std::string>& wanted);

/// Adds an error for each name that is no permission (`<pointer>/<index>`), and for too many.
void check_permissions(std::vector<FieldError>& errors, const std::string& pointer,
                       const std::vector<std::string>& permissions, IsPermission is_permission);

/// The same for what an access list says: `<pointer>/0/permissions/1`,
/// `<pointer>/0/scope/custom_fields/2`. Organizations of a scope may be any.
void check_acl(std::vector<FieldError>& errors, const std::string& pointer,
               const std::vector<AclEntry>& acl, IsPermission is_permission);

}  // namespace selfsame::core
