#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>

namespace spdlog {
class logger;  // NOLINT(readability-identifier-naming): the name is spdlog's
}

namespace selfsame::server {

enum class LogLevel { debug, info, warn, error };

/// One JSON object a line on standard error. Thread-safe. Bodies, secrets and personal data do not
/// belong here.
class Log {
 public:
  struct Field {
    std::string_view key;
    std::string_view value;
  };

  /// `level` is one of `debug`, `info`, `warn`, `error`.
  explicit Log(std::string_view level);

  void write(LogLevel level, std::string_view event, std::initializer_list<Field> fields = {});

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

/// Also reads `warning`; `info` for anything that is not the name of a level.
LogLevel parse_log_level(std::string_view name);

}  // namespace selfsame::server
