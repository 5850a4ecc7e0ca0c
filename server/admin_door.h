#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <string>

#include "dialects/native/local.h"

namespace selfsame::server {

/// What a request to `/v1` was answered.
struct AdminAnswer {
  unsigned status = 0;
  std::string body;  ///< JSON; empty where there is nothing to say

  [[nodiscard]] bool succeeded() const { return status >= 200 && status < 300; }
};

/// The way to what is to be administered: the same requests get the same answers on each.
class AdminDoor {
 public:
  virtual ~AdminDoor() = default;
  /// Throws std::runtime_error with a clear line if there is no answer.
  virtual AdminAnswer send(const native::LocalRequest& request) = 0;
};

/// Straight into a store that nobody serves, as its operator, who sells what the plans file says.
/// Throws std::runtime_error if it is not there, has no user or is in use.
std::unique_ptr<AdminDoor> open_store_door(const std::string& url, const std::string& plans);

/// By the API of a running server, e.g. `https://id.example.com`.
std::unique_ptr<AdminDoor> open_server_door(const std::string& url, const std::string& token);

/// What a refusal says to whoever typed the command, with how to go on where that is known.
std::string describe_refusal(const AdminAnswer& answer);

}  // namespace selfsame::server
