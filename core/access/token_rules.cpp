#include "core/access/token_rules.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "core/access/authorize.h"
#include "core/audit/record_change.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> forbidden_resource() {
  return fail(ErrorCode::forbidden, Reason::resource_forbidden,
              "A token cannot be given this resource.");
}

/// Another person, or every bucket there is.
bool is_forbidden(const ResourcePattern& pattern, const Owner& owner) {
  if (pattern.kind == resource_kind::kUser) {
    return pattern.id != "*" && pattern.id != id_to_hex(owner.id);
  }
  return pattern.kind == resource_kind::kBucket && pattern.id == "*";
}

/// What is wrong with a resource of an organization's token; empty if nothing is. Buckets carry the
/// organization in their name; other kinds nest in it.
std::string outside_of(const ResourceGrant& grant, const std::string& organization) {
  const ResourcePattern& outer = grant.outer;
  if (outer.kind == resource_kind::kBucket) {
    return outer.id.starts_with(organization + '_') ? "" : "does not lie in this account";
  }
  if (outer.kind == resource_kind::kZone) {
    return "must be nested in the account: {\"" + std::string(resource_kind::kAccount) + '.' +
           organization + "\": {\"" + outer.text() + "\": \"*\"}}";
  }
  if (outer.kind == resource_kind::kAccount && outer.id == organization) return "";
  return "a token of an account can only be given resources of this account";
}

Status check_in_organization(const Token& token) {
  std::vector<FieldError> errors;
  for (std::size_t i = 0; i < token.policies.size(); ++i) {
    for (const auto& grant : token.policies[i].resources) {
      auto problem = outside_of(grant, id_to_hex(token.owner.id));
      if (problem.empty()) continue;
      errors.push_back({"/policies/" + std::to_string(i) + "/resources/" +
                            escape_pointer_step(grant.outer.text()),
                        std::move(problem)});
    }
  }
  return errors.empty() ? Status() : invalid(std::move(errors));
}

std::unexpected<Error> grants_too_much(const PermissionGroup& group) {
  return fail(ErrorCode::invalid, Reason::grants_more_than_creator, group.name);
}

/// Calls `visit` with each pattern that a grant means in the end, and the one around it if any.
template <class Visit>
Status visit_patterns(const Policy& policy, Visit visit) {
  for (const auto& grant : policy.resources) {
    if (grant.nested.empty()) {
      if (auto status = visit(grant.outer, nullptr); !status) return status;
    }
    for (const auto& inner : grant.nested) {
      if (auto status = visit(inner, &grant.outer); !status) return status;
    }
  }
  return {};
}

bool holds_everything(const Principal& creator, const Catalogue& catalogue) {
  const Resource everything{"*", "*"};
  if (!credential_holds(creator, permission_group::kEverything, everything, catalogue)) {
    return false;
  }
  return creator.token == nullptr ||
         std::ranges::none_of(creator.token->policies,
                              [](const Policy& policy) { return policy.effect == Effect::deny; });
}

Status check_group(const PermissionGroup& group, const ResourcePattern& pattern,
                   const ResourcePattern* around, const Principal& creator,
                   const Catalogue& catalogue) {
  if (group.id == permission_group::kEverything && !holds_everything(creator, catalogue)) {
    return grants_too_much(group);
  }
  const bool names_one_zone = pattern.kind == resource_kind::kZone && pattern.names_one();
  if (!names_one_zone || !group.fits(pattern.kind)) return {};
  Resource zone{pattern.kind, pattern.id};
  if (around != nullptr) {
    zone.container_kind = around->kind;
    zone.container_id = around->id;
  }
  if (!credential_holds(creator, group.id, zone, catalogue)) return grants_too_much(group);
  return {};
}

template <class Items, class Text>
std::string join(const Items& items, Text text) {
  std::string joined;
  for (const auto& item : items) {
    if (!joined.empty()) joined += ", ";
    joined += text(item);
  }
  return joined;
}

std::string describe(const ResourceGrant& grant) {
  if (grant.nested.empty()) return grant.outer.text();
  return grant.outer.text() + " (" + join(grant.nested, [](const auto& p) { return p.text(); }) +
         ')';
}

std::string describe(const Policy& policy) {
  return std::string(policy.effect == Effect::allow ? "allow" : "deny") + ' ' +
         join(policy.permission_groups, [](const auto& group) { return group; }) + " on " +
         join(policy.resources, [](const auto& grant) { return describe(grant); });
}

std::string describe(const NetworkCondition& condition) {
  const auto text = [](const Cidr& network) { return network.text; };
  return "in " + join(condition.in, text) + " not in " + join(condition.not_in, text);
}

std::optional<std::string> describe(const std::optional<Timestamp>& at) {
  return at ? std::optional(format_microseconds(*at)) : std::nullopt;
}

Described describe(const Token& token) {
  return {{"name", token.name},
          {"status", token.status == TokenStatus::active ? "active" : "disabled"},
          {"policies", join(token.policies, [](const auto& policy) { return describe(policy); })},
          {"condition", token.condition ? std::optional(describe(*token.condition)) : std::nullopt},
          {"not_before", describe(token.not_before)},
          {"expires_at", describe(token.expires_at)}};
}

}  // namespace

Status check_window_is_ahead(const Token& token, Timestamp now) {
  if (token.expires_at && *token.expires_at <= now) {
    return fail_field("/expires_at", "must be in the future");
  }
  return {};
}

bool fits_organization(const PermissionGroup& group) {
  return std::ranges::any_of(group.scopes, [](const std::string& scope) {
    return scope != resource_kind::kUser && scope != resource_kind::kStore;
  });
}

Status check_resources(const Token& token) {
  for (const auto& policy : token.policies) {
    auto status =
        visit_patterns(policy, [&](const ResourcePattern& pattern, const ResourcePattern*) {
          return is_forbidden(pattern, token.owner) ? Status(forbidden_resource()) : Status();
        });
    if (!status) return status;
  }
  return token.owner.kind == OwnerKind::organization ? check_in_organization(token) : Status();
}

Status check_grants(const Token& token, const Principal& creator, const Catalogue& catalogue) {
  for (const auto& policy : token.policies) {
    if (policy.effect == Effect::deny) continue;
    auto status = visit_patterns(
        policy, [&](const ResourcePattern& pattern, const ResourcePattern* around) -> Status {
          for (const auto& name : policy.permission_groups) {
            const auto* group = catalogue.find(name);
            if (group == nullptr) continue;  // apply_draft has refused it
            auto checked = check_group(*group, pattern, around, creator, catalogue);
            if (!checked) return checked;
          }
          return {};
        });
    if (!status) return status;
  }
  return {};
}

std::vector<AuditChange> describe_new(const Token& token) {
  return changes_of_new(describe(token));
}

std::vector<AuditChange> describe_gone(const Token& token) {
  return changes_of_gone(describe(token));
}

std::vector<AuditChange> describe_difference(const Token& before, const Token& after) {
  return changes_between(describe(before), describe(after));
}

}  // namespace selfsame::core
