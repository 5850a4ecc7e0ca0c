#include "server/mailing.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "mail/directory_transport.h"
#include "mail/smtp_transport.h"

namespace selfsame::server {
namespace {

constexpr const char* kPasswordVariable = "SELFSAME_SMTP_PASSWORD";
constexpr const char* kDefaultFrom = "Selfsame <selfsame@localhost>";

/// What `make` makes; a complaint of it says in front what it is about.
template <class Make>
auto naming(const std::string& what, Make make) {
  try {
    return make();
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(what + ": " + error.what());
  }
}

std::string read_password(const Config& config) {
  if (config.smtp_user.empty()) return {};
  if (config.smtp_password_file.empty()) {
    const char* variable = std::getenv(kPasswordVariable);
    if (variable != nullptr && *variable != '\0') return variable;
    throw std::runtime_error(std::string("--smtp-user wants a password: in a file that "
                                         "--smtp-password-file names, or in ") +
                             kPasswordVariable);
  }
  std::ifstream file(config.smtp_password_file);
  std::string password;
  std::getline(file, password);
  if (password.ends_with('\r')) password.pop_back();
  if (password.empty()) {
    throw std::runtime_error("--smtp-password-file: " + config.smtp_password_file +
                             " holds no password, or cannot be read");
  }
  return password;
}

mail::Address from_of(const Config& config) {
  return mail::parse_address(config.mail_from.empty() ? kDefaultFrom : config.mail_from).value();
}

std::filesystem::path directory_of(const Config& config) {
  return std::filesystem::absolute(config.mail_directory);
}

std::unique_ptr<mail::Transport> make_transport(const Config& config) {
  if (config.smtp.empty()) {
    return naming("--mail-directory",
                  [&] { return std::make_unique<mail::DirectoryTransport>(directory_of(config)); });
  }
  mail::SmtpOptions options;
  options.url = config.smtp;
  options.plain = config.smtp_plain;
  options.user = config.smtp_user;
  options.password = read_password(config);
  options.ca_file = config.smtp_ca;
  return naming("--smtp-ca",
                [&] { return std::make_unique<mail::SmtpTransport>(std::move(options)); });
}

mail::Templates make_templates(const Config& config) {
  return naming("mail templates", [&] {
    return mail::Templates({config.mail_templates, config.mail_language, config.invite_link,
                            config.activation_link, config.password_reset_link});
  });
}

}  // namespace

Mailing::Mailing(const Config& config, Log& log)
    : log_(log),
      smtp_host_(config.smtp.empty() ? std::string() : mail::smtp_host(config.smtp)),
      directory_(config.smtp.empty() ? directory_of(config).string() : std::string()),
      from_(from_of(config)),
      templates_(make_templates(config)),
      transport_(make_transport(config)) {}

Mailing::~Mailing() = default;

void Mailing::start(core::Store& store, const core::Clock& clock, core::Entropy& entropy,
                    const core::SecretSealer& sealer) {
  if (directory_.empty()) {
    log_.write(LogLevel::info, "mail_by_smtp", {{"host", smtp_host_}});
  } else {
    log_.write(LogLevel::warn, "mail_to_directory",
               {{"directory", directory_},
                {"hint", "nobody is sent anything; name a mail server with --smtp"}});
  }
  worker_ = std::make_unique<mail::Worker>(
      mail::Surroundings{store, *transport_, templates_, from_, clock, entropy, sealer, *this});
  worker_->start();
}

void Mailing::stop() {
  if (worker_ != nullptr) worker_->stop();
}

MailCounts Mailing::counts() const {
  if (worker_ == nullptr) return {};
  const auto& counters = worker_->counters();
  return {counters.sent, counters.failures, counters.dead, counters.waiting_now, counters.dead_now};
}

void Mailing::mail_failed(const core::Mail& mail) {
  log_.write(LogLevel::warn, "mail_failed",
             {{"mail_id", mail.id.hex_view()},
              {"kind", mail.kind},
              {"attempts", std::to_string(mail.attempts)},
              {"next_attempt", core::format_seconds(mail.next_attempt_at)},
              {"detail", mail.last_error}});
}

void Mailing::mail_dead(const core::Mail& mail) {
  log_.write(LogLevel::error, "mail_dead",
             {{"mail_id", mail.id.hex_view()},
              {"kind", mail.kind},
              {"attempts", std::to_string(mail.attempts)},
              {"detail", mail.last_error}});
}

void Mailing::store_lost(std::string_view detail) {
  log_.write(LogLevel::error, "mail_waits_for_store", {{"detail", detail}});
}

}  // namespace selfsame::server
