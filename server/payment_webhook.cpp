#include "server/payment_webhook.h"

#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace selfsame::server {
namespace {

constexpr std::size_t kSecretsMax = 2;

[[noreturn]] void refuse(const std::string& path, const char* what) {
  throw std::runtime_error("--payment-webhook-secret-file: " + path + ' ' + what);
}

std::vector<crypto::WebhookSecret> read_secrets(const std::string& path) {
  std::ifstream file(path);
  if (!file) refuse(path, "cannot be read");
  std::vector<crypto::WebhookSecret> secrets;
  secrets.reserve(kSecretsMax);
  std::string line;
  while (std::getline(file, line)) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    auto secret = crypto::WebhookSecret::parse(line);
    if (!secret) refuse(path, "has a line that is not whsec_ and the base64 of 24 to 64 bytes");
    if (secrets.size() == kSecretsMax) refuse(path, "has more than two secrets");
    secrets.push_back(std::move(*secret));
  }
  if (file.bad()) refuse(path, "cannot be read");
  if (secrets.empty()) refuse(path, "has no secret: whsec_ and the base64 of 24 to 64 bytes");
  return secrets;
}

}  // namespace

billing::GatewaySignature load_payment_signature(const Config& config) {
  const auto& path = config.payment_webhook_secret_file;
  return {path.empty() ? std::vector<crypto::WebhookSecret>() : read_secrets(path),
          std::chrono::seconds(config.payment_webhook_tolerance)};
}

}  // namespace selfsame::server
