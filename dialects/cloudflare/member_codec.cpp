#include "dialects/cloudflare/member_codec.h"

#include <algorithm>
#include <optional>
#include <string>

#include "dialects/cloudflare/choices.h"
#include "dialects/cloudflare/iam_codec.h"
#include "dialects/cloudflare/membership_status.h"
#include "json/object_reader.h"

namespace selfsame::cloudflare {
namespace {

constexpr Choices<core::Effect, 2> kEffects{
    {{"allow", core::Effect::allow}, {"deny", core::Effect::deny}}};
constexpr Choices<bool, 2> kAccepted{{{"accepted", true}, {"pending", false}}};

void encode_policy(const core::MemberPolicyView& view, json::Writer& out) {
  out.begin_object()
      .field("id", view.policy.id.hex_view())
      .field("access", word_of(kEffects, view.policy.effect));
  out.key("permission_groups").begin_array();
  for (const auto& group : view.permission_groups) encode_iam_group(group, out);
  out.end_array().key("resource_groups").begin_array();
  for (const auto& group : view.resource_groups) encode_resource_group(group, out);
  out.end_array().end_object();
}

const std::string& email_of(const core::MemberView& view) {
  const core::User* user = view.user.get();
  return user != nullptr ? user->email : view.membership.email;
}

/// Who has not answered is a mail address only, whoever that address belongs to.
void encode_person(const core::MemberView& view, json::Writer& out) {
  const std::optional<std::string> nothing;
  const core::User* user = view.user.get();
  out.key("user").begin_object();
  if (user != nullptr) {
    out.field("id", user->id.hex_view());
  } else {
    out.key("id").null();
  }
  out.field("email", email_of(view))
      .optional_field("first_name", user != nullptr ? user->first_name : nothing)
      .optional_field("last_name", user != nullptr ? user->last_name : nothing)
      .field("two_factor_authentication_enabled", user != nullptr && user->two_factor_enabled)
      .end_object();
}

/// Everything but policies and the closing bracket.
void open_member(const core::MemberView& view, json::Writer& out) {
  out.begin_object()
      .field("id", view.membership.id.hex_view())
      .field("email", email_of(view))
      .field("status", word_of(kMembershipStatuses, view.membership.status));
  encode_person(view, out);
  out.key("roles").begin_array();
  for (const auto& role : view.roles) encode_role(role, out);
  out.end_array();
}

bool means(const core::IamGroup& group, const core::Role& role) {
  return group.role == role.id || (!group.role && group.id.bytes == role.id.bytes);
}

/// Whether the policies say exactly what the roles say: those, on the whole organization.
bool says_only_roles(const core::MemberView& view) {
  if (view.policies.empty()) return true;
  if (view.policies.size() != 1) return false;
  const auto& [policy, groups, resources] = view.policies.front();
  const bool whole =
      resources.size() == 1 && resources.front().id.bytes == view.membership.organization.bytes;
  return policy.effect == core::Effect::allow && whole && groups.size() == view.roles.size() &&
         std::ranges::all_of(groups, [&](const core::IamGroup& group) {
           return std::ranges::any_of(view.roles,
                                      [&](const core::Role& role) { return means(group, role); });
         });
}

/// An id, alone or in an object: clients send one form to add a member, the other to change one.
std::string decode_id(const boost::json::value& value, const std::string& pointer,
                      std::vector<core::FieldError>& errors) {
  if (const auto* text = value.if_string()) return std::string(*text);
  if (value.is_object()) return json::ObjectReader(value, pointer, errors).required_string("id");
  errors.push_back({pointer, "must be an id, or an object with one"});
  return {};
}

std::vector<std::string> decode_ids(const boost::json::array& items, const std::string& pointer,
                                    std::vector<core::FieldError>& errors) {
  std::vector<std::string> ids;
  ids.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    ids.push_back(decode_id(items[i], json::pointer_step(pointer, i), errors));
  }
  return ids;
}

core::MemberPolicyDraft decode_policy(const boost::json::value& value, const std::string& pointer,
                                      std::vector<core::FieldError>& errors) {
  json::ObjectReader in(value, pointer, errors);
  core::MemberPolicyDraft policy;
  if (in.find("access") == nullptr) in.refuse("access", "is required");
  policy.effect = read_choice(in, "access", kEffects).value_or(core::Effect::allow);
  if (const auto* groups = in.required_array("permission_groups")) {
    policy.permission_groups = decode_ids(*groups, in.pointer_to("permission_groups"), errors);
  }
  if (const auto* groups = in.required_array("resource_groups")) {
    policy.resource_groups = decode_ids(*groups, in.pointer_to("resource_groups"), errors);
  }
  return policy;
}

core::MemberRights decode_rights(json::ObjectReader& in, std::vector<core::FieldError>& errors) {
  core::MemberRights rights;
  if (const auto* roles = in.array("roles")) {
    rights.roles = decode_ids(*roles, in.pointer_to("roles"), errors);
  }
  if (const auto* policies = in.array("policies")) {
    rights.policies.emplace();
    for (std::size_t i = 0; i < policies->size(); ++i) {
      const auto pointer = json::pointer_step(in.pointer_to("policies"), i);
      rights.policies->push_back(decode_policy((*policies)[i], pointer, errors));
    }
  }
  return rights;
}

}  // namespace

void encode_member_policies(const std::vector<core::MemberPolicyView>& policies,
                            json::Writer& out) {
  out.begin_array();
  for (const auto& policy : policies) encode_policy(policy, out);
  out.end_array();
}

void encode_member(const core::MemberView& view, json::Writer& out) {
  open_member(view, out);
  out.key("policies");
  encode_member_policies(view.policies, out);
  out.end_object();
}

void encode_listed_member(const core::MemberView& view, json::Writer& out) {
  if (!says_only_roles(view)) return encode_member(view, out);
  open_member(view, out);
  out.end_object();
}

core::Result<core::MemberDraft> decode_member(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::MemberDraft draft;
  draft.email = in.required_string("email");
  draft.rights = decode_rights(in, errors);
  draft.accepted = read_choice(in, "status", kAccepted).value_or(false);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return draft;
}

core::Result<core::MemberRights> decode_member_rights(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  auto rights = decode_rights(in, errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return rights;
}

}  // namespace selfsame::cloudflare
