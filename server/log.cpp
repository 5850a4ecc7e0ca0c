#include "server/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <string>

#include "core/time.h"
#include "json/writer.h"

namespace selfsame::server {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warn:
      return "warn";
    case LogLevel::error:
      return "error";
  }
  return "info";
}

}  // namespace

LogLevel parse_log_level(std::string_view name) {
  if (name == "warning") return LogLevel::warn;
  for (const auto level : {LogLevel::debug, LogLevel::warn, LogLevel::error}) {
    if (name == name_of(level)) return level;
  }
  return LogLevel::info;
}

Log::Log(std::string_view level)
    : logger_(std::make_shared<spdlog::logger>("selfsame",
                                               std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
  logger_->set_pattern("%v");
  logger_->set_level(to_spdlog(parse_log_level(level)));
  logger_->flush_on(spdlog::level::debug);
}

void Log::write(LogLevel level, std::string_view event, std::initializer_list<Field> fields) {
  if (!logger_->should_log(to_spdlog(level))) return;
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  std::string line;
  json::Writer out(line);
  out.begin_object()
      .field("time", core::format_microseconds(now))
      .field("level", name_of(level))
      .field("event", event);
  for (const auto& field : fields) out.field(field.key, field.value);
  out.end_object();
  logger_->log(to_spdlog(level), "{}", line);
}

}  // namespace selfsame::server
