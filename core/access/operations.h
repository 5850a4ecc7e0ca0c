#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace selfsame::core {

enum class OperationId : std::uint8_t {
  user_get,
  user_edit,
  token_list,
  token_create,
  token_get,
  token_update,
  token_delete,
  token_roll,
  token_verify,
  permission_group_list,
  store_init,
  store_import,
};

enum class Access : std::uint8_t {
  permission,     ///< needs one of `permission_groups` on the resource
  authenticated,  ///< whoever has proved who they are
  operator_only,  ///< the command line
};

/// One thing that can be done through any door. Authorization, audit, coverage tables and the
/// access matrix are derived from the table; what is not in it cannot be routed.
struct Operation {
  OperationId id;
  std::string_view name;  ///< `token.create`: in audit records and logs
  Access access;
  std::string_view resource_kind;  ///< what it is done to
  bool changes_state;
  std::string_view audit_action;  ///< action type of its audit record; empty if it changes nothing
  std::span<const std::string_view> permission_groups;  ///< any one of them allows it
};

const Operation& operation(OperationId id);
std::span<const Operation> operations();

}  // namespace selfsame::core
