#include "dialects/common/call.h"

namespace selfsame::dialect {

core::Result<core::Principal> Call::authenticate(core::ReadTransaction& tx,
                                                 const core::Authentication& authentication) const {
  if (credentials_.bearer) {
    return core::authenticate_token(tx, authentication, credentials_.secret);
  }
  return core::authenticate_global_key(tx, authentication, credentials_.email, credentials_.secret);
}

std::shared_ptr<const Call> Call::keep() const {
  auto kept = clone();
  kept->own();
  return kept;
}

void Call::own() {
  std::string_view* const views[] = {&credentials_.secret,
                                     &credentials_.email,
                                     &query_,
                                     &content_type_,
                                     &accept_,
                                     &last_event_id_,
                                     &body_,
                                     &idempotency_key_};
  std::string all;
  for (const auto* view : views) all += *view;
  owned_ = std::move(all);
  std::string_view rest = owned_;
  for (auto* view : views) {
    const auto size = view->size();
    *view = rest.substr(0, size);
    rest.remove_prefix(size);
  }
}

}  // namespace selfsame::dialect
