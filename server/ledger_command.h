#pragma once

#include <CLI/App.hpp>
#include <ostream>
#include <string>

#include "server/config.h"

namespace selfsame::server {

/// `selfsame billing verify`: checks the ledgers of a store that nobody serves.
class LedgerCommand {
 public:
  /// Adds it to the commands of `selfsame billing`.
  explicit LedgerCommand(CLI::App& billing);

  /// Whether it was typed.
  [[nodiscard]] bool parsed() const { return command_->parsed(); }
  /// Runs it, and returns its exit code. Throws std::exception with one clear line.
  int run(std::ostream& out) const;

 private:
  CLI::App* command_;
  std::string store_ = Config().store;
};

}  // namespace selfsame::server
