#include "server/role_catalogue_file.h"

#include <boost/json/parse.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace selfsame::embedded {
extern const std::string_view kRoles;
}

namespace selfsame::server {
namespace {

namespace json = boost::json;

std::string text(const json::object& entry, std::string_view key) {
  return std::string(entry.at(json::string_view(key)).as_string());
}

template <class Id>
Id id(const json::object& entry, std::string_view key) {
  return Id::parse(text(entry, key)).value();
}

core::Grants read_grants(const json::object& grants) {
  core::Grants read;
  for (const auto& [name, level] : grants) {
    const bool edit = level.as_string() == "edit";
    if (!edit && level.as_string() != "read") throw std::logic_error("neither read nor edit");
    read.raise(core::parse_area(name).value(), edit ? core::Level::edit : core::Level::read);
  }
  return read;
}

}  // namespace

/// Throws if the file is not what this program was built for, which a test would show.
std::unique_ptr<const core::RoleCatalogue> load_role_catalogue() {
  const auto file = json::parse(json::string_view(embedded::kRoles));
  std::vector<core::Role> roles;
  std::vector<core::IamGroup> groups;
  for (const auto& value : file.at("roles").as_array()) {
    const auto& entry = value.as_object();
    core::Role role;
    role.id = id<core::RoleId>(entry, "id");
    role.name = text(entry, "name");
    role.description = text(entry, "description");
    role.grants = read_grants(entry.at("grants").as_object());
    const auto& group = entry.at("group").as_object();
    groups.push_back({id<core::IamGroupId>(group, "id"), role.name, text(group, "label"),
                      role.description, role.id, false, role.grants});
    roles.push_back(std::move(role));
  }
  for (const auto& value : file.at("zone_groups").as_array()) {
    const auto& entry = value.as_object();
    groups.push_back({id<core::IamGroupId>(entry, "id"), text(entry, "name"), text(entry, "label"),
                      text(entry, "description"), std::nullopt, true,
                      read_grants(entry.at("grants").as_object())});
  }
  return std::make_unique<core::RoleCatalogue>(std::move(roles), std::move(groups));
}

}  // namespace selfsame::server
