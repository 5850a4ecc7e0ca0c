#pragma once

#include <filesystem>
#include <string>

#include "mail/transport.h"

namespace selfsame::mail {

/// Writes each message into a file `<mail id>.eml`, for whoever has no SMTP server. The directory is
/// made (for its owner only) when the first message comes.
class DirectoryTransport final : public Transport {
 public:
  /// Throws std::runtime_error with one line if the path is something other than a directory.
  explicit DirectoryTransport(std::filesystem::path directory);

  /// A file is there as a whole or not at all.
  Delivery send(const Envelope& envelope, const std::string& message) override;

 private:
  std::filesystem::path directory_;
};

}  // namespace selfsame::mail
