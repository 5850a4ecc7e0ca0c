#pragma once

#include <string_view>

#include "core/access/secret.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "dialects/common/call.h"
#include "dialects/common/services.h"
#include "http/response.h"

namespace selfsame::dialect {

/// A POST with an `Idempotency-Key`, which is answered once: when it comes again, it gets the first
/// answer. Keys belong to the credential that they came with.
class KeyedRequest {
 public:
  /// Errors: invalid at `/Idempotency-Key`.
  static core::Status check_key(std::string_view key);

  /// Hashes what `call` asks for. Both outlive this.
  KeyedRequest(const Call& call, std::string_view key, const Services& services);

  /// Whether the request was answered already; if so, it is again, in `response`.
  /// Errors: conflict/id_taken (the key came with another request), conflict (the credential has
  ///         another secret now, and only the earlier one opens the answer).
  [[nodiscard]] core::Result<bool> answer_again(core::ReadTransaction& tx,
                                                const core::OperationContext& context,
                                                http::Response& response) const;
  /// Keeps the answer in the transaction of what it tells of.
  void keep(core::WriteTransaction& tx, const core::OperationContext& context,
            const http::Response& response) const;

 private:
  const Call& call_;
  const std::string_view key_;
  const core::AnswerSealer& sealer_;
  const core::SecretHash hash_;
};

}  // namespace selfsame::dialect
