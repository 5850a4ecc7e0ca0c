#include "core/tenancy/role.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace selfsame::core {
namespace {

constexpr std::array<std::string_view, kAreaCount> kAreaNames{
    "access",       "analytics",   "app",    "auditlogs",     "billing", "cache_purge",
    "dns",          "dns_records", "lb",     "legal",         "logs",    "member",
    "organization", "ssl",         "stream", "subscription",  "teams",   "waf",
    "webhooks",     "worker",      "zone",   "zone_settings", "zones"};

template <class Entry, class Id>
const Entry* find_entry(const std::vector<Entry>& entries, const Id& id) {
  const auto found = std::ranges::find(entries, id, &Entry::id);
  return found == entries.end() ? nullptr : &*found;
}

template <class Entry>
void refuse_doubles(const std::vector<Entry>& entries) {
  for (const auto& entry : entries) {
    if (std::ranges::count(entries, entry.id, &Entry::id) > 1) {
      throw std::invalid_argument("two entries have the id " + entry.id.hex());
    }
  }
}

}  // namespace

std::string_view area_name(Area area) { return kAreaNames.at(static_cast<std::size_t>(area)); }

std::optional<Area> parse_area(std::string_view name) {
  const auto found = std::ranges::find(kAreaNames, name);
  if (found == kAreaNames.end()) return std::nullopt;
  return static_cast<Area>(found - kAreaNames.begin());
}

void Grants::raise(Area area, Level level) {
  auto& present = levels_[static_cast<std::size_t>(area)];
  present = std::max(present, level);
}

void Grants::add(const Grants& other) {
  for (std::size_t i = 0; i < kAreaCount; ++i) levels_[i] = std::max(levels_[i], other.levels_[i]);
}

void Grants::remove(const Grants& other) {
  for (std::size_t i = 0; i < kAreaCount; ++i) {
    switch (other.levels_[i]) {
      case Level::none:
        break;
      case Level::read:  // whoever may not read may not edit either
        levels_[i] = Level::none;
        break;
      case Level::edit:
        levels_[i] = std::min(levels_[i], Level::read);
        break;
    }
  }
}

bool Grants::contain(const Grants& other) const {
  for (std::size_t i = 0; i < kAreaCount; ++i) {
    if (levels_[i] < other.levels_[i]) return false;
  }
  return true;
}

Grants Grants::everything() {
  Grants grants;
  grants.levels_.fill(Level::edit);
  return grants;
}

const RoleId& super_administrator() {
  static const RoleId id = RoleId::parse(built_in_role::kSuperAdministrator).value();
  return id;
}

RoleCatalogue::RoleCatalogue(std::vector<Role> roles, std::vector<IamGroup> groups)
    : roles_(std::move(roles)), groups_(std::move(groups)) {
  refuse_doubles(roles_);
  refuse_doubles(groups_);
  for (const auto& group : groups_) {
    if (group.role && find_role(*group.role) == nullptr) {
      throw std::invalid_argument("the group " + group.name + " names an unknown role");
    }
  }
  if (find_role(super_administrator()) == nullptr) {
    throw std::invalid_argument("there is no role of the Super Administrator");
  }
}

const Role* RoleCatalogue::find_role(const RoleId& id) const { return find_entry(roles_, id); }

const IamGroup* RoleCatalogue::find_group(const IamGroupId& id) const {
  return find_entry(groups_, id);
}

const IamGroup* RoleCatalogue::group_of(const RoleId& role) const {
  const auto found = std::ranges::find(groups_, std::optional(role), &IamGroup::role);
  return found == groups_.end() ? nullptr : &*found;
}

}  // namespace selfsame::core
