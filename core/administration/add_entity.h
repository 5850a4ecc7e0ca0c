#pragma once

#include "core/access/token.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// Puts a new entity into the store together with its audit record: one place for what a record of
/// its beginning says. What may be added, and by whom, is the operation's to check.
namespace selfsame::core {

/// Somebody whose account begins now, of whom nothing is known but the address.
User make_user(const OperationContext& context, std::string email);

/// Errors: invalid, naming each place.
Status validate_user(const User& user);

void add_user(WriteTransaction& tx, const OperationContext& context, OperationId operation,
              const User& user);
void add_api_key(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                 ApiKey key, const SecretHash& secret);
void add_token(WriteTransaction& tx, const OperationContext& context, OperationId operation,
               const Token& token, const SecretHash& secret);
void add_organization(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                      const Organization& organization);
void add_membership(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                    const Membership& membership);
void add_zone(WriteTransaction& tx, const OperationContext& context, OperationId operation,
              const Zone& zone);

}  // namespace selfsame::core
