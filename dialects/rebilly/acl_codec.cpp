#include "dialects/rebilly/acl_codec.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "core/limits.h"
#include "core/text.h"
#include "dialects/rebilly/body.h"
#include "dialects/rebilly/echo.h"
#include "dialects/rebilly/ids.h"
#include "dialects/rebilly/permissions.h"
#include "dialects/rebilly/target.h"
#include "dialects/rebilly/texts.h"
#include "json/object_reader.h"

namespace selfsame::rebilly {
namespace {

using Errors = std::vector<core::FieldError>;

constexpr std::string_view kOrganizations = "organizationId";
constexpr std::string_view kProducts = "productId";
constexpr std::string_view kPlans = "planId";
constexpr std::string_view kCustomFields = "customFieldName";

/// Whether there are no more than that, so that nobody looks at, or is told of, each of a million.
bool check_count(const boost::json::array& given, const std::string& pointer, std::size_t most,
                 Errors& errors) {
  if (given.size() <= most) return true;
  errors.push_back({pointer, "must have at most " + std::to_string(most) + " entries"});
  return false;
}

bool is_field_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

class ScopeReader {
 public:
  ScopeReader(json::ObjectReader& in, const core::SecretHasher& hasher, Errors& errors)
      : in_(in), hasher_(hasher), errors_(errors) {}

  core::AclScope read() {
    return {organizations(), names(kProducts, core::limits::kScopeIdCharacters),
            names(kPlans, core::limits::kScopeIdCharacters), custom_fields()};
  }

 private:
  std::vector<std::string> texts(std::string_view key) {
    const auto* given = in_.array(key);
    if (given == nullptr ||
        !check_count(*given, in_.pointer_to(key), core::limits::kNamesPerScope, errors_)) {
      return {};
    }
    return in_.strings(key).value_or(std::vector<std::string>());
  }
  [[nodiscard]] std::string place(std::string_view key, std::size_t index) const {
    return json::pointer_step(in_.pointer_to(key), index);
  }

  std::vector<core::OrganizationId> organizations() {
    std::vector<core::OrganizationId> ids;
    const auto given = texts(kOrganizations);
    for (std::size_t i = 0; i < given.size(); ++i) {
      const auto id = is_wire_id(given[i]) ? read_id(given[i], IdKind::organization, {}, hasher_)
                                           : std::nullopt;
      if (id) {
        ids.push_back({*id});
      } else {
        in_.refuse_item(kOrganizations, i, "must be the id of an organization");
      }
    }
    return ids;
  }
  std::vector<std::string> names(std::string_view key, std::size_t characters_max) {
    auto given = texts(key);
    for (std::size_t i = 0; i < given.size(); ++i) {
      core::check_required_text(errors_, place(key, i), given[i], characters_max);
    }
    return given;
  }
  std::vector<std::string> custom_fields() {
    auto given = names(kCustomFields, core::limits::kCustomFieldCharacters);
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (is_field_name(given[i])) continue;
      in_.refuse_item(kCustomFields, i, "must be letters, digits, _ and - alone");
    }
    return given;
  }

  json::ObjectReader& in_;
  const core::SecretHasher& hasher_;
  Errors& errors_;
};

core::AclScope read_scope(json::ObjectReader& entry, const core::SecretHasher& hasher,
                          Errors& errors) {
  const auto* scope = entry.find("scope");
  if (scope == nullptr) {
    entry.refuse("scope", "is required");
    return {};
  }
  if (is_empty_array(*scope)) return {};
  json::ObjectReader in(*scope, entry.pointer_to("scope"), errors);
  return ScopeReader(in, hasher, errors).read();
}

/// A kind of restriction that restricts nothing is left out, as it was when the list was sent.
void encode_names(std::string_view key, const std::vector<std::string>& names, json::Writer& out) {
  if (!names.empty()) encode_texts(key, names, out);
}

void encode_scope(const core::AclScope& scope, json::Writer& out) {
  out.begin_object();
  std::vector<std::string> organizations;
  organizations.reserve(scope.organizations.size());
  for (const auto& id : scope.organizations) {
    organizations.push_back(spell_id(id.bytes, IdKind::organization));
  }
  encode_names(kOrganizations, organizations, out);
  encode_names(kProducts, scope.products, out);
  encode_names(kPlans, scope.plans, out);
  encode_names(kCustomFields, scope.custom_fields, out);
  out.end_object();
}

void encode_entry(const core::AclScope& scope, const std::vector<std::string>& permissions,
                  json::Writer& out) {
  out.begin_object().key("scope");
  encode_scope(scope, out);
  encode_texts("permissions", permissions, out);
  out.end_object();
}

}  // namespace

std::vector<std::string> read_permissions(const boost::json::array& given,
                                          const std::string& pointer, Errors& errors) {
  std::vector<std::string> names;
  if (!check_count(given, pointer, core::limits::kPermissionsPerSession, errors)) return names;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto* text = given[i].if_string();
    const auto place = json::pointer_step(pointer, i);
    if (text == nullptr) {
      errors.push_back({place, "must be a string"});
      continue;
    }
    const std::string_view name(*text);
    if (!is_permission(name)) {
      errors.push_back({place, echo(name) + " is no permission"});
    } else if (std::ranges::find(names, name) == names.end()) {
      names.emplace_back(name);
    }
  }
  return names;
}

std::vector<core::AclEntry> read_acl(const boost::json::array& given, const std::string& pointer,
                                     const core::SecretHasher& hasher, Errors& errors) {
  std::vector<core::AclEntry> acl;
  if (!check_count(given, pointer, core::limits::kAclEntries, errors)) return acl;
  for (std::size_t i = 0; i < given.size(); ++i) {
    json::ObjectReader in(given[i], json::pointer_step(pointer, i), errors);
    if (!given[i].is_object()) continue;
    core::AclEntry entry;
    entry.scope = read_scope(in, hasher, errors);
    if (const auto* names = in.required_array("permissions")) {
      entry.permissions = read_permissions(*names, in.pointer_to("permissions"), errors);
    }
    acl.push_back(std::move(entry));
  }
  return acl;
}

void encode_acl(const std::vector<core::AclEntry>& acl, json::Writer& out) {
  out.begin_array();
  for (const auto& entry : acl) encode_entry(entry.scope, entry.permissions, out);
  out.end_array();
}

void encode_acl_everywhere(const std::vector<std::string>& permissions, json::Writer& out) {
  out.begin_array();
  encode_entry({}, permissions, out);
  out.end_array();
}

}  // namespace selfsame::rebilly
