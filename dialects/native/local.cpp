#include "dialects/native/local.h"

#include <stdexcept>

#include "dialects/native/answer.h"
#include "dialects/native/problem.h"

namespace selfsame::native {
namespace {

core::Status run(const Match& match, const LocalRequest& request, core::WriteTransaction& tx,
                 const core::OperationContext& context, http::Response& response) {
  const Input input{.id = match.path_id, .item = match.path_item, .query = request.query};
  if (!match.route->writes()) return answer_read(*match.route, tx, context, input, response);
  // What people do for themselves is not in the command line.
  auto action = std::get<PrepareHandler>(match.route->handler)(input, request.body);
  if (!action) return std::unexpected(std::move(action.error()));
  return answer_change(*action, tx, context, response);
}

}  // namespace

core::Status answer_locally(const LocalRequest& request, core::WriteTransaction& tx,
                            const core::OperationContext& context, http::Response& response) {
  const auto match = find_route(request.method, request.path);
  if (!match) throw std::logic_error("no such route: " + request.path);
  response.clear();
  auto status = run(*match, request, tx, context, response);
  if (!status) write_problem(problem_of(status.error()), response);
  return status;
}

}  // namespace selfsame::native
