#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "http/connection_base.h"

namespace boost::asio::ssl {
class context;
}

namespace selfsame::http {

// The two kinds of connection are compiled apart. Both take over `native_socket`, which does not
// block.

struct NewConnection {
  LoopContext& loop;
  ConnectionOwner& owner;
  boost::asio::io_context& io;
  boost::asio::ip::tcp protocol;
  int native_socket;
  AddressBytes peer;
};

std::unique_ptr<ConnectionBase> make_plain_connection(const NewConnection& parts);
std::unique_ptr<ConnectionBase> make_tls_connection(const NewConnection& parts,
                                                    boost::asio::ssl::context& context);

}  // namespace selfsame::http
