#include "dialects/cloudflare/audit_v2_fields.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dialects/cloudflare/log_entry.h"

namespace selfsame::cloudflare {
namespace {

using core::AuditRecord;

constexpr std::array kAccountProducts{Product{"account", "accounts", "Accounts"},
                                      Product{"audit_log", "audit_logs", "Audit Logs"}};
constexpr std::array kMemberProducts{
    Product{"member", "members", "Members"}, Product{"invite", "invites", "Invites"},
    Product{"role", "roles", "Roles"},
    Product{"resource_group", "resource_groups", "Resource Groups"}};
constexpr std::array kCredentialProducts{Product{"token", "api_tokens", "API Tokens"},
                                         Product{"api_key", "api_keys", "API Keys"}};
constexpr std::array kUserProducts{Product{"user", "users", "Users"}};
constexpr std::array kZoneProducts{Product{"zone", "zones", "Zones"}};

constexpr std::array kCategories{
    ProductCategory{"account_management", "Account Management", kAccountProducts},
    ProductCategory{"members", "Members", kMemberProducts},
    ProductCategory{"credentials", "Credentials", kCredentialProducts},
    ProductCategory{"users", "Users", kUserProducts},
    ProductCategory{"zones", "Zones", kZoneProducts}};

struct Found {
  const ProductCategory* category = nullptr;
  const Product* product = nullptr;
};

Found find_product(std::string_view resource_type) {
  for (const auto& category : kCategories) {
    const auto product =
        std::ranges::find(category.products, resource_type, &Product::resource_type);
    if (product != category.products.end()) return {&category, &*product};
  }
  return {};
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// `delete` of `store.zone.delete`.
std::string_view verb_of(const AuditRecord& record) { return last_word(record.operation); }

/// Whether one of the words of `rec_add` or `token_revoke` is among others.
template <std::size_t N>
bool has_one_of(const std::array<std::string_view, N>& words, std::string_view text) {
  while (!text.empty()) {
    const auto word = text.substr(0, text.find('_'));
    if (is_one_of(words, word)) return true;
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return false;
}

/// Whose credential was refused, as against who may not do it.
bool proves_nobody(std::string_view refusal) {
  return refusal == "credential_unknown" || refusal == "credential_unusable";
}

void append_words(std::string& text, std::string_view words) {
  bool begins = true;
  for (const char c : words) {
    if (begins && !text.empty()) text += ' ';
    const bool is_lower = c >= 'a' && c <= 'z';
    const bool separates = c == '.' || c == '_';
    if (!separates) text += begins && is_lower ? static_cast<char>(c - 'a' + 'A') : c;
    begins = separates;
  }
}

}  // namespace

namespace audit_v2 {

std::string id(const LogEntry& entry) { return core::id_to_uuid(entry.record.id.bytes); }

std::string account_name(const LogEntry& entry) { return entry.organization.name; }

std::string action_result(const LogEntry& entry) {
  return entry.record.outcome == core::AuditOutcome::success ? "success" : "failure";
}

/// By words, so that it holds also for what later versions and other systems record.
std::string action_type(const LogEntry& entry) {
  constexpr std::array<std::string_view, 5> kViews{"get", "list", "verify", "view", "login"};
  constexpr std::array<std::string_view, 5> kCreations{"create", "created", "add", "init",
                                                       "pending"};
  constexpr std::array<std::string_view, 7> kRemovals{"delete", "remove", "leave", "drop",
                                                      "prune",  "revoke", "del"};
  const AuditRecord& record = entry.record;
  const auto verb = is_brought_in(record) ? std::string_view(record.action) : verb_of(record);
  if (has_one_of(kViews, verb)) return "view";
  if (has_one_of(kCreations, verb)) return "create";
  return has_one_of(kRemovals, verb) ? "delete" : "update";
}

std::string actor_context(const LogEntry& entry) {
  switch (entry.record.credential_kind) {
    case core::CredentialKind::api_token:
      return "api_token";
    case core::CredentialKind::global_key:
    case core::CredentialKind::organization_key:
      return "api_key";
    case core::CredentialKind::session:
      return "dash";
    case core::CredentialKind::system:
    case core::CredentialKind::payment_gateway:
    case core::CredentialKind::none:
      return {};
  }
  std::unreachable();
}

std::string actor_email(const LogEntry& entry) { return entry.record.actor_email; }
std::string actor_id(const LogEntry& entry) { return cloudflare::actor_id(entry.record); }
std::string actor_ip_address(const LogEntry& entry) { return actor_address(entry.record); }
std::string actor_token_id(const LogEntry& entry) {
  return cloudflare::actor_token_id(entry.record);
}
std::string actor_token_name(const LogEntry& entry) {
  return cloudflare::actor_token_name(entry.record);
}

std::string actor_type(const LogEntry& entry) {
  switch (actor_kind(entry.record)) {
    case ActorKind::user:
      return "user";
    case ActorKind::organization:
      return "account";
    case ActorKind::system:
      return "system";
  }
  std::unreachable();
}

std::string product_category(const LogEntry& entry) {
  const auto found = find_product(last_word(entry.record.resource_kind));
  return std::string(found.category != nullptr ? found.category->value : std::string_view());
}

std::string raw_cf_ray_id(const LogEntry& entry) {
  return entry.record.request ? entry.record.request->hex() : std::string();
}
std::string raw_method(const LogEntry& entry) { return entry.record.method; }

std::string raw_status_code(const LogEntry& entry) {
  const AuditRecord& record = entry.record;
  if (record.method.empty()) return {};
  if (record.outcome == core::AuditOutcome::success) return "200";
  return proves_nobody(record.refusal) ? "401" : "403";
}

std::string raw_uri(const LogEntry& entry) { return entry.record.path; }
std::string resource_id(const LogEntry& entry) { return entry.record.resource_id; }

std::string resource_product(const LogEntry& entry) {
  const auto type = last_word(entry.record.resource_kind);
  const auto found = find_product(type);
  return std::string(found.product != nullptr ? found.product->value : type);
}

std::string resource_scope(const LogEntry& entry) {
  const AuditRecord& record = entry.record;
  if (record.zone) return "zones";
  if (record.operation.starts_with("membership.") || record.operation.starts_with("invite.")) {
    return "memberships";
  }
  return record.owner.kind == core::AuditOwnerKind::user ? "user" : "accounts";
}

std::string resource_type(const LogEntry& entry) {
  return std::string(last_word(entry.record.resource_kind));
}

std::string zone_id(const LogEntry& entry) {
  return entry.record.zone ? entry.record.zone->hex() : std::string();
}
std::string zone_name(const LogEntry& entry) { return entry.record.zone_name; }

std::string action_description(const LogEntry& entry) {
  if (is_brought_in(entry.record)) {
    const std::string& action = entry.record.action;
    const bool names_its_object = action.find('_') != std::string::npos;
    std::string text;
    append_words(text, action);
    if (!names_its_object) append_words(text, last_word(entry.record.resource_kind));
    return text;
  }
  std::string_view thing = entry.record.operation;
  const auto verb = verb_of(entry.record);
  thing.remove_suffix(std::min(thing.size(), verb.size() + 1));
  std::string text;
  append_words(text, verb);
  append_words(text, thing.starts_with("store.") ? thing.substr(6) : thing);
  return text;
}

}  // namespace audit_v2

namespace {

using enum Matching;
using Words = std::string_view;

constexpr std::array<Words, 2> kResults{"success", "failure"};
constexpr std::array<Words, 4> kTypes{"create", "delete", "view", "update"};
constexpr std::array<Words, 6> kContexts{"api_key", "api_token",     "dash",
                                         "oauth",   "origin_ca_key", "api"};
constexpr std::array<Words, 5> kActors{"account", "cloudflare_admin", "system", "user",
                                       "delegated_service"};
constexpr std::array<Words, 4> kScopes{"accounts", "user", "zones", "memberships"};

constexpr std::array kFields{
    AuditField{"id", audit_v2::id, Matching::id},
    AuditField{"audit_log_id", audit_v2::id, Matching::id},
    AuditField{"account_name", audit_v2::account_name},
    AuditField{"action_result", audit_v2::action_result, word, kResults},
    AuditField{"action_type", audit_v2::action_type, word, kTypes},
    AuditField{"actor_context", audit_v2::actor_context, word, kContexts},
    AuditField{"actor_email", audit_v2::actor_email, any_case},
    AuditField{"actor_id", audit_v2::actor_id, Matching::id},
    AuditField{"actor_ip_address", audit_v2::actor_ip_address, network},
    AuditField{"actor_token_id", audit_v2::actor_token_id, Matching::id},
    AuditField{"actor_token_name", audit_v2::actor_token_name},
    AuditField{"actor_type", audit_v2::actor_type, word, kActors},
    AuditField{"product_category", audit_v2::product_category, exact, {}, false},
    AuditField{"raw_cf_ray_id", audit_v2::raw_cf_ray_id, Matching::id},
    AuditField{"raw_method", audit_v2::raw_method, any_case},
    AuditField{"raw_status_code", audit_v2::raw_status_code, number},
    AuditField{"raw_uri", audit_v2::raw_uri},
    AuditField{"resource_id", audit_v2::resource_id, Matching::id},
    AuditField{"resource_product", audit_v2::resource_product},
    AuditField{"resource_scope", audit_v2::resource_scope, word, kScopes},
    AuditField{"resource_type", audit_v2::resource_type},
    AuditField{"zone_id", audit_v2::zone_id, Matching::id},
    AuditField{"zone_name", audit_v2::zone_name, any_case},
};

}  // namespace

std::span<const AuditField> audit_fields() { return kFields; }

std::span<const ProductCategory> product_categories() { return kCategories; }

}  // namespace selfsame::cloudflare
