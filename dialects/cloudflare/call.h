#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/id.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "dialects/common/long_read.h"
#include "dialects/common/services.h"
#include "http/response.h"

namespace selfsame::cloudflare {

/// The identifiers in a path.
struct PathIds {
  std::optional<core::OrganizationId> organization{};  ///< of `/accounts/{id}` and what lies below
  std::optional<core::ZoneId> zone{};                  ///< of `/zones/{id}` and what lies below
  core::IdBytes item{};                                ///< the other one, of routes that have one
};

/// One routed request as its handler sees it.
struct Input {
  PathIds ids;
  std::string_view query;     ///< raw
  std::string_view accept{};  ///< the header; empty if none was sent
};

/// The organization of a route that names one.
inline core::OrganizationId organization_id(const Input& input) {
  return input.ids.organization.value();
}
/// What else the route names.
template <class Id>
Id item_id(const Input& input) {
  return Id{input.ids.item};
}

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
  /// The same for lists that say something else there: JSON of the whole `result_info`.
  void set_result_info(std::string json) { result_info_ = std::move(json); }
  /// JSON of the entries of `messages`, static storage.
  void set_messages(std::string_view json) { messages_ = json; }
  /// Shows an id beside `result` too: SDKs hand the whole answer of that call to their caller. `key`
  /// is what it is called there, static storage.
  void repeat_id(std::string_view key, const core::IdBytes& id) { repeated_id_.emplace(key, id); }

  /// Closes the envelope around the result.
  void finish();

 private:
  http::Response& response_;
  std::optional<PageInfo> page_info_;
  std::string result_info_;
  std::string_view messages_;
  std::optional<std::pair<std::string_view, core::IdBytes>> repeated_id_;
};

/// Begins a read in steps. The views in the input are valid as long as the read.
using LongReadHandler = std::unique_ptr<dialect::LongRead> (*)(const Input&,
                                                               const dialect::Services&);

/// Reads, on the thread where the engine reads.
using ReadHandler = core::Status (*)(core::ReadTransaction&, const core::OperationContext&,
                                     const Input&, Reply&);

/// A change whose input has been decoded; runs where the engine writes, may run twice.
using WriteAction = std::move_only_function<core::Status(core::WriteTransaction&,
                                                         const core::OperationContext&, Reply&)>;

/// Decodes the input of a change, on the event loop. `body` is null where the route takes none.
using PrepareHandler = core::Result<WriteAction> (*)(const Input&, const boost::json::value& body);

}  // namespace selfsame::cloudflare
