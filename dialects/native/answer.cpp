#include "dialects/native/answer.h"

#include "dialects/native/problem.h"

namespace selfsame::native {
namespace {

void finish(http::Response& response) {
  response.status = response.body.empty() ? 204 : 200;
  set_fixed_headers(response);
}

}  // namespace

core::Status answer_read(const Route& route, core::ReadTransaction& tx,
                         const core::OperationContext& context, const Input& input,
                         http::Response& response) {
  response.body.clear();
  auto status = std::get<ReadHandler>(route.handler)(tx, context, input, response.body);
  if (status) finish(response);
  return status;
}

core::Status answer_change(Action& action, core::WriteTransaction& tx,
                           const core::OperationContext& context, http::Response& response) {
  response.body.clear();
  auto status = action(tx, context, response.body);
  if (status) finish(response);
  return status;
}

}  // namespace selfsame::native
