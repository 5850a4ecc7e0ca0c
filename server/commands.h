#pragma once

#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "server/config.h"

namespace selfsame::server {

enum ExitCode : int { kDone = 0, kFailed = 1, kWrongUsage = 2 };

struct InitOptions {
  std::string store = Config().store;
  std::string email;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::string organization;  ///< empty: named after the mail address
  bool password_stdin = false;
  bool json = false;
};

struct ImportOptions {
  std::string store = Config().store;
  std::string plans{};  ///< file; empty: what is built in
  std::string file;     ///< `-`: standard input
};

// Each runs one command to its end and returns its exit code. Throw std::exception with one clear
// line for whoever typed it.

/// Serves until SIGTERM or SIGINT; SIGHUP reads the certificate again.
int run_serve(const Config& config);
/// Fills an empty store and shows the first credentials, once.
int run_init(const InitOptions& options, std::istream& in, std::ostream& out);
/// Brings entities in from a file of JSON lines; see docs/import.md.
int run_import(const ImportOptions& options, std::ostream& progress);

}  // namespace selfsame::server
