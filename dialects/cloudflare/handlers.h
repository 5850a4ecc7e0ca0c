#pragma once

#include "dialects/cloudflare/call.h"

/// What the routes do: decode, call the operation of the core, encode.
namespace selfsame::cloudflare {

core::Status get_user(core::ReadTransaction&, const core::OperationContext&, const Call&, Reply&);
core::Result<WriteAction> edit_user(const Call&, const boost::json::value& body);

core::Status list_tokens(core::ReadTransaction&, const core::OperationContext&, const Call&,
                         Reply&);
core::Status get_token(core::ReadTransaction&, const core::OperationContext&, const Call&, Reply&);
core::Result<WriteAction> create_token(const Call&, const boost::json::value& body);
core::Result<WriteAction> update_token(const Call&, const boost::json::value& body);
core::Result<WriteAction> delete_token(const Call&, const boost::json::value& body);
core::Result<WriteAction> roll_token(const Call&, const boost::json::value& body);
/// The principal's token may be in any state here; see `Route::verifies_token`.
core::Status verify_token(core::ReadTransaction&, const core::OperationContext&, const Call&,
                          Reply&);
core::Status list_permission_groups(core::ReadTransaction&, const core::OperationContext&,
                                    const Call&, Reply&);

}  // namespace selfsame::cloudflare
