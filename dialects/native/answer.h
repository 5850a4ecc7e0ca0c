#pragma once

#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "dialects/native/routes.h"
#include "http/response.h"

namespace selfsame::native {

// Each runs a handler and, if it succeeds, writes the whole answer around what the handler said.
core::Status answer_read(const Route& route, core::ReadTransaction& tx,
                         const core::OperationContext& context, const Input& input,
                         http::Response& response);
core::Status answer_change(Action& action, core::WriteTransaction& tx,
                           const core::OperationContext& context, http::Response& response);
core::Status answer_change(PlannedAction& action, core::WriteTransaction& tx,
                           const core::OperationContext& context, http::Response& response);

/// Status and headers of an answer that succeeds, whose body is there.
void finish_answer(http::Response& response);

}  // namespace selfsame::native
