#pragma once

#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "http/response.h"

namespace selfsame::dialect {

/// A read that may take long or never end: done in steps, where it holds nobody up. Between two steps
/// the caller is authenticated again, so that a credential that is revoked ends it.
class LongRead {
 public:
  enum class Next {
    more,      ///< go on at once
    pause,     ///< nothing is there now: ask again in a moment (streams only)
    complete,  ///< that was all
  };

  virtual ~LongRead() = default;

  /// Authorizes, then reads a little. Adds what it made to the body of the response; the first step
  /// that succeeds has set its status, type and headers. An error before that is the answer; one
  /// after it cuts a stream.
  virtual core::Result<Next> step(core::ReadTransaction& tx, const core::OperationContext& context,
                                  http::Response& response) = 0;

  /// Whether what a step made is sent before the next one; else all is sent when it is complete.
  [[nodiscard]] virtual bool is_streamed() const = 0;
};

}  // namespace selfsame::dialect
