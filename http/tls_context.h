#pragma once

#include <memory>
#include <mutex>
#include <string>

namespace boost::asio::ssl {
class context;  // NOLINT(readability-identifier-naming): the name is Asio's
}

namespace selfsame::http {

/// The certificate and key that new connections use. Safe from every thread.
class TlsCertificate {
 public:
  using Context = std::shared_ptr<boost::asio::ssl::context>;

  /// Throws std::runtime_error, one line that names the option, if they cannot be loaded.
  TlsCertificate(std::string certificate_file, std::string key_file);

  /// Loads the files again. Throws, and keeps what it had, if they cannot be loaded.
  void reload();
  [[nodiscard]] Context context() const;

 private:
  const std::string certificate_file_;
  const std::string key_file_;
  mutable std::mutex mutex_;
  Context context_;
};

}  // namespace selfsame::http
