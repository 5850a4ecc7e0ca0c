#include "billing/zones.h"

#include <algorithm>
#include <array>
#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <chrono>
#include <cstddef>
#include <mutex>

namespace selfsame::billing {
namespace {

using std::chrono::seconds;

class SystemZone final : public core::TimeZone {
 public:
  explicit SystemZone(const cctz::time_zone& zone) : zone_(zone) {}

  [[nodiscard]] core::LocalTime to_local(core::Timestamp at) const override {
    return core::LocalTime(at.time_since_epoch() + seconds(zone_.lookup(at).offset));
  }
  [[nodiscard]] core::Timestamp to_utc(core::LocalTime local) const override {
    const auto second = std::chrono::floor<seconds>(local);
    const auto found = zone_.lookup(cctz::civil_second() + second.time_since_epoch().count());
    if (found.kind == cctz::time_zone::civil_lookup::SKIPPED) return found.trans;
    return found.pre + (local - second);
  }

 private:
  const cctz::time_zone zone_;
};

constexpr std::size_t kNameBytes = 64;
/// In the database's folder, but no zones of the database: what the machine is set to, and the same
/// zones once more.
constexpr std::array<std::string_view, 4> kNoZones{"localtime", "posixrules", "posix", "right"};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-+/").contains(c);
}

/// Whether it can be a zone's name: no path out of the database's folder, and none of the library's
/// own ways to name something else.
bool is_name(std::string_view name) {
  if (name.empty() || name.size() > kNameBytes || name.front() == '/') return false;
  const auto first = name.substr(0, name.find('/'));
  return std::ranges::all_of(name, is_name_character) &&
         std::ranges::find(kNoZones, first) == kNoZones.end();
}

}  // namespace

SystemZones::SystemZones() = default;
SystemZones::~SystemZones() = default;

const core::TimeZone* SystemZones::find(std::string_view name) const {
  if (name == core::kUtc) return &core::utc_zone();
  if (const auto* zone = find_read(name)) return zone;
  cctz::time_zone read;
  if (!is_name(name) || !cctz::load_time_zone(std::string(name), &read)) return nullptr;
  const std::unique_lock lock(mutex_);
  // Another thread may have been quicker: what it was given stays.
  return zones_.try_emplace(std::string(name), std::make_unique<SystemZone>(read))
      .first->second.get();
}

const core::TimeZone* SystemZones::find_read(std::string_view name) const {
  const std::shared_lock lock(mutex_);
  const auto found = zones_.find(name);
  return found == zones_.end() ? nullptr : found->second.get();
}

}  // namespace selfsame::billing
