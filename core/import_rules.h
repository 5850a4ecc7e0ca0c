#pragma once

#include <string>

#include "core/error.h"
#include "core/owner.h"
#include "core/result.h"
#include "core/store.h"

/// What the operations that bring entities in have in common.
namespace selfsame::core {

inline std::unexpected<Error> import_id_taken() {
  return fail(ErrorCode::conflict, Reason::id_taken, "The store has one with this id already.");
}

inline std::unexpected<Error> import_names_nothing(const char* what) {
  return fail(ErrorCode::not_found, Reason::none, std::string("The store has no such ") + what);
}

/// A conflict of the store is told as such.
template <class Insert>
Status insert_once(Insert insert) {
  try {
    insert();
  } catch (const StoreConflict&) {  // what the port has no look-up for
    return import_id_taken();
  }
  return {};
}

/// Errors: not_found.
inline Status check_import_owner(ReadTransaction& tx, const Owner& owner) {
  if (const auto user = owner.user()) {
    return tx.find_user(*user) == nullptr ? Status(import_names_nothing("user.")) : Status();
  }
  const auto organization = owner.organization();
  return tx.find_organization(*organization) == nullptr
             ? Status(import_names_nothing("organization."))
             : Status();
}

}  // namespace selfsame::core
