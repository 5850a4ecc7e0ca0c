#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "http/request.h"
#include "http/server.h"

namespace selfsame::http {

/// How a listener shares its port with the listeners of the other loops.
enum class PortSharing {
  alone,  ///< nobody else may listen there
  first,  ///< fails if anybody listens there already, but lets others join
  join,
};

/// One listening socket of one loop.
class Listener {
 public:
  using Endpoint = boost::asio::ip::tcp::endpoint;
  /// Takes over a connected socket that does not block.
  using OnAccept = std::function<void(int native_socket, const AddressBytes& peer)>;

  Listener(boost::asio::io_context& io, const LogSink& log, OnAccept on_accept);

  /// Throws std::runtime_error if the address cannot be had.
  void open(const Endpoint& endpoint, PortSharing sharing);
  [[nodiscard]] Endpoint endpoint() const { return acceptor_.local_endpoint(); }
  /// Begins to accept.
  void start() { wait(); }
  void close();

 private:
  void wait();
  void accept_some();
  bool accept_one();
  void pause(int error);

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_timer_;
  const LogSink& log_;
  OnAccept on_accept_;
};

}  // namespace selfsame::http
