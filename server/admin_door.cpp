#include "server/admin_door.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <stdexcept>

#include "server/command_store.h"
#include "storage/sqlite/sqlite_store.h"

namespace selfsame::server {
namespace {

constexpr const char* kMakeFirstUser =
    "\nMake the first user with `selfsame init`, or name another store with --store.";

/// Opening a store makes it; who mistypes its name must not get an empty one.
std::string existing(const std::string& url) {
  const auto path = storage::sqlite::parse_sqlite_url(url);
  if (path && *path != ":memory:" && !std::filesystem::exists(*path)) {
    throw std::runtime_error("there is no store at " + *path + kMakeFirstUser);
  }
  return url;
}

class StoreDoor final : public AdminDoor {
 public:
  StoreDoor(const std::string& url, const std::string& plans) : store_(existing(url), plans) {
    bool has_users = false;
    const auto looked = store_.write(
        [&](core::WriteTransaction& tx, const core::OperationContext& /*context*/) -> core::Status {
          has_users = tx.has_users();
          return {};
        });
    if (!looked || !has_users) {
      throw std::runtime_error("the store " + url + " has no user" + kMakeFirstUser);
    }
  }

  AdminAnswer send(const native::LocalRequest& request) override {
    http::Response response;
    // What is refused is in the response too.
    [[maybe_unused]] const core::Status status =
        store_.write([&](core::WriteTransaction& tx, const core::OperationContext& context) {
          return native::answer_locally(request, tx, context, response);
        });
    return {response.status, std::move(response.body)};
  }

 private:
  CommandStore store_;
};

/// `/owner_id` is `--owner` to whoever types it.
std::string flag_of(std::string_view pointer) {
  if (pointer.size() < 2) return "the request";
  std::string flag = "--" + std::string(pointer.substr(1));
  if (flag.ends_with("_id")) flag.resize(flag.size() - 3);
  std::ranges::replace(flag, '_', '-');
  return flag;
}

std::string text_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

std::string describe_places(const boost::json::object& problem) {
  std::string text;
  const auto* places = problem.if_contains("errors");
  if (places == nullptr || !places->is_array()) return text;
  for (const auto& place : places->get_array()) {
    if (!place.is_object()) continue;
    if (!text.empty()) text += "; ";
    text += flag_of(text_of(place.get_object(), "pointer")) + ' ' +
            text_of(place.get_object(), "detail");
  }
  return text;
}

const char* way_on(unsigned status) {
  switch (status) {
    case 401:
      return "\nSet SELFSAME_TOKEN to an API token that is valid.";
    case 403:
      return "\nUse a token of an owner of the operator's organization that holds Store Read or "
             "Store Write.";
    case 404:
      return "\nThe commands named `list` show what is there.";
    default:
      return "";
  }
}

}  // namespace

std::unique_ptr<AdminDoor> open_store_door(const std::string& url, const std::string& plans) {
  try {
    return std::make_unique<StoreDoor>(url, plans);
  } catch (const core::StoreUnavailable& problem) {
    throw std::runtime_error(
        problem.what() +
        std::string(
            "\nIf a server is running on it, go by it: --server URL, with SELFSAME_TOKEN."));
  }
}

std::string describe_refusal(const AdminAnswer& answer) {
  boost::json::error_code error;
  const auto value = boost::json::parse(answer.body, error);
  const auto* problem = error ? nullptr : value.if_object();
  const auto detail = problem == nullptr ? std::string() : text_of(*problem, "detail");
  if (detail.empty()) {
    return "the answer is not one of a Selfsame server (HTTP status " +
           std::to_string(answer.status) +
           ")\nName the server as in --server http://127.0.0.1:8420.";
  }
  const auto places = describe_places(*problem);
  return (places.empty() ? detail : places) + way_on(answer.status);
}

}  // namespace selfsame::server
