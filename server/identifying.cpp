#include "server/identifying.h"

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <utility>

#include "core/limits.h"
#include "server/existing_store.h"

namespace selfsame::server {
namespace {

constexpr const char* kDefaultIssuer = "selfsame";

/// The file that an option names, or one beside the store; empty for a store in memory, whose keys go
/// with it.
std::string key_path(const Config& config, const std::string& option, const char* ending) {
  if (!option.empty()) return option;
  const auto store = file_of(config.store);
  return store ? *store + ending : std::string();
}

/// What `load` loads; a complaint of it says in front which option it is about.
template <class Load>
auto naming(const char* option, Load load) {
  try {
    return load();
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string(option) + ": " + error.what());
  }
}

identity::SigningKeys load_keys(const Config& config, const core::Clock& clock,
                                core::Entropy& entropy) {
  const auto path = key_path(config, config.session_keys, ".session-keys");
  if (path.empty()) return identity::SigningKeys::ephemeral(clock.now());
  return naming("--session-keys",
                [&] { return identity::SigningKeys::load_or_make(path, entropy, clock.now()); });
}

crypto::SecretSealer load_sealer(const Config& config, core::Entropy& entropy) {
  const auto path = key_path(config, config.secret_key, ".secret-key");
  if (path.empty()) return crypto::SecretSealer::ephemeral(entropy);
  return naming("--secret-key", [&] { return crypto::SecretSealer::load_or_make(path, entropy); });
}

}  // namespace

const core::Identity& Identifying::load(const Config& config, const core::Clock& clock,
                                        core::Entropy& entropy) {
  const auto& issuer = config.public_url.empty() ? kDefaultIssuer : config.public_url;
  tokens_.emplace(issuer, load_keys(config, clock, entropy));
  sealer_.emplace(load_sealer(config, entropy));
  jwks_ = tokens_->keys().jwks();
  const auto threads = config.password_threads > 0
                           ? config.password_threads
                           : std::max(1U, std::thread::hardware_concurrency() / 2);
  workers_.emplace(hasher_, threads, core::limits::kPasswordQueue);
  identity_.emplace(core::Identity{
      texts_, *tokens_, codes_, *sealer_, std::string(crypto::decoy_password_hash()),
      config.service_name, std::chrono::seconds(config.session_lifetime), !config.no_sign_up});
  return *identity_;
}

void Identifying::announce() {
  log_.write(LogLevel::info, "session_keys", {{"key_id", tokens_->keys().newest().id}});
}

void Identifying::stop() {
  if (workers_) workers_->close();
}

}  // namespace selfsame::server
