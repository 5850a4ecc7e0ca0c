#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/id.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "http/request.h"
#include "http/response.h"

namespace selfsame::cloudflare {

/// The credential that a request shows; well-formed, not yet looked up.
struct Credentials {
  bool bearer = true;
  std::string_view secret;
  std::string_view email;  ///< with a global key
};

/// One routed request. Views: valid as long as what they were made from.
struct Call {
  Credentials credentials;
  core::IdBytes path_id{};  ///< of routes with `{id}`
  std::string_view query;   ///< raw
};

/// The answer to a call while it is written.
class Reply {
 public:
  explicit Reply(http::Response& response) : response_(response) {}

  /// Where the JSON of `result` goes. Throws away what an earlier run of a body wrote.
  std::string& result();

  struct PageInfo {
    std::uint64_t page;
    std::uint64_t per_page;
    std::uint64_t count;  ///< on this page
    std::uint64_t total_count;
  };
  void set_page_info(const PageInfo& info) { page_info_ = info; }
  /// JSON of the entries of `messages`, static storage.
  void set_messages(std::string_view json) { messages_ = json; }

  /// Closes the envelope around the result.
  void finish();

 private:
  http::Response& response_;
  std::optional<PageInfo> page_info_;
  std::string_view messages_;
};

/// Reads, on the thread where the engine reads.
using ReadHandler = core::Status (*)(core::ReadTransaction&, const core::OperationContext&,
                                     const Call&, Reply&);

/// A change whose input has been decoded; runs where the engine writes, may run twice.
using WriteAction = std::move_only_function<core::Status(core::WriteTransaction&,
                                                         const core::OperationContext&, Reply&)>;

/// Decodes the input of a change, on the event loop. `body` is null where the route takes none.
using PrepareHandler = core::Result<WriteAction> (*)(const Call&, const boost::json::value& body);

}  // namespace selfsame::cloudflare
