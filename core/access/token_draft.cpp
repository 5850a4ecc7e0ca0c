#include "core/access/token_draft.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

using Errors = std::vector<FieldError>;

std::string at(const std::string& pointer, std::size_t index) {
  return pointer + '/' + std::to_string(index);
}

std::string at_key(const std::string& pointer, std::string_view key) {
  return pointer + '/' + escape_pointer_step(key);
}

void check_count(Errors& errors, const std::string& pointer, std::size_t count, std::size_t max) {
  if (count == 0) {
    errors.push_back({pointer, "must have at least one entry"});
  } else if (count > max) {
    errors.push_back({pointer, "must have at most " + std::to_string(max) + " entries"});
  }
}

/// Ids of these kinds are Selfsame's own, so that a wrong spelling can be told at once.
bool has_our_ids(std::string_view kind) {
  return kind == resource_kind::kUser || kind == resource_kind::kAccount ||
         kind == resource_kind::kZone;
}

bool is_lower_hex_id(std::string_view id) {
  return parse_hex_id(id) && std::ranges::none_of(id, [](char c) { return c >= 'A' && c <= 'F'; });
}

std::optional<ResourcePattern> read_pattern(Errors& errors, const std::string& pointer,
                                            std::string_view name, const Catalogue& catalogue) {
  const auto refuse = [&](std::string message) -> std::optional<ResourcePattern> {
    errors.push_back({pointer, std::move(message)});
    return std::nullopt;
  };
  if (name.size() > limits::kResourceNameBytes) return refuse("resource name is too long");
  auto pattern = ResourcePattern::parse(name);
  if (!pattern) return refuse("resource must be named <kind>.<id>, <kind>.* or *");
  if (pattern->is_everything()) return pattern;
  if (!catalogue.has_kind(pattern->kind)) return refuse("unknown kind of resource");
  if (pattern->id != "*" && has_our_ids(pattern->kind) && !is_lower_hex_id(pattern->id)) {
    return refuse("the id in a resource must be 32 lower-case hex digits or *");
  }
  return pattern;
}

std::optional<ResourceGrant> read_grant(Errors& errors, const std::string& pointer,
                                        const ResourceDraft& draft, const Catalogue& catalogue) {
  auto outer = read_pattern(errors, pointer, draft.name, catalogue);
  if (!outer) return std::nullopt;
  ResourceGrant grant{std::move(*outer), {}};
  if (!draft.nested) return grant;

  check_count(errors, pointer, draft.nested->size(), limits::kResourcesPerPolicy);
  for (const auto& name : *draft.nested) {
    const auto inner_pointer = at_key(pointer, name);
    auto inner = read_pattern(errors, inner_pointer, name, catalogue);
    if (!inner) continue;
    if (!inner->kind.starts_with(grant.outer.kind + '.')) {
      errors.push_back({inner_pointer, "does not lie in the resource around it"});
      continue;
    }
    grant.nested.push_back(std::move(*inner));
  }
  return grant;
}

bool fits(const PermissionGroup& group, const ResourcePattern& pattern) {
  return pattern.is_everything() || group.fits(pattern.kind);
}

bool fits(const PermissionGroup& group, const ResourceGrant& grant) {
  if (grant.nested.empty()) return fits(group, grant.outer);
  return std::ranges::any_of(grant.nested, [&](const auto& inner) { return fits(group, inner); });
}

void read_groups(Errors& errors, const std::string& pointer, const PolicyDraft& draft,
                 const Catalogue& catalogue, Policy& policy) {
  check_count(errors, pointer, draft.permission_groups.size(), limits::kPermissionGroupsPerPolicy);
  for (std::size_t i = 0; i < draft.permission_groups.size(); ++i) {
    const auto& name = draft.permission_groups[i];
    const auto* group = catalogue.find(name);
    if (group == nullptr) {
      errors.push_back({at(pointer, i), "unknown permission group"});
    } else if (!policy.resources.empty() &&
               std::ranges::none_of(policy.resources,
                                    [&](const auto& grant) { return fits(*group, grant); })) {
      errors.push_back({at(pointer, i), "permission group \"" + group->name +
                                            "\" does not apply to any resource of this policy"});
    }
    policy.permission_groups.push_back(name);
  }
}

Policy read_policy(Errors& errors, const std::string& pointer, const PolicyDraft& draft,
                   const Catalogue& catalogue) {
  Policy policy;
  policy.effect = draft.effect;
  const auto resources = pointer + "/resources";
  check_count(errors, resources, draft.resources.size(), limits::kResourcesPerPolicy);
  for (const auto& resource : draft.resources) {
    auto grant = read_grant(errors, at_key(resources, resource.name), resource, catalogue);
    if (grant) policy.resources.push_back(std::move(*grant));
  }
  read_groups(errors, pointer + "/permission_groups", draft, catalogue, policy);
  return policy;
}

/// The id that the token's policy has already, or a new one. An id is used once.
PolicyId choose_policy_id(const PolicyDraft& draft, const Token& token,
                          const std::vector<Policy>& chosen, Timestamp now, Entropy& entropy) {
  const auto has = [&](const std::vector<Policy>& policies) {
    return std::ranges::any_of(policies,
                               [&](const auto& policy) { return policy.id == *draft.id; });
  };
  if (draft.id && has(token.policies) && !has(chosen)) return *draft.id;
  return PolicyId::make(now, entropy);
}

std::vector<Cidr> read_networks(Errors& errors, const std::string& pointer,
                                const std::vector<std::string>& networks) {
  if (networks.size() > limits::kNetworksPerCondition) {
    check_count(errors, pointer, networks.size(), limits::kNetworksPerCondition);
  }
  std::vector<Cidr> read;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (auto network = Cidr::parse(networks[i])) {
      read.push_back(std::move(*network));
    } else {
      errors.push_back({at(pointer, i), "must be a network in CIDR notation, e.g. 192.0.2.0/24"});
    }
  }
  return read;
}

NetworkCondition read_condition(Errors& errors, const ConditionDraft& draft) {
  NetworkCondition condition;
  condition.dotted_key = draft.dotted_key;
  condition.has_in = draft.in.has_value();
  condition.has_not_in = draft.not_in.has_value();
  if (draft.in) condition.in = read_networks(errors, "/condition/in", *draft.in);
  if (draft.not_in) condition.not_in = read_networks(errors, "/condition/not_in", *draft.not_in);
  return condition;
}

}  // namespace

Status apply_draft(const TokenDraft& draft, const Catalogue& catalogue, Timestamp now,
                   Entropy& entropy, Token& token) {
  Errors errors;
  check_required_text(errors, "/name", draft.name, limits::kTokenNameCharacters);
  check_count(errors, "/policies", draft.policies.size(), limits::kPoliciesPerToken);
  std::vector<Policy> policies;
  for (std::size_t i = 0; i < draft.policies.size(); ++i) {
    auto policy = read_policy(errors, at("/policies", i), draft.policies[i], catalogue);
    policy.id = choose_policy_id(draft.policies[i], token, policies, now, entropy);
    policies.push_back(std::move(policy));
  }
  std::optional<NetworkCondition> condition;
  if (draft.condition) condition = read_condition(errors, *draft.condition);
  if (draft.not_before && draft.expires_at && *draft.expires_at <= *draft.not_before) {
    errors.push_back({"/expires_at", "must be after the start of the validity window"});
  }
  if (!errors.empty()) return invalid(std::move(errors));

  token.name = draft.name;
  token.status = draft.status.value_or(token.status);
  token.policies = std::move(policies);
  token.condition = std::move(condition);
  token.not_before = draft.not_before;
  token.expires_at = draft.expires_at;
  return {};
}

}  // namespace selfsame::core
