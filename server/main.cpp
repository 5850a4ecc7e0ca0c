#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <optional>

#include "crypto/sodium.h"
#include "server/admin_commands.h"
#include "server/audit_commands.h"
#include "server/commands.h"
#include "server/ledger_command.h"
#include "server/plans_command.h"
#include "server/settings.h"
#include "server/version.h"

namespace {

using namespace selfsame::server;  // NOLINT(google-build-using-namespace): this is its program

struct CommandLine {
  CLI::App app{"Selfsame: users, organizations, tokens and what they may do, over two known APIs.",
               "selfsame"};
  Config config;
  std::string config_file;
  InitOptions init;
  ImportOptions import;
  CLI::App* serve_command = nullptr;
  CLI::App* init_command = nullptr;
  CLI::App* import_command = nullptr;
  PlansOptions plans;
  CLI::App* plans_command = nullptr;
  std::optional<AdminCommands> admin;
  std::optional<AuditCommands> audit;
  std::optional<LedgerCommand> ledger;
};

void add_serve(CommandLine& line) {
  auto* command = line.app.add_subcommand("serve", "Serve the APIs until stopped");
  add_serve_flags(*command, line.config);
  command->add_option("--config", line.config_file, "TOML file with these settings")
      ->check(CLI::ExistingFile);
  line.serve_command = command;
}

void add_init(CommandLine& line) {
  auto* command = line.app.add_subcommand(
      "init", "Make the first user, their organization and credentials in an empty store");
  auto& options = line.init;
  add_store_flag(*command, options.store);
  command->add_option("--email", options.email, "Mail address of the first user")->required();
  command->add_option("--first-name", options.first_name, "First name of the first user");
  command->add_option("--last-name", options.last_name, "Last name of the first user");
  command->add_option("--organization", options.organization,
                      "Name of the first organization; default: the mail address");
  command->add_flag("--password-stdin", options.password_stdin,
                    "Read the password from standard input instead of making one");
  command->add_flag("--json", options.json, "Print one JSON object");
  line.init_command = command;
}

void add_import(CommandLine& line) {
  auto* command = line.app.add_subcommand(
      "import", "Bring users, tokens, keys and organizations in, with their ids");
  add_store_flag(*command, line.import.store);
  add_plans_flag(*command, line.import.plans);
  command->add_option("file", line.import.file, "File of JSON lines; - for standard input")
      ->required();
  line.import_command = command;
}

void add_plans(CommandLine& line) {
  auto* command = line.app.add_subcommand("plans", "Check a plans file and show what is sold");
  add_plans_flag(*command, line.plans.plans);
  command->add_flag("--json", line.plans.json, "Print one JSON object");
  line.plans_command = command;
}

int run(CommandLine& line) {
  selfsame::crypto::initialize();
  if (line.init_command->parsed()) return run_init(line.init, std::cin, std::cout);
  if (line.import_command->parsed()) return run_import(line.import, std::cerr);
  if (line.plans_command->parsed()) return run_plans(line.plans, std::cout);
  if (line.admin->parsed()) {
    line.admin->run(std::cout);
    return kDone;
  }
  if (line.audit->parsed()) return line.audit->run(std::cout, std::cerr);
  if (line.ledger->parsed()) return line.ledger->run(std::cout);
  return run_serve(line.config);
}

/// Says what is wrong and how to go on.
int complain(const CommandLine& line, const char* what, int exit_code) {
  std::cerr << "selfsame: " << what << '\n';
  if (exit_code == kWrongUsage) {
    std::cerr << "Run `selfsame ";
    for (auto used = line.app.get_subcommands(); !used.empty();
         used = used.front()->get_subcommands()) {
      std::cerr << used.front()->get_name() << ' ';
    }
    std::cerr << "--help` for what can be said.\n";
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line;
  line.app.set_version_flag("--version", std::string("selfsame ") + kVersion);
  line.app.require_subcommand(1);
  add_serve(line);
  add_init(line);
  add_import(line);
  add_plans(line);
  line.admin.emplace(line.app);
  line.audit.emplace(line.app);
  line.ledger.emplace(*line.app.get_subcommand("billing"));
  for (auto* command :
       {line.serve_command, line.init_command, line.import_command, line.plans_command}) {
    name_environment_variables(*command);
  }
  try {
    line.app.parse(argc, argv);
    if (!line.config_file.empty()) apply_config_file(*line.serve_command, line.config_file);
    if (const auto wrong = validate(line.config); !wrong.empty()) {
      return complain(line, wrong.c_str(), kWrongUsage);
    }
  } catch (const CLI::Success& help) {
    return line.app.exit(help);
  } catch (const std::exception& error) {
    return complain(line, error.what(), kWrongUsage);
  }
  try {
    return run(line);
  } catch (const std::exception& error) {
    return complain(line, error.what(), kFailed);
  }
}
