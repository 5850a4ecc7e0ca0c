#include "dialects/cloudflare/token_codec.h"

#include "json/object_reader.h"

namespace selfsame::cloudflare {
namespace {

const char* status_name(core::EffectiveTokenStatus status) {
  switch (status) {
    case core::EffectiveTokenStatus::active:
      return "active";
    case core::EffectiveTokenStatus::disabled:
      return "disabled";
    case core::EffectiveTokenStatus::expired:
      return "expired";
  }
  std::unreachable();
}

void encode_optional_time(json::Writer& out, std::string_view key,
                          const std::optional<core::Timestamp>& at) {
  if (at) out.field(key, core::format_seconds(*at));
}

void encode_resources(const std::vector<core::ResourceGrant>& resources, json::Writer& out) {
  out.begin_object();
  for (const auto& grant : resources) {
    out.key(grant.outer.text());
    if (grant.nested.empty()) {
      out.string("*");
      continue;
    }
    out.begin_object();
    for (const auto& inner : grant.nested) out.field(inner.text(), "*");
    out.end_object();
  }
  out.end_object();
}

void encode_policy(const core::Policy& policy, const core::Catalogue& catalogue,
                   json::Writer& out) {
  out.begin_object().field("id", policy.id.hex_view());
  out.field("effect", policy.effect == core::Effect::allow ? "allow" : "deny");
  out.key("resources");
  encode_resources(policy.resources, out);
  out.key("permission_groups").begin_array();
  for (const auto& id : policy.permission_groups) {
    out.begin_object().field("id", id);
    if (const auto* group = catalogue.find(id); group != nullptr) out.field("name", group->name);
    out.end_object();
  }
  out.end_array().end_object();
}

void encode_networks(json::Writer& out, std::string_view key,
                     const std::vector<core::Cidr>& networks) {
  out.key(key).begin_array();
  for (const auto& network : networks) out.string(network.text);
  out.end_array();
}

void encode_condition(const core::NetworkCondition& condition, json::Writer& out) {
  const auto encode_lists = [&](std::string_view key) {
    out.key(key).begin_object();
    if (condition.has_in) encode_networks(out, "in", condition.in);
    if (condition.has_not_in) encode_networks(out, "not_in", condition.not_in);
    out.end_object();
  };
  out.key("condition").begin_object();
  encode_lists("request_ip");
  if (condition.dotted_key) encode_lists("request.ip");
  out.end_object();
}

std::vector<std::string> decode_nested(const boost::json::object& nested,
                                       const std::string& pointer,
                                       std::vector<core::FieldError>& errors) {
  std::vector<std::string> names;
  for (const auto& [key, value] : nested) {
    const auto* text = value.if_string();
    if (text == nullptr || *text != "*") {
      errors.push_back({json::pointer_step(pointer, key), "must be \"*\""});
    }
    names.emplace_back(key);
  }
  return names;
}

core::ResourceDraft decode_resource(std::string_view name, const boost::json::value& value,
                                    const std::string& pointer,
                                    std::vector<core::FieldError>& errors) {
  core::ResourceDraft resource{std::string(name), std::nullopt};
  if (const auto* nested = value.if_object()) {
    resource.nested = decode_nested(*nested, pointer, errors);
    return resource;
  }
  const auto* text = value.if_string();
  if (text == nullptr || *text != "*") {
    errors.push_back({pointer, "must be \"*\" or an object of resources"});
  }
  return resource;
}

core::PolicyDraft decode_policy(const boost::json::value& value, const std::string& pointer,
                                std::vector<core::FieldError>& errors) {
  json::ObjectReader in(value, pointer, errors);
  core::PolicyDraft policy;
  if (const auto id = in.string("id")) policy.id = core::PolicyId::parse(*id);

  const auto effect = in.required_string("effect");
  if (effect == "deny") {
    policy.effect = core::Effect::deny;
  } else if (effect != "allow" && in.find("effect") != nullptr) {
    in.refuse("effect", "must be \"allow\" or \"deny\"");
  }
  if (const auto* groups = in.required_array("permission_groups")) {
    for (std::size_t i = 0; i < groups->size(); ++i) {
      json::ObjectReader group((*groups)[i],
                               json::pointer_step(in.pointer_to("permission_groups"), i), errors);
      policy.permission_groups.push_back(group.required_string("id"));
    }
  }
  if (const auto* resources = in.required_object("resources")) {
    for (const auto& [name, resource] : *resources) {
      policy.resources.push_back(decode_resource(
          name, resource, json::pointer_step(in.pointer_to("resources"), name), errors));
    }
  }
  return policy;
}

/// Both spellings of the key are in use; `{}` and null are the same as no condition.
std::optional<core::ConditionDraft> decode_condition(json::ObjectReader& token,
                                                     std::vector<core::FieldError>& errors) {
  if (token.object("condition") == nullptr) return std::nullopt;
  json::ObjectReader in(*token.find("condition"), token.pointer_to("condition"), errors);
  const bool dotted = in.find("request_ip") == nullptr && in.find("request.ip") != nullptr;
  const std::string_view key = dotted ? "request.ip" : "request_ip";
  if (in.object(key) == nullptr) return std::nullopt;
  json::ObjectReader lists(*in.find(key), in.pointer_to(key), errors);
  core::ConditionDraft condition{lists.strings("in"), lists.strings("not_in"), dotted};
  if (!condition.in && !condition.not_in) return std::nullopt;
  return condition;
}

std::optional<core::Timestamp> decode_time(json::ObjectReader& in, std::string_view key) {
  const auto text = in.string(key);
  if (!text) return std::nullopt;
  auto at = core::parse_rfc3339(*text);
  if (!at) in.refuse(key, "must be an RFC 3339 date and time, e.g. 2026-01-31T12:00:00Z");
  return at;
}

std::optional<core::TokenStatus> decode_status(json::ObjectReader& in) {
  const auto text = in.string("status");
  if (!text || *text == "expired") return std::nullopt;  // what a client read comes back: no wish
  if (*text == "active") return core::TokenStatus::active;
  if (*text == "disabled") return core::TokenStatus::disabled;
  in.refuse("status", "must be \"active\" or \"disabled\"");
  return std::nullopt;
}

void replace_prefix(std::string& text, std::string_view prefix, std::string_view replacement) {
  if (text.starts_with(prefix)) text.replace(0, prefix.size(), replacement);
}

}  // namespace

void encode_token(const core::Token& token, const core::Catalogue& catalogue, core::Timestamp now,
                  std::optional<std::string_view> secret, json::Writer& out) {
  out.begin_object()
      .field("id", token.id.hex_view())
      .field("name", token.name)
      .field("status", status_name(token.effective_status(now)))
      .field("issued_on", core::format_seconds(token.issued_at))
      .field("modified_on", core::format_seconds(token.modified_at));
  encode_optional_time(out, "last_used_on", token.last_used_at);
  encode_optional_time(out, "not_before", token.not_before);
  encode_optional_time(out, "expires_on", token.expires_at);
  out.key("policies").begin_array();
  for (const auto& policy : token.policies) encode_policy(policy, catalogue, out);
  out.end_array();
  if (token.condition) encode_condition(*token.condition, out);
  if (!token.creator_email.empty()) out.field("creator_email_at_creation", token.creator_email);
  if (secret) out.field("value", *secret);
  out.end_object();
}

void encode_verification(const core::Token& token, core::Timestamp now, json::Writer& out) {
  out.begin_object()
      .field("id", token.id.hex_view())
      .field("status", status_name(token.effective_status(now)));
  encode_optional_time(out, "not_before", token.not_before);
  encode_optional_time(out, "expires_on", token.expires_at);
  out.end_object();
}

core::Result<core::TokenDraft> decode_token(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::TokenDraft draft;
  draft.name = in.required_string("name");
  draft.status = decode_status(in);
  if (const auto* policies = in.required_array("policies")) {
    for (std::size_t i = 0; i < policies->size(); ++i) {
      const auto pointer = json::pointer_step(in.pointer_to("policies"), i);
      draft.policies.push_back(decode_policy((*policies)[i], pointer, errors));
    }
  }
  draft.condition = decode_condition(in, errors);
  draft.not_before = decode_time(in, "not_before");
  draft.expires_at = decode_time(in, "expires_on");
  if (!errors.empty()) return core::invalid(std::move(errors));
  return draft;
}

core::Error with_wire_pointers(core::Error error) {
  for (auto& field : error.fields) {
    replace_prefix(field.pointer, "/expires_at", "/expires_on");
    replace_prefix(field.pointer, "/condition/", "/condition/request_ip/");
    constexpr std::string_view kGroups = "/permission_groups/";
    if (field.pointer.starts_with("/policies/") &&
        field.pointer.find(kGroups) != std::string::npos) {
      field.pointer += "/id";
    }
  }
  return error;
}

}  // namespace selfsame::cloudflare
