#include "http/tls_context.h"

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace selfsame::http {

namespace ssl = boost::asio::ssl;

namespace {

void check(const boost::system::error_code& error, const char* option, const std::string& file) {
  if (!error) return;
  throw std::runtime_error(std::string(option) + ": cannot use " + file + ": " + error.message());
}

/// Says `http/1.1` to clients that ask by ALPN.
int select_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1";
  unsigned char* match = nullptr;
  const int outcome =
      SSL_select_next_proto(&match, chosen_size, kOurs, sizeof kOurs - 1, offered, offered_size);
  if (outcome != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
  *chosen = match;
  return SSL_TLSEXT_ERR_OK;
}

TlsCertificate::Context load(const std::string& certificate_file, const std::string& key_file) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* const native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_alpn_select_cb(native, select_protocol, nullptr);
  // An encrypted key must fail, not ask on the terminal.
  context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return ""; });

  boost::system::error_code error;
  context->use_certificate_chain_file(certificate_file, error);
  check(error, "tls_certificate_file", certificate_file);
  context->use_private_key_file(key_file, ssl::context::pem, error);
  check(error, "tls_key_file", key_file);
  if (SSL_CTX_check_private_key(native) != 1) {
    throw std::runtime_error("tls_key_file: " + key_file + " is not the key of " +
                             certificate_file);
  }
  return context;
}

}  // namespace

TlsCertificate::TlsCertificate(std::string certificate_file, std::string key_file)
    : certificate_file_(std::move(certificate_file)), key_file_(std::move(key_file)) {
  reload();
}

void TlsCertificate::reload() {
  auto context = load(certificate_file_, key_file_);
  const std::lock_guard lock(mutex_);
  context_ = std::move(context);
}

TlsCertificate::Context TlsCertificate::context() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

}  // namespace selfsame::http
