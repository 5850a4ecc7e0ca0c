#include "server/config.h"

#include <algorithm>
#include <string_view>

#include "audit/webhook_transport.h"
#include "core/text.h"
#include "mail/address.h"
#include "mail/smtp_transport.h"
#include "server/cors.h"

namespace selfsame::server {
namespace {

bool is_link(const std::string& text, std::string_view place) {
  return (text.starts_with("https://") || text.starts_with("http://")) &&
         text.find(place) != std::string::npos &&
         std::ranges::none_of(text, [](char c) { return c >= '\0' && c <= ' '; });
}

std::string validate_smtp(const Config& config) {
  if (const auto wrong = mail::check_smtp_url(config.smtp); !wrong.empty()) {
    return "--smtp " + wrong;  // without the URL, which may hold a password
  }
  if (config.mail_from.empty()) return "--smtp wants --mail-from: the address that mail comes from";
  if (config.smtp_plain && config.smtp.starts_with("smtps:")) {
    return "--smtp-plain contradicts smtps://";
  }
  if (config.smtp_plain && !config.smtp_user.empty()) {
    return "--smtp-plain would send the password of --smtp-user in the clear";
  }
  if (config.smtp_user.empty() && !config.smtp_password_file.empty()) {
    return "--smtp-password-file wants --smtp-user";
  }
  return {};
}

std::string validate_links(const Config& config) {
  const auto complaint = [](const char* flag, const std::string& link, const std::string& place) {
    if (link.empty() || is_link(link, place)) return std::string();
    return std::string(flag) + " must be a URL with " + place + " in it, not " + link;
  };
  auto wrong = complaint("--invite-link", config.invite_link, "{id}");
  if (wrong.empty()) {
    wrong = complaint("--activation-link", config.activation_link, "{token}");
  }
  if (wrong.empty()) {
    wrong = complaint("--password-reset-link", config.password_reset_link, "{token}");
  }
  return wrong;
}

std::string validate_mail(const Config& config) {
  const bool has_smtp_options = config.smtp_plain || !config.smtp_user.empty() ||
                                !config.smtp_password_file.empty() || !config.smtp_ca.empty();
  if (config.smtp.empty() && has_smtp_options) return "--smtp-... settings want --smtp";
  if (!config.smtp.empty()) {
    if (auto wrong = validate_smtp(config); !wrong.empty()) return wrong;
  }
  if (!config.mail_from.empty() && !mail::parse_address(config.mail_from)) {
    return "--mail-from must be ADDRESS or NAME <ADDRESS>, not " + config.mail_from;
  }
  if (config.mail_directory.empty()) return "--mail-directory must not be empty";
  return validate_links(config);
}

std::string validate_audit(const Config& config) {
  if (config.audit_webhook.empty()) {
    const bool has_options = config.audit_webhook_plain || !config.audit_webhook_ca.empty() ||
                             !config.audit_webhook_secret_file.empty();
    return has_options ? "--audit-webhook-... settings want --audit-webhook" : "";
  }
  const auto wrong = audit::check_webhook_url(config.audit_webhook, config.audit_webhook_plain);
  if (!wrong.empty())
    return "--audit-webhook " + wrong;  // without the URL, which may hold a secret
  if (config.audit_webhook_secret_file.empty()) {
    return "--audit-webhook wants --audit-webhook-secret-file: what is sent is signed";
  }
  const bool is_https = config.audit_webhook.starts_with("https:");
  if (is_https && config.audit_webhook_plain) return "--audit-webhook-plain contradicts https://";
  if (!is_https && !config.audit_webhook_ca.empty()) return "--audit-webhook-ca wants https://";
  return {};
}

}  // namespace

std::string validate(const Config& config) {
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    return "--tls-certificate and --tls-key go together: give both or none";
  }
  const bool mount_is_path =
      config.mount.empty() || (config.mount.front() == '/' && config.mount.back() != '/');
  if (!mount_is_path) {
    return "--mount must begin with / and not end with one (or be empty), not " + config.mount;
  }
  if (config.mount == "/v1" || config.mount.starts_with("/v1/")) {
    return "--mount must not be /v1 or lie below it: the native API lies there";
  }
  if (config.mount == "/rebilly" || config.mount.starts_with("/rebilly/")) {
    return "--mount must not be /rebilly or lie below it: the Rebilly dialect lies there";
  }
  const bool is_url = config.public_url.empty() || config.public_url.starts_with("https://") ||
                      config.public_url.starts_with("http://");
  if (!is_url || config.public_url.find_first_of(" \t\r\n\"<>?#") != std::string::npos) {
    return "--public-url must be a URL such as https://id.example.com, not " + config.public_url;
  }
  for (const auto& origin : config.allowed_origins) {
    if (auto wrong = check_origin(origin); !wrong.empty()) return "--allowed-origin " + wrong;
  }
  const auto name_length = core::count_characters(config.service_name);
  if (name_length < 1 || name_length > core::limits::kServiceNameCharacters) {
    return "--service-name must have 1 to " + std::to_string(core::limits::kServiceNameCharacters) +
           " characters";
  }
  if (auto wrong = validate_mail(config); !wrong.empty()) return wrong;
  return validate_audit(config);
}

}  // namespace selfsame::server
