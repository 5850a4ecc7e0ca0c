#include <csignal>
#include <iostream>
#include <stdexcept>

#include "crypto/sodium.h"
#include "server/application.h"
#include "server/commands.h"
#include "server/system_clock.h"
#include "server/version.h"

namespace selfsame::server {
namespace {

/// The signals that `serve` answers to, taken out of every thread's hands. Before any thread
/// starts.
sigset_t block_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  if (pthread_sigmask(SIG_BLOCK, &signals, nullptr) != 0) {
    throw std::runtime_error("cannot block signals");
  }
  return signals;
}

void serve_until_stopped(Application& application, Log& log, const sigset_t& signals) {
  while (true) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) throw std::runtime_error("cannot wait for signals");
    if (signal != SIGHUP) return;
    if (application.reload_certificate()) log.write(LogLevel::info, "certificate_reloaded");
  }
}

}  // namespace

int run_serve(const Config& config) {
  const auto signals = block_signals();
  Log log(config.log_level);
  const SystemClock clock;
  crypto::SystemEntropy entropy;
  const crypto::Sha256Hasher hasher;
  Application application(config, {clock, entropy, hasher, log});
  application.start();
  std::cout << "listening on " << application.url() << std::endl;
  log.write(LogLevel::info, "started", {{"version", kVersion}, {"url", application.url()}});

  serve_until_stopped(application, log, signals);
  log.write(LogLevel::info, "stopping");
  application.stop();
  log.write(LogLevel::info, "stopped");
  return kDone;
}

}  // namespace selfsame::server
