#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "http/connection.h"

namespace selfsame::http {

std::unique_ptr<ConnectionBase> make_tls_connection(const NewConnection& parts,
                                                    boost::asio::ssl::context& context) {
  using Stream = boost::asio::ssl::stream<Socket>;
  Stream stream(adopt(parts), context);
  return std::make_unique<Connection<Stream>>(parts.loop, parts.owner, parts.peer,
                                              std::move(stream));
}

}  // namespace selfsame::http
