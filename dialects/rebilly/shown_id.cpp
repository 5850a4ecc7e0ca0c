#include "dialects/rebilly/shown_id.h"

#include "dialects/rebilly/ids.h"

namespace selfsame::rebilly {
namespace {

std::string shown(const core::IdBytes& id, const std::string& chosen, IdKind kind) {
  return chosen.empty() ? spell_id(id, kind) : chosen;
}

std::vector<core::IdBytes> filtered(const core::IdBytes& id, const std::string& chosen, IdKind kind,
                                    const FilteredIds& by) {
  std::vector<core::IdBytes> ids{id};
  if (chosen.empty()) return ids;
  if (const auto read = read_id(chosen, kind, by.context, by.hasher)) ids.push_back(*read);
  return ids;
}

}  // namespace

std::string shown_id(const core::User& user) {
  return shown(user.id.bytes, user.chosen_id, IdKind::user);
}

std::string shown_id(const core::Role& role) {
  return shown(role.id.bytes, role.chosen_id, IdKind::role);
}

std::vector<core::IdBytes> FilteredIds::of(const core::User& user) const {
  return filtered(user.id.bytes, user.chosen_id, IdKind::user, *this);
}

std::vector<core::IdBytes> FilteredIds::of(const core::Role& role) const {
  return filtered(role.id.bytes, role.chosen_id, IdKind::role, *this);
}

std::vector<core::IdBytes> FilteredIds::of(const std::vector<core::Role>& roles) const {
  std::vector<core::IdBytes> ids;
  for (const auto& role : roles) {
    const auto more = of(role);
    ids.insert(ids.end(), more.begin(), more.end());
  }
  return ids;
}

}  // namespace selfsame::rebilly
