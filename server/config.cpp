#include "server/config.h"

namespace selfsame::server {

std::string validate(const Config& config) {
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    return "--tls-certificate and --tls-key go together: give both or none";
  }
  const bool mount_is_path =
      config.mount.empty() || (config.mount.front() == '/' && config.mount.back() != '/');
  if (!mount_is_path) {
    return "--mount must begin with / and not end with one (or be empty), not " + config.mount;
  }
  return {};
}

}  // namespace selfsame::server
