#include "server/admin_commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <vector>

#include "core/id.h"
#include "core/limits.h"
#include "server/admin_output.h"
#include "server/config.h"

namespace selfsame::server {
namespace {

using http::Method;
using Columns = std::vector<std::string_view>;

const Columns kUserColumns{"id", "email", "first_name", "last_name", "suspended"};
const Columns kOrganizationColumns{"id", "name", "type", "tenant", "parent_id"};
const Columns kZoneColumns{"id", "name"};
const Columns kMailColumns{"id", "recipient", "kind", "attempts", "next_attempt_on", "last_error"};

/// Takes every spelling of an id, and makes it the one that paths and bodies use.
const CLI::Validator kId(
    [](std::string& text) {
      const auto id = core::parse_id(text);
      if (!id) return "must be an id of 32 hex digits, not " + text;
      text = core::id_to_hex(*id);
      return std::string();
    },
    "ID");

const CLI::Validator kIdOrNone(
    [](std::string& text) { return text == "none" ? std::string() : kId(text); }, "ID|none");

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread is there yet
  return value == nullptr ? std::string() : std::string(value);
}

bool is_true(const boost::json::value& item, std::string_view key) {
  const auto* object = item.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace

/// One command: the request that it makes, and how its answer is shown.
struct AdminCommand {
  CLI::App* app = nullptr;
  native::LocalRequest request{};
  std::string id{};       ///< stands for `{id}` in the path
  const Columns* list{};  ///< of a list: what people see of each item; else null
  const char* only{};     ///< of a list: a field that an item must have as true
  const char* done{};     ///< what happened to the id, where the answer says nothing
  const char* wants{};    ///< the flags of which one must be given; null: none must
  const char* remark{};   ///< for people, before the answer
  std::optional<std::uint64_t> limit{};

  AdminCommand& does(Method method, const char* path) {
    request.method = method;
    request.path = path;
    return *this;
  }
  CLI::Option* takes_id(const char* name, const char* description) {
    return app->add_option(name, id, description)->required()->transform(kId);
  }
  CLI::Option* text(const char* flag, const char* field, const char* description) {
    return app->add_option_function<std::string>(
        flag, [this, field](const std::string& value) { request.body[field] = value; },
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
  void lists(const Columns& columns) {
    list = &columns;
    app->add_option("--limit", limit, "Show so many at most; default: all")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
    filter("--after", "after", "Show those after this id")->transform(kId);
  }

  /// For values that need no escaping.
  static void add_parameter(std::string& query, std::string_view name, std::string_view value) {
    if (!query.empty()) query += '&';
    query.append(name).append("=").append(value);
  }
};

AdminCommand& AdminCommands::add(CLI::App& group, const char* name, const char* description) {
  auto& command = commands_.emplace_back();
  command.app = group.add_subcommand(name, description);
  auto* store = command.app->add_option(
      "--store", store_,
      "The store, while nobody serves it (SELFSAME_STORE); default: " + Config().store);
  auto* server = command.app->add_option(
      "--server", server_,
      "URL of a running server instead (SELFSAME_SERVER); its API token is in SELFSAME_TOKEN");
  store->excludes(server);
  command.app->add_flag("--json", json_, "Print JSON");
  command.app->final_callback([this, &command] {
    if (command.wants != nullptr && command.request.body.empty()) {
      throw CLI::ValidationError(command.app->get_name(), std::string("give ") + command.wants);
    }
    choose_door();
  });
  return command;
}

void AdminCommands::choose_door() {
  if (store_.empty() && server_.empty()) {
    server_ = environment("SELFSAME_SERVER");
    store_ = environment("SELFSAME_STORE");
    if (store_.empty()) store_ = Config().store;
  }
  if (server_.empty()) return;
  if (!server_.starts_with("http://") && !server_.starts_with("https://")) {
    throw CLI::ValidationError("--server", "must begin with http:// or https://, not " + server_);
  }
  token_ = environment("SELFSAME_TOKEN");
  if (token_.empty() ||
      std::ranges::any_of(token_, [](unsigned char c) { return c <= 0x20 || c == 0x7F; })) {
    throw CLI::ValidationError("--server", "wants an API token in SELFSAME_TOKEN");
  }
}

AdminCommands::AdminCommands(CLI::App& app) {
  add_users(app);
  add_organizations(app);
  add_tenants(app);
  add_zones(app);
  add_mail(app);
}

AdminCommands::~AdminCommands() = default;

namespace {

CLI::App& add_group(CLI::App& app, const char* name, const char* description) {
  auto* group = app.add_subcommand(name, description);
  group->require_subcommand(1);
  return *group;
}

}  // namespace

void AdminCommands::add_users(CLI::App& app) {
  auto& group = add_group(app, "user", "People: make, list, suspend, resume");

  auto& create = add(group, "create", "Make a user and show their global API key, once")
                     .does(Method::post, "/users");
  create.text("--email", "email", "Mail address")->required();
  create.text("--first-name", "first_name", "First name");
  create.text("--last-name", "last_name", "Last name");
  create.text("--language", "language", "Language of mail to them, e.g. de-DE");
  create.truth("--email-verified", "email_verified",
               "Whether the address is known to be theirs; default: true");
  create.remark = "The global API key is shown this once; keep it.\n\n";

  add(group, "list", "List users").does(Method::get, "/users").lists(kUserColumns);
  add(group, "suspend", "Refuse a user's credentials from the next request on")
      .does(Method::post, "/users/{id}/suspend")
      .takes_id("id", "Id of the user");
  add(group, "resume", "Take a suspension back")
      .does(Method::post, "/users/{id}/resume")
      .takes_id("id", "Id of the user");
}

void AdminCommands::add_organizations(CLI::App& app) {
  auto& group = add_group(app, "organization", "Organizations: make, list");

  auto& create =
      add(group, "create", "Make an organization for a user").does(Method::post, "/organizations");
  create.text("--name", "name", "Name")->required();
  create.text("--owner", "owner_id", "Id of the user who owns it")->required()->transform(kId);
  create.text("--type", "type", "Default: standard")
      ->check(CLI::IsMember({"standard", "enterprise"}));
  create.text("--parent", "parent_id", "Id of the tenant that administers it")->transform(kId);
  create.truth("--tenant", "tenant", "Whether it administers others; default: false");

  auto& list = add(group, "list", "List organizations").does(Method::get, "/organizations");
  list.lists(kOrganizationColumns);
  list.filter("--parent", "parent_id", "Only those that this tenant administers")->transform(kId);
}

void AdminCommands::add_tenants(CLI::App& app) {
  auto& group = add_group(app, "tenant", "Which organizations administer which: set, list");

  auto& set = add(group, "set", "Change an organization's place among the tenants")
                  .does(Method::patch, "/organizations/{id}");
  set.takes_id("organization", "Id of the organization");
  set.app
      ->add_option_function<std::string>(
          "--parent",
          [&set](const std::string& value) {
            if (value == "none") {
              set.request.body["parent_id"] = nullptr;
            } else {
              set.request.body["parent_id"] = value;
            }
          },
          "The tenant that administers it, or none")
      ->transform(kIdOrNone);
  set.truth("--tenant", "tenant", "Whether it administers others");
  set.wants = "--parent, --tenant or both";

  auto& list = add(group, "list", "List the organizations that administer others")
                   .does(Method::get, "/organizations");
  list.lists(kOrganizationColumns);
  list.only = "tenant";
}

void AdminCommands::add_zones(CLI::App& app) {
  auto& group = add_group(app, "zone", "Zones of organizations: make, list, delete");

  auto& create =
      add(group, "create", "Make a zone").does(Method::post, "/organizations/{id}/zones");
  create.takes_id("--organization", "Id of the organization");
  create.text("--name", "name", "Domain name, e.g. example.com")->required();

  auto& list = add(group, "list", "List the zones of an organization")
                   .does(Method::get, "/organizations/{id}/zones");
  list.takes_id("--organization", "Id of the organization");
  list.list = &kZoneColumns;

  auto& remove = add(group, "delete", "Delete a zone").does(Method::delete_, "/zones/{id}");
  remove.takes_id("id", "Id of the zone");
  remove.done = "deleted";
}

void AdminCommands::add_mail(CLI::App& app) {
  auto& group = add_group(app, "mail", "Mail in the outbox: list, retry, drop");

  auto& list = add(group, "list", "List mail that was not sent").does(Method::get, "/mail");
  list.lists(kMailColumns);
  list.filter("--state", "state", "waiting: to be sent; dead: given up; default: waiting")
      ->check(CLI::IsMember({"waiting", "dead"}));

  add(group, "retry", "Send a mail again now")
      .does(Method::post, "/mail/{id}/retry")
      .takes_id("id", "Id of the mail");

  auto& drop = add(group, "drop", "Take a mail out of the outbox for good")
                   .does(Method::delete_, "/mail/{id}");
  drop.takes_id("id", "Id of the mail");
  drop.done = "dropped";
}

bool AdminCommands::parsed() const {
  return std::ranges::any_of(commands_,
                             [](const AdminCommand& command) { return command.app->parsed(); });
}

std::unique_ptr<AdminDoor> AdminCommands::open_door() const {
  return server_.empty() ? open_store_door(store_) : open_server_door(server_, token_);
}

namespace {

boost::json::value send(AdminDoor& door, const native::LocalRequest& request) {
  const auto answer = door.send(request);
  if (!answer.succeeded()) throw std::runtime_error(describe_refusal(answer));
  if (answer.body.empty()) return nullptr;
  boost::json::error_code error;
  auto value = boost::json::parse(answer.body, error);
  if (error || !value.is_object()) {
    throw std::runtime_error("the answer is not one of a Selfsame server: no JSON object");
  }
  return value;
}

/// Shows what is listed, page by page.
class ListPrinter {
 public:
  ListPrinter(const AdminCommand& command, bool json, std::ostream& out)
      : command_(command), json_(json), table_(*command.list, out), out_(out) {
    if (json_) out_ << '[';
  }
  void print(boost::json::array items) {
    if (command_.only != nullptr) {
      const auto* field = command_.only;
      items.erase(std::remove_if(items.begin(), items.end(),
                                 [&](const auto& item) { return !is_true(item, field); }),
                  items.end());
    }
    if (!json_ && !items.empty()) table_.print(items);
    for (const auto& item : items) {
      if (json_) out_ << (printed_ > 0 ? ",\n" : "\n") << boost::json::serialize(item);
      ++printed_;
    }
  }
  void finish() {
    if (json_) {
      out_ << (printed_ > 0 ? "\n]\n" : "]\n");
    } else if (printed_ == 0) {
      out_ << "none\n";
    }
    out_.flush();
  }

 private:
  const AdminCommand& command_;
  bool json_;
  Table table_;
  std::ostream& out_;
  std::size_t printed_ = 0;
};

void run_list(AdminDoor& door, const AdminCommand& command, bool json, std::ostream& out) {
  auto left = command.limit.value_or(UINT64_MAX);
  std::string after;
  std::optional<ListPrinter> printer;  // nothing is printed of a list that is refused
  while (true) {
    auto request = command.request;
    const auto limit = std::min<std::uint64_t>(left, core::limits::kNativePageMax);
    AdminCommand::add_parameter(request.query, "limit", std::to_string(limit));
    // What comes first in a query counts.
    if (!after.empty()) request.query.insert(0, "after=" + after + '&');
    auto page = send(door, request);
    if (!printer) printer.emplace(command, json, out);
    auto& items = page.at("items").as_array();
    left -= std::min<std::uint64_t>(left, items.size());
    printer->print(std::move(items));
    const auto& next = page.at("next");
    if (next.is_null() || left == 0) break;
    after = next.as_string();
  }
  printer->finish();
}

void run_one(AdminDoor& door, const AdminCommand& command, bool json, std::ostream& out) {
  auto answer = send(door, command.request);
  if (answer.is_null()) {
    if (!json) {
      out << command.done << ' ' << command.id << std::endl;
      return;
    }
    answer = boost::json::object{{"id", command.id}};
  }
  if (json) {
    out << boost::json::serialize(answer) << std::endl;
    return;
  }
  if (command.remark != nullptr) out << command.remark;
  print_object(answer.get_object(), out);
  out.flush();
}

}  // namespace

void AdminCommands::run(std::ostream& out) {
  const auto found = std::ranges::find_if(
      commands_, [](const AdminCommand& command) { return command.app->parsed(); });
  if (found == commands_.end()) throw std::logic_error("no such command was typed");
  auto& command = *found;
  constexpr std::string_view kPlaceholder = "{id}";
  if (const auto at = command.request.path.find(kPlaceholder); at != std::string::npos) {
    command.request.path.replace(at, kPlaceholder.size(), command.id);
  }
  const auto door = open_door();
  command.list != nullptr ? run_list(*door, command, json_, out)
                          : run_one(*door, command, json_, out);
}

}  // namespace selfsame::server
