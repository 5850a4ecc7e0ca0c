#include "server/admin_commands.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "server/admin_command.h"
#include "server/admin_runner.h"
#include "server/config.h"

namespace selfsame::server {
namespace {

using http::Method;

const Columns kUserColumns{"id", "email", "first_name", "last_name", "suspended"};
const Columns kOrganizationColumns{"id", "name", "type", "tenant", "parent_id"};
const Columns kZoneColumns{"id", "name"};
const Columns kMailColumns{"id", "recipient", "kind", "attempts", "next_attempt_on", "last_error"};

const CLI::Validator kIdOrNone(
    [](std::string& text) { return text == "none" ? std::string() : kId(text); }, "ID|none");

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread is there yet
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

AdminCommand& AdminCommands::add(CLI::App& group, const char* name, const char* description) {
  auto& command = commands_.emplace_back();
  command.app = group.add_subcommand(name, description);
  auto* store = command.app->add_option(
      "--store", store_,
      "The store, while nobody serves it (SELFSAME_STORE); default: " + Config().store);
  auto* server = command.app->add_option(
      "--server", server_,
      "URL of a running server instead (SELFSAME_SERVER); its API token is in SELFSAME_TOKEN");
  auto* plans = command.app->add_option(
      "--plans", plans_,
      "The plans file of the store's server (SELFSAME_PLANS); default: built in");
  store->excludes(server);
  plans->excludes(server);
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
  if (server_.empty()) {
    if (plans_.empty()) plans_ = environment("SELFSAME_PLANS");
    return;
  }
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
  add_billing(app);
}

AdminCommands::~AdminCommands() = default;

CLI::App& AdminCommands::add_group(CLI::App& app, const char* name, const char* description) {
  auto* group = app.add_subcommand(name, description);
  group->require_subcommand(1);
  return *group;
}

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
  return server_.empty() ? open_store_door(store_, plans_) : open_server_door(server_, token_);
}

void AdminCommands::run(std::ostream& out) {
  const auto found = std::ranges::find_if(
      commands_, [](const AdminCommand& command) { return command.app->parsed(); });
  if (found == commands_.end()) throw std::logic_error("no such command was typed");
  const auto door = open_door();
  run_admin_command(*found, *door, json_, out);
}

}  // namespace selfsame::server
