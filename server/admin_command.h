#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/id.h"
#include "dialects/native/local.h"

namespace selfsame::server {

using Columns = std::vector<std::string_view>;

/// Takes every spelling of an id, and makes it the one that paths and bodies use.
inline const CLI::Validator kId(
    [](std::string& text) {
      const auto id = core::parse_id(text);
      if (!id) return "must be an id of 32 hex digits, not " + text;
      text = core::id_to_hex(*id);
      return std::string();
    },
    "ID");

/// One command: the request that it makes, and how its answer is shown.
struct AdminCommand {
  /// One of several answers that a command shows together.
  struct Part {
    std::string_view title;
    std::string path;
    const Columns* list{};  ///< of a list; else null
  };

  CLI::App* app = nullptr;
  native::LocalRequest request{};
  std::string id{};           ///< stands for `{id}` in the path
  std::string item{};         ///< for the second one
  const Columns* list{};      ///< of a list: what people see of each item; else null
  const char* only{};         ///< of a list: a field that an item must have as true
  const char* done{};         ///< what happened to the id, where the answer says nothing
  const char* wants{};        ///< the flags of which one must be given; null: none must
  const char* remark{};       ///< for people, before the answer
  std::vector<Part> parts{};  ///< instead of one path; all are read
  std::optional<std::uint64_t> limit{};

  AdminCommand& does(http::Method method, const char* path) {
    request.method = method;
    request.path = path;
    return *this;
  }
  CLI::Option* takes_id(const char* name, const char* description) {
    return app->add_option(name, id, description)->required()->transform(kId);
  }
  CLI::Option* takes_item(const char* name, const char* description) {
    return app->add_option(name, item, description)->required()->transform(kId);
  }
  CLI::Option* text(const char* flag, const char* field, const char* description) {
    return app->add_option_function<std::string>(
        flag, [this, field](const std::string& value) { request.body[field] = value; },
        description);
  }
  CLI::Option* number(const char* flag, const char* field, const char* description) {
    return app->add_option_function<std::int64_t>(
        flag, [this, field](const std::int64_t& value) { request.body[field] = value; },
        description);
  }
  CLI::Option* truth(const char* flag, const char* field, const char* description) {
    const auto set = [this, field](const std::string& value) {
      request.body[field] = value == "true";
    };
    return app->add_option_function<std::string>(flag, set, description)
        ->check(CLI::IsMember({"true", "false"}));
  }
  CLI::Option* filter(const char* flag, const char* parameter, const char* description) {
    const auto set = [this, parameter](const std::string& value) {
      add_parameter(request.query, parameter, value);
    };
    return app->add_option_function<std::string>(flag, set, description);
  }
  /// `after` says what a list goes on after.
  void lists(const Columns& columns, const char* after = "Show those after this id",
             const CLI::Validator& form = kId) {
    list = &columns;
    app->add_option("--limit", limit, "Show so many at most; default: all")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
    filter("--after", "after", after)->transform(form);
  }

  /// For values that need no escaping.
  static void add_parameter(std::string& query, std::string_view name, std::string_view value) {
    if (!query.empty()) query += '&';
    query.append(name).append("=").append(value);
  }
};

}  // namespace selfsame::server
