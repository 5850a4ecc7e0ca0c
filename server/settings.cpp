#include "server/settings.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <stdexcept>
#include <toml++/toml.h>
#include <vector>

namespace selfsame::server {
namespace {

constexpr std::int64_t kSecondsMax = 3600;
constexpr std::int64_t kInviteDaysMax = 365;
constexpr std::int64_t kSessionSecondsMax =
    std::chrono::seconds(core::limits::kSessionLifetimeMax).count();
constexpr std::int64_t kRetentionDaysMax = 36'500;

std::string environment_name(const CLI::Option& option) {
  std::string name = "SELFSAME_" + option.get_lnames().front();
  for (char& c : name) {
    c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

/// The library reads an empty text as the number 0.
const CLI::Validator kNotEmpty(
    [](const std::string& text) {
      return text.empty() ? std::string("a number is wanted") : std::string();
    },
    "");

std::string as_text(const toml::node& node, const std::string& key) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto truth = node.value_exact<bool>()) return *truth ? "true" : "false";
  throw std::runtime_error("the value of " + key + " must be a string, a whole number or a truth");
}

std::vector<std::string> as_texts(const toml::node& node, const std::string& key) {
  std::vector<std::string> texts;
  if (const auto* items = node.as_array()) {
    for (const auto& item : *items) texts.push_back(as_text(item, key));
  } else {
    texts.push_back(as_text(node, key));
  }
  return texts;
}

void apply_value(CLI::App& command, std::string key, const toml::node& node) {
  std::ranges::replace(key, '_', '-');
  auto* option = command.get_option_no_throw("--" + key);
  if (option == nullptr || key == "config" || key == "help") {
    throw std::runtime_error("unknown key " + key);
  }
  if (option->count() > 0) return;  // the command line or the environment said it already
  try {
    option->add_result(as_texts(node, key));
    option->run_callback();
  } catch (const CLI::Error& error) {
    throw std::runtime_error(error.what());
  }
}

void add_mail_flags(CLI::App& command, Config& config) {
  command.add_option("--smtp", config.smtp,
                     "Mail server: smtp://HOST:587 (STARTTLS) or smtps://HOST:465; without one, "
                     "mail is written to a directory");
  command.add_flag("--smtp-plain", config.smtp_plain,
                   "No TLS with smtp://, for a relay on the same machine");
  command.add_option("--smtp-user", config.smtp_user, "User at the mail server");
  command.add_option("--smtp-password-file", config.smtp_password_file,
                     "File with the user's password; or set SELFSAME_SMTP_PASSWORD");
  command.add_option("--smtp-ca", config.smtp_ca,
                     "PEM file with what signs the mail server's certificate; default: what the "
                     "system trusts");
  command.add_option("--mail-from", config.mail_from,
                     "Sender of mail: ADDRESS or NAME <ADDRESS>; required with --smtp");
  command
      .add_option("--mail-directory", config.mail_directory, "Where mail is written without --smtp")
      ->capture_default_str();
  command.add_option("--mail-templates", config.mail_templates,
                     "Directory with your own templates, LANGUAGE/KIND.txt and .html");
  command
      .add_option("--mail-language", config.mail_language,
                  "Language of mail to whoever has not chosen one")
      ->capture_default_str();
  command.add_option("--invite-link", config.invite_link,
                     "Link in invites, with {id} where the invite's id belongs");
  command.add_option("--activation-link", config.activation_link,
                     "Link in mails that confirm an address, with {token} where the token belongs");
  command.add_option("--password-reset-link", config.password_reset_link,
                     "Link in mails that reset a password, with {token} where the token belongs");
  command.add_option("--invite-lifetime", config.invite_lifetime, "Days until an invite expires")
      ->capture_default_str()
      ->check(kNotEmpty)
      ->check(CLI::Range(std::int64_t{1}, kInviteDaysMax));
}

void add_audit_flags(CLI::App& command, Config& config) {
  command.add_option("--audit-key", config.audit_key,
                     "File with the key that signs audit logs, made if it is not there; default: "
                     "the store's path with .audit-key");
  command
      .add_option("--audit-checkpoint-interval", config.audit_checkpoint_interval,
                  "Seconds between signatures on audit logs")
      ->capture_default_str()
      ->check(kNotEmpty)
      ->check(CLI::Range(std::int64_t{1}, kSecondsMax));
  command
      .add_option("--audit-retention", config.audit_retention,
                  "Days for which audit records are kept; 0: for ever")
      ->capture_default_str()
      ->check(kNotEmpty)
      ->check(CLI::Range(std::int64_t{0}, kRetentionDaysMax));
  command.add_option("--audit-webhook", config.audit_webhook, "URL that audit records are sent to");
  command.add_option("--audit-webhook-secret-file", config.audit_webhook_secret_file,
                     "File with the secret that signs what is sent: whsec_BASE64");
  command.add_option("--audit-webhook-ca", config.audit_webhook_ca,
                     "PEM file with what signs the webhook's certificate; default: what the system "
                     "trusts");
  command.add_flag("--audit-webhook-plain", config.audit_webhook_plain,
                   "Allow http:// to other machines");
}

void add_identity_flags(CLI::App& command, Config& config) {
  command.add_option("--public-url", config.public_url,
                     "Where clients reach this server, e.g. https://id.example.com: begins the "
                     "links in answers, and names the server in session tokens; default: links "
                     "begin as the request says");
  command.add_option("--allowed-origin", config.allowed_origins,
                     "Origin of pages that may use this server from a browser, e.g. "
                     "https://app.example.com, also by cookie; repeat for several. *: any, but not "
                     "by cookie");
  command
      .add_option("--service-name", config.service_name, "What authenticator apps call this server")
      ->capture_default_str();
  command.add_flag("--no-sign-up", config.no_sign_up, "People cannot make accounts for themselves");
  command.add_option("--session-keys", config.session_keys,
                     "File with the keys that sign session tokens, made if it is not there; "
                     "default: the store's path with .session-keys");
  command.add_option("--secret-key", config.secret_key,
                     "File with the key that seals secrets in the store, made if it is not there; "
                     "default: the store's path with .secret-key");
  command
      .add_option("--account-attempts", config.account_attempts,
                  "Passwords that may be tried on one account in 5 minutes; 0: any number")
      ->capture_default_str()
      ->check(kNotEmpty);
  command
      .add_option("--network-attempts", config.network_attempts,
                  "Passwords that may be tried by one client in 5 minutes; 0: any number")
      ->capture_default_str()
      ->check(kNotEmpty);
  command
      .add_option("--session-lifetime", config.session_lifetime,
                  "Seconds until a session ends, unless asked otherwise")
      ->capture_default_str()
      ->check(kNotEmpty)
      ->check(CLI::Range(std::int64_t{1}, kSessionSecondsMax));
  command
      .add_option("--password-threads", config.password_threads,
                  "Threads that hash passwords, 64 MiB each; 0: one for two cores")
      ->capture_default_str()
      ->check(kNotEmpty)
      ->check(CLI::Range(0U, 256U));
}

void add_billing_flags(CLI::App& command, Config& config) {
  add_plans_flag(command, config.plans);
  command.add_option("--payment-webhook-secret-file", config.payment_webhook_secret_file,
                     "File with the secret that the payment gateway signs reports with: "
                     "whsec_BASE64; two, a line each, while it is changed");
  command
      .add_option("--payment-webhook-tolerance", config.payment_webhook_tolerance,
                  "Seconds that a signed report may be old, or ahead")
      ->capture_default_str()
      ->check(kNotEmpty)
      ->check(CLI::Range(std::int64_t{1}, kSecondsMax));
}

}  // namespace

void add_plans_flag(CLI::App& command, std::string& plans) {
  command.add_option("--plans", plans,
                     "TOML file with the plans that are sold; default: those that are built in");
}

void add_store_flag(CLI::App& command, std::string& store) {
  command.add_option("--store", store, "Where the data is: sqlite:PATH or sqlite::memory:")
      ->capture_default_str();
}

void add_serve_flags(CLI::App& command, Config& config) {
  const auto seconds = [&](const char* name, std::int64_t& field, const char* help) {
    command.add_option(name, field, help)
        ->capture_default_str()
        ->check(kNotEmpty)
        ->check(CLI::Range(std::int64_t{1}, kSecondsMax));
  };
  command.add_option("--listen", config.listen, "Address and port to listen on; port 0: any free")
      ->capture_default_str();
  add_store_flag(command, config.store);
  command.add_option("--threads", config.threads, "Event loops; 0: one per core")
      ->capture_default_str()
      ->check(kNotEmpty)
      ->check(CLI::Range(0U, 1024U));
  command.add_option("--mount", config.mount, "Path under which the Cloudflare dialect lies")
      ->capture_default_str();
  command
      .add_option("--rate-limit", config.rate_limit,
                  "Requests per 5 minutes and user; 0 switches the limit off")
      ->capture_default_str()
      ->check(kNotEmpty);
  command.add_option("--trusted-proxy", config.trusted_proxies,
                     "Address or network of a proxy whose X-Forwarded-For counts (repeatable)");
  command.add_option("--tls-certificate", config.tls_certificate,
                     "PEM file with the certificate chain; read again on SIGHUP");
  command.add_option("--tls-key", config.tls_key, "PEM file with the certificate's key");
  command.add_option("--log-level", config.log_level, "What to log: error, warn, info or debug")
      ->capture_default_str()
      ->check(CLI::IsMember({"error", "warn", "info", "debug"}));
  command.add_flag("--access-log", config.access_log, "Log a line for every request");
  command.add_option("--connections", config.connections, "How many clients at once")
      ->capture_default_str()
      ->check(kNotEmpty)
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}));
  seconds("--header-time", config.header_time, "Seconds for a request's headers to arrive");
  seconds("--body-time", config.body_time, "Seconds for a request's body to arrive");
  seconds("--write-time", config.write_time, "Seconds without progress of an answer");
  seconds("--idle-time", config.idle_time, "Seconds between requests of a connection");
  seconds("--stop-time", config.stop_time, "Seconds for requests in flight when stopping");
  add_mail_flags(command, config);
  add_identity_flags(command, config);
  add_audit_flags(command, config);
  add_billing_flags(command, config);
}

void name_environment_variables(CLI::App& command) {
  for (auto* option : command.get_options()) {
    if (option->get_lnames().empty() || option->check_lname("help")) continue;
    option->envname(environment_name(*option));
  }
}

void apply_config_file(CLI::App& command, const std::string& file) {
  try {
    const toml::table table = toml::parse_file(file);
    for (const auto& [key, node] : table) apply_value(command, std::string(key.str()), node);
  } catch (const toml::parse_error& error) {
    throw std::runtime_error("configuration file " + file + ": " +
                             std::string(error.description()) + " (line " +
                             std::to_string(error.source().begin.line) + ")");
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("configuration file " + file + ": " + error.what());
  }
}

}  // namespace selfsame::server
