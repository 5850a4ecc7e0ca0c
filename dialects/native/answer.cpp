#include "dialects/native/answer.h"

#include "dialects/native/problem.h"

namespace selfsame::native {
void finish_answer(http::Response& response) {
  response.status = response.body.empty() ? 204 : 200;
  set_fixed_headers(response);
}

core::Status answer_read(const Route& route, core::ReadTransaction& tx,
                         const core::OperationContext& context, const Input& input,
                         http::Response& response) {
  response.body.clear();
  auto status = std::get<ReadHandler>(route.handler)(tx, context, input, response.body);
  if (status) finish_answer(response);
  return status;
}

core::Status answer_change(Action& action, core::WriteTransaction& tx,
                           const core::OperationContext& context, http::Response& response) {
  response.body.clear();
  auto status = action(tx, context, response.body);
  if (status) finish_answer(response);
  return status;
}

core::Status answer_change(PlannedAction& action, core::WriteTransaction& tx,
                           const core::OperationContext& context, http::Response& response) {
  response.body.clear();
  Reply reply(response);
  auto status = action(tx, context, reply);
  if (status) finish_answer(response);
  return status;
}

}  // namespace selfsame::native
