#include "core/access/api_key_rules.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/access/acl_rules.h"
#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/limits.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

/// Whether a name can be one of a permission; which there are, is the dialect's to know.
constexpr auto kIsName = [](std::string_view text) {
  std::vector<FieldError> errors;
  check_required_text(errors, "", text, limits::kPermissionNameCharacters);
  return errors.empty();
};

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// What a key allows at most, in its organization.
std::vector<std::string> allowed_by(const ApiKey& key) {
  return key.acl.empty() ? std::vector<std::string>{"*"}
                         : acl_permissions(key.acl, *key.organization);
}

/// Whether all of an access list is among what is held, or was in the key before. Entries about other
/// organizations too: nothing is kept that would hand out more if they counted.
bool covers(const std::vector<std::string>& held, const std::vector<std::string>& had,
            const std::vector<AclEntry>& acl) {
  if (contains(held, "*") || contains(had, "*")) return true;
  return std::ranges::all_of(acl, [&](const AclEntry& entry) {
    return std::ranges::all_of(entry.permissions, [&](const std::string& name) {
      return contains(held, name) || contains(had, name);
    });
  });
}

Status check_reach(ReadTransaction& tx, const OperationContext& context, const ApiKey* before,
                   const ApiKey& after) {
  if (before != nullptr && before->acl == after.acl) return {};
  const auto held = permissions_in(tx, context, *after.organization);
  if (!held) return std::unexpected(held.error());
  const auto& user = context.principal.user;
  const bool own = user != nullptr && user->id == after.user;
  if (after.acl.empty()) {
    const bool all_of_own = own && is_unrestricted(context.principal);
    return all_of_own || contains(*held, "*") ? Status() : Status(permission_missing());
  }
  const auto had = before != nullptr ? allowed_by(*before) : std::vector<std::string>();
  return covers(*held, had, after.acl) ? Status() : Status(permission_missing());
}

bool lies_in(const Cidr& inner, const Cidr& outer) {
  return inner.prefix_bits >= outer.prefix_bits && outer.contains(inner.network);
}

/// A key that may be used from some networks only makes none that may be used from others.
Status check_networks(const OperationContext& context, const ApiKey* before, const ApiKey& after) {
  const auto& own = context.principal.key;
  if (own == nullptr || own->allowed_networks.empty()) return {};
  if (before != nullptr && before->allowed_networks == after.allowed_networks) return {};
  const bool inside = std::ranges::all_of(after.allowed_networks, [&](const Cidr& network) {
    return std::ranges::any_of(own->allowed_networks,
                               [&](const Cidr& outer) { return lies_in(network, outer); });
  });
  return inside && !after.allowed_networks.empty() ? Status() : Status(permission_missing());
}

void add_word(std::string& text, std::string_view word, std::string_view between = " ") {
  if (!text.empty()) text += between;
  text += word;
}

void add_scope(std::string& text, std::string_view kind, const std::vector<std::string>& names) {
  if (names.empty()) return;
  add_word(text, kind);
  for (const auto& name : names) add_word(text, name);
}

std::string describe(const AclEntry& entry) {
  std::string text;
  for (const auto& name : entry.permissions) add_word(text, name);
  std::vector<std::string> organizations;
  organizations.reserve(entry.scope.organizations.size());
  for (const auto& id : entry.scope.organizations) organizations.push_back(id.hex());
  add_scope(text, "in organizations", organizations);
  add_scope(text, "for products", entry.scope.products);
  add_scope(text, "for plans", entry.scope.plans);
  add_scope(text, "for custom fields", entry.scope.custom_fields);
  return text;
}

std::optional<std::string> describe(const std::vector<AclEntry>& acl) {
  if (acl.empty()) return std::nullopt;
  std::string text;
  for (const auto& entry : acl) add_word(text, describe(entry), "; ");
  return text;
}

std::optional<std::string> describe(const std::vector<Cidr>& networks) {
  if (networks.empty()) return std::nullopt;
  std::string text;
  for (const auto& network : networks) add_word(text, network.text, ", ");
  return text;
}

Described describe(const ApiKey& key) {
  return {{"name", key.name},
          {"kind", std::string(api_key_kind_name(key.kind))},
          {"chosen_id", key.chosen_id.empty() ? std::nullopt : std::optional(key.chosen_id)},
          {"acl", describe(key.acl)},
          {"allowed_networks", describe(key.allowed_networks)}};
}

}  // namespace

std::string shown_part(ApiKeyKind kind, const PlainSecret& secret) {
  const auto text = secret.reveal();
  if (kind == ApiKeyKind::publishable) return std::string(text);
  return std::string(text.substr(text.size() - limits::kShownSecretCharacters));
}

Status validate_api_key(const ApiKey& key) {
  std::vector<FieldError> errors;
  check_required_text(errors, "/name", key.name, limits::kApiKeyNameCharacters);
  check_text(errors, "/id", key.chosen_id, limits::kApiKeyIdCharacters);
  check_acl(errors, "/acl", key.acl, kIsName);
  if (key.allowed_networks.size() > limits::kAllowedNetworks) {
    errors.push_back(
        {"/allowed_networks",
         "must have at most " + std::to_string(limits::kAllowedNetworks) + " entries"});
  }
  return errors.empty() ? Status() : invalid(std::move(errors));
}

Status check_handing_out(ReadTransaction& tx, const OperationContext& context, const ApiKey* before,
                         const ApiKey& after) {
  auto status = check_reach(tx, context, before, after);
  return status ? check_networks(context, before, after) : status;
}

std::vector<AuditChange> describe_new(const ApiKey& key) { return changes_of_new(describe(key)); }

std::vector<AuditChange> describe_gone(const ApiKey& key) { return changes_of_gone(describe(key)); }

std::vector<AuditChange> describe_difference(const ApiKey& before, const ApiKey& after) {
  return changes_between(describe(before), describe(after));
}

}  // namespace selfsame::core
