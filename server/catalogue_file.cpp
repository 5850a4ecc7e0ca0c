#include "server/catalogue_file.h"

#include <boost/json/parse.hpp>
#include <stdexcept>
#include <string_view>

#include "core/access/resource.h"
#include "json/object_reader.h"

namespace selfsame::embedded {
extern const std::string_view kPermissionGroups;
extern const std::string_view kOwnPermissionGroups;
}  // namespace selfsame::embedded

namespace selfsame::server {

namespace {

void read_groups(std::string_view text, std::vector<core::PermissionGroup>& groups) {
  const auto file = boost::json::parse(boost::json::string_view(text));
  std::vector<core::FieldError> errors;
  for (const auto& entry : file.at("permission_groups").as_array()) {
    json::ObjectReader in(entry, {}, errors);
    groups.push_back({in.required_string("id"), in.required_string("name"),
                      in.strings("scopes").value_or(std::vector<std::string>()),
                      in.string("category").value_or(""),
                      in.strings("aliases").value_or(std::vector<std::string>())});
  }
  if (!errors.empty()) {
    throw std::logic_error("built-in permission groups: " + errors.front().pointer + ' ' +
                           errors.front().message);
  }
}

}  // namespace

std::unique_ptr<const core::Catalogue> load_catalogue() {
  namespace kind = core::resource_kind;
  std::vector<core::PermissionGroup> groups;
  read_groups(embedded::kPermissionGroups, groups);
  read_groups(embedded::kOwnPermissionGroups, groups);
  return std::make_unique<core::Catalogue>(
      std::move(groups),
      std::vector<std::string>{std::string(kind::kUser), std::string(kind::kAccount),
                               std::string(kind::kZone), std::string(kind::kBucket),
                               std::string(kind::kStore)});
}

}  // namespace selfsame::server
