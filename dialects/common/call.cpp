#include "dialects/common/call.h"

#include <utility>

namespace selfsame::dialect {

Call::Call(const http::Request& request, const Credentials& credentials)
    : credentials_(credentials),
      path_(request.path),
      query_(request.query),
      content_type_(request.content_type),
      accept_(request.header("Accept")),
      last_event_id_(request.header("Last-Event-ID")),
      body_(request.body) {
  if (request.method != http::Method::post || credentials.secret.empty()) return;
  idempotency_key_ = request.header("Idempotency-Key");
  has_idempotency_key_ = idempotency_key_.data() != nullptr;
}

core::Result<core::Principal> Call::authenticate(core::ReadTransaction& tx,
                                                 const core::Authentication& authentication) const {
  switch (credentials_.form) {
    case CredentialForm::bearer:
      return core::authenticate_bearer(tx, authentication, credentials_.secret);
    case CredentialForm::global_key:
      return core::authenticate_global_key(tx, authentication, credentials_.email,
                                           credentials_.secret);
    case CredentialForm::organization_key:
      return core::authenticate_organization_key(tx, authentication, credentials_.secret);
    case CredentialForm::none:
      return core::nobody(authentication.address);
  }
  std::unreachable();
}

std::shared_ptr<const Call> Call::keep() const {
  auto kept = clone();
  kept->own();
  return kept;
}

void Call::own() {
  std::string_view* const views[] = {&credentials_.secret,
                                     &credentials_.email,
                                     &path_,
                                     &query_,
                                     &content_type_,
                                     &accept_,
                                     &last_event_id_,
                                     &body_,
                                     &signature_.id,
                                     &signature_.timestamp,
                                     &signature_.signatures,
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
