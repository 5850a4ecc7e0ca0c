#include "dialects/cloudflare/credentials.h"

#include <utility>
#include <vector>

namespace selfsame::cloudflare {
namespace {

Refusal invalid_headers(std::vector<CodedMessage> chain) {
  Refusal refusal;
  refusal.status = 400;
  refusal.errors.push_back({6003, "Invalid request headers", {}, std::move(chain)});
  return refusal;
}

Refusal refuse(int code, const char* message) {
  Refusal refusal;
  refusal.status = 400;
  refusal.errors.push_back({code, message});
  return refusal;
}

/// Where only a token can be asked about.
Refusal refuse_key() { return refuse(1001, "Missing \"Authorization\" header"); }

Refusal refuse(const dialect::CredentialsProblem& problem, bool only_bearer) {
  if (problem.is_missing()) {
    return refuse(9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
  }
  if (problem.authorization) {
    return invalid_headers({{6111, "Invalid format for Authorization header"}});
  }
  if (only_bearer) return refuse_key();
  std::vector<CodedMessage> chain;
  if (problem.email) chain.push_back({6102, "Invalid format for X-Auth-Email header"});
  if (problem.key) chain.push_back({6103, "Invalid format for X-Auth-Key header"});
  return invalid_headers(std::move(chain));
}

}  // namespace

std::expected<dialect::Credentials, Refusal> read_credentials(const http::Request& request,
                                                              bool only_bearer) {
  const auto found = dialect::read_credentials(request);
  if (!found) return std::unexpected(refuse(found.error(), only_bearer));
  if (only_bearer && found->form != dialect::CredentialForm::bearer)
    return std::unexpected(refuse_key());
  return *found;
}

}  // namespace selfsame::cloudflare
