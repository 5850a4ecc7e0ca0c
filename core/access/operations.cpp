#include "core/access/operations.h"

#include <array>
#include <cstddef>
#include <initializer_list>

#include "core/access/catalogue.h"
#include "core/access/resource.h"

namespace selfsame::core {
namespace {

using namespace permission_group;  // NOLINT(google-build-using-namespace): the table reads as one

// A write group contains the reading operations too.
constexpr std::array kReadUser{kUserDetailsRead, kUserDetailsWrite};
constexpr std::array kWriteUser{kUserDetailsWrite};
constexpr std::array kReadTokens{kApiTokensRead, kApiTokensWrite};
constexpr std::array kWriteTokens{kApiTokensWrite};

constexpr auto kUser = resource_kind::kUser;

constexpr std::array kOperations{
    // clang-format off
    Operation{OperationId::user_get,     "user.get",     Access::permission, kUser, false, "",             kReadUser},
    Operation{OperationId::user_edit,    "user.edit",    Access::permission, kUser, true,  "user_update",  kWriteUser},
    Operation{OperationId::token_list,   "token.list",   Access::permission, kUser, false, "",             kReadTokens},
    Operation{OperationId::token_create, "token.create", Access::permission, kUser, true,  "token_create", kWriteTokens},
    Operation{OperationId::token_get,    "token.get",    Access::permission, kUser, false, "",             kReadTokens},
    Operation{OperationId::token_update, "token.update", Access::permission, kUser, true,  "token_update", kWriteTokens},
    Operation{OperationId::token_delete, "token.delete", Access::permission, kUser, true,  "token_revoke", kWriteTokens},
    Operation{OperationId::token_roll,   "token.roll",   Access::permission, kUser, true,  "token_roll",   kWriteTokens},
    Operation{OperationId::token_verify, "token.verify", Access::authenticated, kUser, false, "", {}},
    Operation{OperationId::permission_group_list, "permission_group.list", Access::permission, kUser, false, "", kReadTokens},
    Operation{OperationId::store_init,   "store.init",   Access::operator_only, kUser, true, "add", {}},
    Operation{OperationId::store_import, "store.import", Access::operator_only, kUser, true, "add", {}},
    // clang-format on
};

constexpr bool table_is_in_order() {
  for (std::size_t i = 0; i < kOperations.size(); ++i) {
    if (static_cast<std::size_t>(kOperations[i].id) != i) return false;
    if (kOperations[i].changes_state == kOperations[i].audit_action.empty()) return false;
    if ((kOperations[i].access == Access::permission) == kOperations[i].permission_groups.empty()) {
      return false;
    }
  }
  return true;
}
static_assert(table_is_in_order());

}  // namespace

const Operation& operation(OperationId id) { return kOperations[static_cast<std::size_t>(id)]; }

std::span<const Operation> operations() { return kOperations; }

}  // namespace selfsame::core
