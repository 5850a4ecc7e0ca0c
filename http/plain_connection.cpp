#include "http/connection.h"

namespace selfsame::http {

void ConnectionBase::clear_answers(std::string& answers) {
  constexpr std::size_t kKeptBytes = 64UL * 1024;
  if (answers.capacity() > kKeptBytes) {
    answers = {};
  } else {
    answers.clear();
  }
}

std::unique_ptr<ConnectionBase> make_plain_connection(const NewConnection& parts) {
  Socket socket = adopt(parts);
  socket.non_blocking(true);
  return std::make_unique<Connection<Socket>>(parts.loop, parts.owner, parts.peer,
                                              std::move(socket));
}

}  // namespace selfsame::http
