#include "server/application.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include "billing/plan_file.h"
#include "core/limits.h"
#include "identity/qr_code.h"
#include "server/catalogue_file.h"
#include "server/open_store.h"
#include "server/payment_webhook.h"
#include "server/role_catalogue_file.h"
#include "server/version.h"

namespace selfsame::server {
namespace {

http::ServerOptions options_of(const Config& config) {
  using std::chrono::seconds;
  http::ServerOptions options;
  options.listen = config.listen;
  options.threads =
      config.threads > 0 ? config.threads : std::max(1U, std::thread::hardware_concurrency());
  options.body_bytes = core::limits::kBodyBytes;
  options.header_bytes = core::limits::kHeaderBytes;
  options.url_bytes = core::limits::kUrlBytes;
  options.connections = config.connections;
  options.header_time = seconds(config.header_time);
  options.body_time = seconds(config.body_time);
  options.write_time = seconds(config.write_time);
  options.idle_time = seconds(config.idle_time);
  options.stop_time = seconds(config.stop_time);
  options.trusted_proxies = config.trusted_proxies;
  options.tls_certificate_file = config.tls_certificate;
  options.tls_key_file = config.tls_key;
  return options;
}

/// The server names its options; whoever starts the program knows them as flags.
std::string in_flags(std::string message) {
  constexpr std::pair<std::string_view, std::string_view> kFlags[] = {
      {"listen:", "--listen:"},
      {"trusted_proxies:", "--trusted-proxy:"},
      {"tls_certificate_file:", "--tls-certificate:"},
      {"tls_key_file:", "--tls-key:"},
  };
  for (const auto& [option, flag] : kFlags) {
    if (message.starts_with(option)) message.replace(0, option.size(), flag);
  }
  return message;
}

bool has_users(core::Store& store) {
  bool found = false;
  store.read_and_wait([&](core::ReadTransaction& tx) { found = tx.has_users(); });
  return found;
}

}  // namespace

Application::Application(const Config& config, const Surroundings& surroundings)
    : surroundings_(surroundings),
      log_(surroundings.log),
      server_(make_server(config)),
      catalogue_(load_catalogue()),
      roles_(load_role_catalogue()),
      billing_(billing::load_rules(config.plans, zones_)),
      payment_signature_(load_payment_signature(config)),
      mailing_(config, surroundings.log),
      auditing_(config, surroundings.log),
      identifying_(surroundings.log),
      renewals_(surroundings.log),
      housekeeping_(surroundings.log),
      answer_sealer_(surroundings.entropy),
      store_(open_store(config.store, surroundings.log, !config.audit_webhook.empty())),
      health_(*store_, surroundings.clock, surroundings.log),
      rate_limiter_(config.rate_limit, core::limits::kRateWindow),
      refusal_limiter_(core::limits::kRecordedRefusalsPerWindow, core::limits::kRateWindow),
      account_attempts_(config.account_attempts, core::limits::kAttemptWindow),
      network_attempts_(config.network_attempts, core::limits::kAttemptWindow),
      dialects_{*catalogue_,
                *roles_,
                billing_,
                payment_signature_,
                surroundings.clock,
                surroundings.hasher,
                answer_sealer_,
                surroundings.entropy,
                rate_limiter_,
                identifying_.load(config, surroundings.clock, surroundings.entropy),
                identifying_.workers(),
                account_attempts_,
                network_attempts_,
                refusal_limiter_,
                audit_failures_,
                page_anchors_,
                auditing_.load_key(config, surroundings.entropy),
                [this](std::string_view event, std::string_view detail, const core::RequestId& id) {
                  log_.write(LogLevel::error, event,
                             {{"detail", detail}, {"request_id", id.hex()}});
                },
                config.public_url,
                kVersion,
                std::chrono::days(config.invite_lifetime),
                identity::qr_svg,
                Cors(config.allowed_origins).named()},
      services_{dialects_,
                *store_,
                health_,
                log_,
                surroundings.clock,
                config.mount,
                config.access_log,
                [this] { return metrics(); },
                identifying_.jwks(),
                Cors(config.allowed_origins)} {
  identifying_.announce();
  if (!has_users(*store_)) {
    log_.write(LogLevel::warn, "store_has_no_user",
               {{"hint", "make the first one with: selfsame init --store URL --email ADDRESS"}});
  }
}

std::unique_ptr<http::Server> Application::make_server(const Config& config) {
  if (const auto wrong = validate(config); !wrong.empty()) throw std::runtime_error(wrong);
  const auto make_pipeline = [this](http::Loop& loop) {
    auto pipeline = std::make_unique<Pipeline>(services_, loop);
    pipelines_.push_back(pipeline.get());
    return pipeline;
  };
  const auto log = [this](std::string_view event, std::string_view detail) {
    log_.write(LogLevel::error, event, {{"detail", detail}});
  };
  try {
    return std::make_unique<http::Server>(options_of(config), make_pipeline, log);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(in_flags(error.what()));
  }
}

Application::~Application() {
  stop();
  server_.reset();  // its pipelines hold sessions of the store
}

void Application::start() {
  auditing_.start({*store_, surroundings_.clock, surroundings_.entropy, surroundings_.hasher,
                   *catalogue_, *roles_, billing_});
  server_->start();
  mailing_.start(*store_, surroundings_.clock, surroundings_.entropy, identifying_.sealer());
  renewals_.start({*store_, surroundings_.clock, surroundings_.entropy, surroundings_.hasher,
                   *catalogue_, *roles_, billing_});
  housekeeping_.start(*store_, surroundings_.clock);
}

void Application::stop() {
  if (stopped_) return;
  stopped_ = true;
  server_->stop();
  identifying_.stop();
  health_.stop();
  renewals_.stop();
  housekeeping_.stop();
  mailing_.stop();
  auditing_.stop();
  store_last_uses();
  store_->close();
}

void Application::store_last_uses() {
  try {
    store_->write_and_wait([this](core::WriteTransaction& tx) {
      for (auto* pipeline : pipelines_) pipeline->take_token_uses().write(tx);
      return true;
    });
  } catch (const core::StoreUnavailable& error) {
    log_.write(LogLevel::error, "token_uses_lost", {{"detail", error.what()}});
  }
}

std::string Application::metrics() const {
  std::vector<const AnswerCounters*> answers;
  answers.reserve(pipelines_.size());
  for (const auto* pipeline : pipelines_) answers.push_back(&pipeline->answers());
  auto audit = auditing_.counts();
  audit.failures = audit_failures_.load(std::memory_order_relaxed);
  return render_metrics(server_->counters(), answers, store_->statistics(), mailing_.counts(),
                        audit, renewals_.counts());
}

}  // namespace selfsame::server
