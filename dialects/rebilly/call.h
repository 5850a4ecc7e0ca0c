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
#include "dialects/common/call.h"
#include "dialects/common/services.h"
#include "dialects/rebilly/links.h"
#include "http/response.h"

namespace selfsame::rebilly {

/// One routed request as its handler sees it. Changes keep a copy.
struct Input {
  std::string id;          ///< of routes with `{id}`: a segment of the path, as it came
  std::string item;        ///< of routes with a second one
  std::string_view query;  ///< raw; valid as long as the call
  /// The organization that the request names, by its path or the header of earlier SDKs.
  std::optional<core::OrganizationId> organization;
  LinkBase links;
  const dialect::Services* services;
  /// That of the services; where a loop reads by itself, with what the loop remembers of it.
  const core::Identity* identity;
};

/// The answer to a call while it is written. A change may run twice: what it says replaces what was
/// said before.
class Reply {
 public:
  explicit Reply(http::Response& response) : response_(response) {}

  /// Where the body goes, empty. The status is that of the route, until another is set.
  std::string& body() {
    response_.body.clear();
    return response_.body;
  }
  void set_status(unsigned status) { response_.status = status; }
  /// An address as `LinkBase::href` makes it.
  void set_location(std::string_view href) { response_.set_location(href); }
  http::Response& response() { return response_; }

 private:
  http::Response& response_;
};

/// Reads, on the thread where the engine reads.
using ReadHandler = core::Status (*)(core::ReadTransaction&, const core::OperationContext&,
                                     const Input&, Reply&);

/// A change whose input has been decoded; runs where the engine writes, may run twice.
using Action = std::move_only_function<core::Status(core::WriteTransaction&,
                                                    const core::OperationContext&, Reply&)>;

/// What a change needs before it: see dialect::Prepared.
struct Plan {
  Action action;
  std::optional<dialect::PasswordStep> first{};
  std::optional<std::string> attempt_on{};
  bool answer_at_once = false;
};

/// Decodes the input of a change, on the event loop. `body` is null where the route takes none.
using PrepareHandler = core::Result<Plan> (*)(const Input&, const core::Principal& caller,
                                              const boost::json::value& body);

}  // namespace selfsame::rebilly
