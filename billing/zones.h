#pragma once

#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "core/billing/calendar.h"

namespace selfsame::billing {

/// The time zones of the system's IANA database (/usr/share/zoneinfo). A zone is read once, when it
/// is asked for first, and stays as it was then.
class SystemZones final : public core::TimeZones {
 public:
  SystemZones();
  ~SystemZones() override;
  SystemZones(const SystemZones&) = delete;
  SystemZones& operator=(const SystemZones&) = delete;

  /// UTC is there without a database. What depends on the machine (`localtime`) is no zone.
  [[nodiscard]] const core::TimeZone* find(std::string_view name) const override;

 private:
  [[nodiscard]] const core::TimeZone* find_read(std::string_view name) const;

  mutable std::shared_mutex mutex_;
  mutable std::map<std::string, std::unique_ptr<const core::TimeZone>, std::less<>> zones_;
};

}  // namespace selfsame::billing
