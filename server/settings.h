#pragma once

#include <CLI/App.hpp>
#include <string>

#include "server/config.h"

namespace selfsame::server {

/// Gives a command the flags that fill `config`.
void add_serve_flags(CLI::App& command, Config& config);
/// `--store`, which every command has.
void add_store_flag(CLI::App& command, std::string& store);

/// `--plans`, which every command has that may change what was bought.
void add_plans_flag(CLI::App& command, std::string& plans);

/// Gives every flag of the command its environment variable: `--rate-limit` is also
/// `SELFSAME_RATE_LIMIT`. Call after all flags are there.
void name_environment_variables(CLI::App& command);

/// Fills the flags that neither the command line nor the environment gave from a TOML file, whose
/// keys are the flags' names (`rate-limit` or `rate_limit`).
/// Throws std::runtime_error with one clear line: unreadable, no TOML, unknown key, wrong value.
void apply_config_file(CLI::App& command, const std::string& file);

}  // namespace selfsame::server
