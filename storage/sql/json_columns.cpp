#include "storage/sql/json_columns.h"

#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>

namespace selfsame::storage::sql {
namespace {

namespace json = boost::json;

/// Scratch memory of one column's conversion.
class Scratch {
 public:
  json::storage_ptr storage() { return &resource_; }

 private:
  std::array<unsigned char, 4096> buffer_;
  json::monotonic_resource resource_{buffer_.data(), buffer_.size()};
};

std::string string_of(const json::value& value) { return std::string(value.as_string()); }

json::array write_pattern(const core::ResourcePattern& pattern, const json::storage_ptr& storage) {
  return json::array({pattern.kind, pattern.id}, storage);
}

core::ResourcePattern read_pattern(const json::value& value) {
  const json::array& pair = value.as_array();
  if (pair.size() != 2) throw std::runtime_error("a resource pattern is not a pair");
  return {string_of(pair[0]), string_of(pair[1])};
}

json::object write_grant(const core::ResourceGrant& grant, const json::storage_ptr& storage) {
  json::object object(storage);
  object["outer"] = write_pattern(grant.outer, storage);
  json::array& nested = object["nested"].emplace_array();
  for (const auto& pattern : grant.nested) nested.push_back(write_pattern(pattern, storage));
  return object;
}

core::ResourceGrant read_grant(const json::object& object) {
  core::ResourceGrant grant{read_pattern(object.at("outer")), {}};
  for (const auto& pattern : object.at("nested").as_array()) {
    grant.nested.push_back(read_pattern(pattern));
  }
  return grant;
}

json::object write_policy(const core::Policy& policy, const json::storage_ptr& storage) {
  json::object object(storage);
  object["id"] = policy.id.hex();
  object["effect"] = policy.effect == core::Effect::allow ? "allow" : "deny";
  json::array& groups = object["groups"].emplace_array();
  for (const auto& group : policy.permission_groups) groups.emplace_back(group);
  json::array& resources = object["resources"].emplace_array();
  for (const auto& grant : policy.resources) resources.push_back(write_grant(grant, storage));
  return object;
}

core::Effect read_effect(std::string_view text) {
  if (text == "allow") return core::Effect::allow;
  if (text == "deny") return core::Effect::deny;
  throw std::runtime_error("unknown effect");
}

core::IdBytes read_id_text(const json::value& value) {
  const auto bytes = core::parse_hex_id(value.as_string());
  if (!bytes) throw std::runtime_error("malformed id");
  return *bytes;
}

core::Policy read_policy(const json::object& object) {
  core::Policy policy;
  policy.id = {read_id_text(object.at("id"))};
  policy.effect = read_effect(object.at("effect").as_string());
  for (const auto& group : object.at("groups").as_array()) {
    policy.permission_groups.push_back(string_of(group));
  }
  for (const auto& grant : object.at("resources").as_array()) {
    policy.resources.push_back(read_grant(grant.as_object()));
  }
  return policy;
}

json::array write_networks(const std::vector<core::Cidr>& networks,
                           const json::storage_ptr& storage) {
  json::array array(storage);
  for (const auto& network : networks) array.emplace_back(network.text);
  return array;
}

std::vector<core::Cidr> read_networks(const json::array& array) {
  std::vector<core::Cidr> networks;
  networks.reserve(array.size());
  for (const auto& value : array) {
    auto network = core::Cidr::parse(value.as_string());
    if (!network) throw std::runtime_error("malformed network");
    networks.push_back(std::move(*network));
  }
  return networks;
}

template <class Ids>
json::array write_id_array(const Ids& ids, const json::storage_ptr& storage) {
  json::array array(storage);
  for (const auto& id : ids) array.emplace_back(id.hex());
  return array;
}

template <class Id>
std::vector<Id> read_id_array(const json::value& value) {
  std::vector<Id> ids;
  for (const auto& id : value.as_array()) ids.push_back(Id{read_id_text(id)});
  return ids;
}

core::MemberPolicy read_member_policy(const json::object& object) {
  core::MemberPolicy policy;
  policy.id = {read_id_text(object.at("id"))};
  policy.effect = read_effect(object.at("effect").as_string());
  policy.permission_groups = read_id_array<core::IamGroupId>(object.at("groups"));
  policy.resource_groups = read_id_array<core::ResourceGroupId>(object.at("resource_groups"));
  return policy;
}

core::Level read_level(std::string_view text) {
  if (text == "read") return core::Level::read;
  if (text == "edit") return core::Level::edit;
  throw std::runtime_error("unknown level");
}

std::int64_t microseconds_of(core::Timestamp at) { return at.time_since_epoch().count(); }

core::Timestamp read_time(const json::value& value) {
  return core::Timestamp(std::chrono::microseconds(value.as_int64()));
}

json::value write_optional(const std::optional<std::string>& text,
                           const json::storage_ptr& storage) {
  return text ? json::value(*text, storage) : json::value(nullptr, storage);
}

std::optional<std::string> read_optional(const json::value& value) {
  return value.is_null() ? std::nullopt : std::optional(string_of(value));
}

json::array write_text_array(const std::vector<std::string>& texts,
                             const json::storage_ptr& storage) {
  json::array array(storage);
  for (const auto& text : texts) array.emplace_back(text);
  return array;
}

std::vector<std::string> read_text_array(const json::value& value) {
  std::vector<std::string> texts;
  for (const auto& text : value.as_array()) texts.push_back(string_of(text));
  return texts;
}

/// Parses `text` and hands it to `read`; whatever is wrong with it comes out as one kind of error.
template <class Read>
auto read_column(std::string_view text, Read read) {
  try {
    Scratch scratch;
    // Bytes that are not UTF-8 come back as they went in: they are no reason to lose the row.
    json::parse_options options;
    options.allow_invalid_utf8 = true;
    return read(json::parse(text, scratch.storage(), options));
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& problem) {
    throw std::runtime_error(std::string("corrupt JSON column: ") + problem.what());
  }
}

}  // namespace

std::string write_policies(const std::vector<core::Policy>& policies) {
  Scratch scratch;
  json::array array(scratch.storage());
  for (const auto& policy : policies) array.push_back(write_policy(policy, scratch.storage()));
  return json::serialize(array);
}

std::vector<core::Policy> read_policies(std::string_view text) {
  return read_column(text, [](const json::value& value) {
    std::vector<core::Policy> policies;
    for (const auto& policy : value.as_array()) policies.push_back(read_policy(policy.as_object()));
    return policies;
  });
}

std::string write_condition(const core::NetworkCondition& condition) {
  Scratch scratch;
  json::object object(scratch.storage());
  object["in"] = write_networks(condition.in, scratch.storage());
  object["not_in"] = write_networks(condition.not_in, scratch.storage());
  object["has_in"] = condition.has_in;
  object["has_not_in"] = condition.has_not_in;
  object["dotted_key"] = condition.dotted_key;
  return json::serialize(object);
}

core::NetworkCondition read_condition(std::string_view text) {
  return read_column(text, [](const json::value& value) {
    const json::object& object = value.as_object();
    core::NetworkCondition condition;
    condition.in = read_networks(object.at("in").as_array());
    condition.not_in = read_networks(object.at("not_in").as_array());
    condition.has_in = object.at("has_in").as_bool();
    condition.has_not_in = object.at("has_not_in").as_bool();
    condition.dotted_key = object.at("dotted_key").as_bool();
    return condition;
  });
}

std::string write_changes(const std::vector<core::AuditChange>& changes) {
  Scratch scratch;
  json::array array(scratch.storage());
  for (const auto& change : changes) {
    array.emplace_back(json::array({change.field, write_optional(change.before, scratch.storage()),
                                    write_optional(change.after, scratch.storage())},
                                   scratch.storage()));
  }
  return json::serialize(array);
}

std::vector<core::AuditChange> read_changes(std::string_view text) {
  return read_column(text, [](const json::value& value) {
    std::vector<core::AuditChange> changes;
    for (const auto& entry : value.as_array()) {
      const json::array& parts = entry.as_array();
      if (parts.size() != 3) throw std::runtime_error("an audit change has not three parts");
      changes.push_back({string_of(parts[0]), read_optional(parts[1]), read_optional(parts[2])});
    }
    return changes;
  });
}

std::string write_member_policies(const std::vector<core::MemberPolicy>& policies) {
  Scratch scratch;
  const json::storage_ptr storage = scratch.storage();
  json::array array(storage);
  for (const auto& policy : policies) {
    json::object& object = array.emplace_back(json::object(storage)).as_object();
    object["id"] = policy.id.hex();
    object["effect"] = policy.effect == core::Effect::allow ? "allow" : "deny";
    object["groups"] = write_id_array(policy.permission_groups, storage);
    object["resource_groups"] = write_id_array(policy.resource_groups, storage);
  }
  return json::serialize(array);
}

std::vector<core::MemberPolicy> read_member_policies(std::string_view text) {
  return read_column(text, [](const json::value& value) {
    std::vector<core::MemberPolicy> policies;
    for (const auto& policy : value.as_array()) {
      policies.push_back(read_member_policy(policy.as_object()));
    }
    return policies;
  });
}

std::string write_network_list(const std::vector<core::Cidr>& networks) {
  Scratch scratch;
  return json::serialize(write_networks(networks, scratch.storage()));
}

std::vector<core::Cidr> read_network_list(std::string_view text) {
  return read_column(text,
                     [](const json::value& value) { return read_networks(value.as_array()); });
}

std::string write_grants(const core::Grants& grants) {
  Scratch scratch;
  json::object object(scratch.storage());
  for (std::size_t i = 0; i < core::kAreaCount; ++i) {
    const auto area = static_cast<core::Area>(i);
    const core::Level level = grants.level(area);
    if (level == core::Level::none) continue;
    object[core::area_name(area)] = level == core::Level::edit ? "edit" : "read";
  }
  return json::serialize(object);
}

core::Grants read_grants(std::string_view text) {
  return read_column(text, [](const json::value& value) {
    core::Grants grants;
    for (const auto& entry : value.as_object()) {
      const auto area = core::parse_area(entry.key());
      if (!area) throw std::runtime_error("unknown area");
      grants.raise(*area, read_level(entry.value().as_string()));
    }
    return grants;
  });
}

std::string write_mail_preferences(const std::vector<core::MailPreference>& preferences) {
  Scratch scratch;
  json::array array(scratch.storage());
  for (const auto& preference : preferences) {
    json::object& object = array.emplace_back(json::object(scratch.storage())).as_object();
    object["name"] = preference.name;
    object["subscribed"] = preference.subscribed;
    object["created_at"] = microseconds_of(preference.created_at);
    object["modified_at"] = microseconds_of(preference.modified_at);
  }
  return json::serialize(array);
}

std::vector<core::MailPreference> read_mail_preferences(std::string_view text) {
  return read_column(text, [](const json::value& value) {
    std::vector<core::MailPreference> preferences;
    for (const auto& entry : value.as_array()) {
      const json::object& object = entry.as_object();
      preferences.push_back({string_of(object.at("name")), object.at("subscribed").as_bool(),
                             read_time(object.at("created_at")),
                             read_time(object.at("modified_at"))});
    }
    return preferences;
  });
}

std::string write_named_texts(const std::vector<std::pair<std::string, std::string>>& values) {
  Scratch scratch;
  json::array array(scratch.storage());
  for (const auto& [name, text] : values) {
    array.emplace_back(json::array({name, text}, scratch.storage()));
  }
  return json::serialize(array);
}

std::vector<std::pair<std::string, std::string>> read_named_texts(std::string_view text) {
  return read_column(text, [](const json::value& value) {
    std::vector<std::pair<std::string, std::string>> values;
    for (const auto& entry : value.as_array()) {
      const json::array& parts = entry.as_array();
      if (parts.size() != 2) throw std::runtime_error("a named text is not a pair");
      values.emplace_back(string_of(parts[0]), string_of(parts[1]));
    }
    return values;
  });
}

std::string write_texts(const std::vector<std::string>& texts) {
  Scratch scratch;
  return json::serialize(write_text_array(texts, scratch.storage()));
}

std::vector<std::string> read_texts(std::string_view text) {
  return read_column(text, [](const json::value& value) { return read_text_array(value); });
}

std::string write_acl(const std::vector<core::AclEntry>& acl) {
  Scratch scratch;
  const json::storage_ptr storage = scratch.storage();
  json::array array(storage);
  for (const auto& entry : acl) {
    json::object& object = array.emplace_back(json::object(storage)).as_object();
    object["organizations"] = write_id_array(entry.scope.organizations, storage);
    object["products"] = write_text_array(entry.scope.products, storage);
    object["plans"] = write_text_array(entry.scope.plans, storage);
    object["custom_fields"] = write_text_array(entry.scope.custom_fields, storage);
    object["permissions"] = write_text_array(entry.permissions, storage);
  }
  return json::serialize(array);
}

std::vector<core::AclEntry> read_acl(std::string_view text) {
  return read_column(text, [](const json::value& value) {
    std::vector<core::AclEntry> acl;
    for (const auto& one : value.as_array()) {
      const json::object& object = one.as_object();
      core::AclEntry& entry = acl.emplace_back();
      entry.scope.organizations = read_id_array<core::OrganizationId>(object.at("organizations"));
      entry.scope.products = read_text_array(object.at("products"));
      entry.scope.plans = read_text_array(object.at("plans"));
      entry.scope.custom_fields = read_text_array(object.at("custom_fields"));
      entry.permissions = read_text_array(object.at("permissions"));
    }
    return acl;
  });
}

std::string write_contacts(const std::vector<core::OrganizationContact>& contacts) {
  Scratch scratch;
  json::array array(scratch.storage());
  for (const auto& contact : contacts) {
    json::object& object = array.emplace_back(json::object(scratch.storage())).as_object();
    object["label"] = contact.label;
    object["value"] = contact.value;
    object["primary"] = contact.primary;
  }
  return json::serialize(array);
}

std::vector<core::OrganizationContact> read_contacts(std::string_view text) {
  return read_column(text, [](const json::value& value) {
    std::vector<core::OrganizationContact> contacts;
    for (const auto& one : value.as_array()) {
      const json::object& object = one.as_object();
      contacts.push_back({string_of(object.at("label")), string_of(object.at("value")),
                          object.at("primary").as_bool()});
    }
    return contacts;
  });
}

std::string write_id_list(const std::vector<core::IdBytes>& ids) {
  Scratch scratch;
  json::array array(scratch.storage());
  for (const auto& id : ids) array.emplace_back(core::id_to_hex(id));
  return json::serialize(array);
}

std::vector<core::IdBytes> read_id_list(std::string_view text) {
  return read_column(text, [](const json::value& value) {
    std::vector<core::IdBytes> ids;
    for (const auto& id : value.as_array()) ids.push_back(read_id_text(id));
    return ids;
  });
}

}  // namespace selfsame::storage::sql
