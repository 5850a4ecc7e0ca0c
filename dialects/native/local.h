#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "http/request.h"
#include "http/response.h"

namespace selfsame::native {

/// A request as somebody makes it who needs no HTTP for it: the operator at the command line.
struct LocalRequest {
  http::Method method = http::Method::get;
  std::string path;   ///< after the mount point
  std::string query;  ///< raw
  boost::json::object body;
};

/// Does in `tx` what the request would do over HTTP, as the principal of `context`. `response` gets
/// the same answer, also where the outcome is an error and the transaction is to be rolled back.
/// May run twice.
core::Status answer_locally(const LocalRequest& request, core::WriteTransaction& tx,
                            const core::OperationContext& context, http::Response& response);

}  // namespace selfsame::native
