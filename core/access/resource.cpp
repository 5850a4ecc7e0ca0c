#include "core/access/resource.h"

#include <algorithm>

namespace selfsame::core {
namespace {

bool matches(const ResourcePattern& pattern, std::string_view kind, std::string_view id) {
  if (pattern.is_everything()) return true;
  return pattern.kind == kind && (pattern.id == "*" || pattern.id == id);
}

}  // namespace

std::string ResourcePattern::text() const { return is_everything() ? "*" : kind + '.' + id; }

std::optional<ResourcePattern> ResourcePattern::parse(std::string_view text) {
  if (text == "*") return ResourcePattern{};
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) return std::nullopt;
  return ResourcePattern{std::string(text.substr(0, dot)), std::string(text.substr(dot + 1))};
}

bool covers(const ResourceGrant& grant, const Resource& resource) {
  if (grant.nested.empty()) return matches(grant.outer, resource.kind, resource.id);
  if (resource.container_kind.empty()) return false;
  return matches(grant.outer, resource.container_kind, resource.container_id) &&
         std::ranges::any_of(grant.nested, [&](const ResourcePattern& inner) {
           return matches(inner, resource.kind, resource.id);
         });
}

}  // namespace selfsame::core
