#pragma once

#include <CLI/App.hpp>
#include <list>
#include <memory>
#include <ostream>
#include <string>

#include "server/admin_door.h"

namespace selfsame::server {

struct AdminCommand;

/// The commands of who runs the installation: `user`, `organization`, `tenant`, `zone`, `mail`,
/// `billing`. Each is a request to `/v1`, made straight in a store (`--store`) or by a running server (`--server`).
class AdminCommands {
 public:
  /// Adds them to the program's commands.
  explicit AdminCommands(CLI::App& app);
  ~AdminCommands();
  AdminCommands(const AdminCommands&) = delete;
  AdminCommands& operator=(const AdminCommands&) = delete;

  /// Whether one of them was typed.
  [[nodiscard]] bool parsed() const;
  /// Runs that one to its end. Throws std::runtime_error with one clear line, and a second that says
  /// how to go on.
  void run(std::ostream& out);

 private:
  static CLI::App& add_group(CLI::App& app, const char* name, const char* description);
  AdminCommand& add(CLI::App& group, const char* name, const char* description);
  void add_users(CLI::App& app);
  void add_organizations(CLI::App& app);
  void add_tenants(CLI::App& app);
  void add_zones(CLI::App& app);
  void add_mail(CLI::App& app);
  void add_billing(CLI::App& app);  // billing_commands.cpp
  /// Where the command goes, from the flags and, without them, the environment.
  void choose_door();
  [[nodiscard]] std::unique_ptr<AdminDoor> open_door() const;

  std::string store_;
  std::string plans_;
  std::string server_;
  std::string token_;
  bool json_ = false;
  std::list<AdminCommand> commands_;
};

}  // namespace selfsame::server
