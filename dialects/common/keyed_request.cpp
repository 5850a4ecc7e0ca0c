#include "dialects/common/keyed_request.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/limits.h"

namespace selfsame::dialect {
namespace {

/// Of method, path, query and body; neither path nor query has a line break in it.
core::SecretHash hash_of(const Call& call, const core::SecretHasher& hasher) {
  std::string text = "POST\n";
  text += call.path();
  text += '\n';
  text += call.query();
  text += '\n';
  const auto body = hasher.hash(call.body());
  text.append(body.bytes.begin(), body.bytes.end());
  return hasher.hash(text);
}

}  // namespace

core::Status KeyedRequest::check_key(std::string_view key) {
  const bool printable = std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F; });
  if (!key.empty() && key.size() <= core::limits::kIdempotencyKeyBytes && printable) return {};
  return core::fail_field("/Idempotency-Key",
                          "must be 1 to " + std::to_string(core::limits::kIdempotencyKeyBytes) +
                              " printable characters without blanks");
}

KeyedRequest::KeyedRequest(const Call& call, std::string_view key, const Services& services)
    : call_(call),
      key_(key),
      sealer_(services.answer_sealer),
      hash_(hash_of(call, services.hasher)) {}

core::Result<bool> KeyedRequest::answer_again(core::ReadTransaction& tx,
                                              const core::OperationContext& context,
                                              http::Response& response) const {
  const auto kept = tx.find_answer(context.principal.credential, key_);
  if (!kept || context.now - kept->created_at >= core::limits::kIdempotencyLifetime) return false;
  if (kept->request != hash_) {
    return core::fail(core::ErrorCode::conflict, core::Reason::id_taken,
                      "This Idempotency-Key was used for another request. Take a new one.");
  }
  auto body = sealer_.open(kept->sealed_body, call_.secret(), key_);
  if (!body) {
    return core::fail(core::ErrorCode::conflict, core::Reason::none,
                      "The request with this Idempotency-Key succeeded before the credential was "
                      "rolled. Its answer cannot be shown any more.");
  }
  call_.answer_again(kept->status, std::move(*body), response);
  return true;
}

void KeyedRequest::keep(core::WriteTransaction& tx, const core::OperationContext& context,
                        const http::Response& response) const {
  tx.keep_answer(
      context.principal.credential, key_,
      {hash_, response.status, sealer_.seal(response.body, call_.secret(), key_), context.now});
}

}  // namespace selfsame::dialect
