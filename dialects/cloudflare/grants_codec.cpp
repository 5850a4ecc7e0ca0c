#include "dialects/cloudflare/grants_codec.h"

#include <string>
#include <string_view>
#include <utility>

namespace selfsame::cloudflare {
namespace {

std::string_view truths_of(core::Level level) {
  switch (level) {
    case core::Level::none:
      return R"({"read":false,"edit":false,"write":false})";
    case core::Level::read:
      return R"({"read":true,"edit":false,"write":false})";
    case core::Level::edit:
      return R"({"read":true,"edit":true,"write":true})";
  }
  std::unreachable();
}

template <class Visit>
void for_each_area(Visit visit) {
  for (std::size_t i = 0; i < core::kAreaCount; ++i) visit(static_cast<core::Area>(i));
}

std::string permission_names(const core::Grants& grants) {
  std::string text;
  json::Writer out(text);
  out.begin_array();
  for_each_area([&](core::Area area) {
    const auto name = '#' + std::string(core::area_name(area));
    if (grants.allow(area, core::Level::read)) out.string(name + ":read");
    if (grants.allow(area, core::Level::edit)) out.string(name + ":edit");
  });
  out.end_array();
  return text;
}

}  // namespace

void encode_grants(const core::Grants& grants, json::Writer& out) {
  out.begin_object();
  for_each_area(
      [&](core::Area area) { out.key(core::area_name(area)).raw(truths_of(grants.level(area))); });
  out.end_object();
}

void encode_permission_names(const core::Grants& grants, json::Writer& out) {
  // Owners are who asks most.
  static const auto everything = core::Grants::everything();
  static const std::string names_of_everything = permission_names(everything);
  if (grants == everything) {
    out.raw(names_of_everything);
  } else {
    out.raw(permission_names(grants));
  }
}

}  // namespace selfsame::cloudflare
