#pragma once

#include <CLI/App.hpp>
#include <memory>
#include <ostream>
#include <string>

namespace selfsame::server {

/// Where the key that signs a store's audit logs lies: what `--audit-key` says, or beside the store.
/// Empty for a store in memory, whose key is gone with it.
std::string audit_key_path(const std::string& store, const std::string& audit_key);

/// `selfsame audit ...`: what is done to audit logs while nobody serves the store. See docs/audit.md.
class AuditCommands {
 public:
  /// Gives the program the commands.
  explicit AuditCommands(CLI::App& app);
  ~AuditCommands();
  AuditCommands(const AuditCommands&) = delete;
  AuditCommands& operator=(const AuditCommands&) = delete;

  /// Whether one of them was typed.
  [[nodiscard]] bool parsed() const;
  /// Runs it, and returns its exit code. Throws std::exception with one clear line.
  int run(std::ostream& out, std::ostream& progress) const;

 private:
  struct Commands;
  std::unique_ptr<Commands> commands_;
};

}  // namespace selfsame::server
