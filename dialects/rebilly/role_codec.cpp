#include "dialects/rebilly/role_codec.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dialects/rebilly/acl_codec.h"
#include "dialects/rebilly/draft_fields.h"
#include "dialects/rebilly/networks.h"
#include "dialects/rebilly/shown_id.h"
#include "dialects/rebilly/texts.h"
#include "json/object_reader.h"

namespace selfsame::rebilly {
namespace {

constexpr std::array<std::string_view, 2> kJuniors{"juniors", "juniorRoles"};

void encode_ids(std::string_view key, const std::vector<core::Role>& roles, json::Writer& out) {
  out.key(key).begin_array();
  for (const auto& role : roles) out.string(shown_id(role));
  out.end_array();
}

/// What of a role is its own.
void encode_own(const core::Role& role, const std::string& id, json::Writer& out) {
  out.field("id", id).field("name", role.name).key("description");
  role.description.empty() ? out.null() : out.string(role.description);
  encode_acl(role.acl, out.key("acl"));
  encode_networks(role.allowed_networks, out);
  out.field("createdTime", format_time(role.created_at))
      .field("updatedTime", format_time(role.modified_at));
}

void encode_embedded(const core::RoleView& view, const std::vector<std::string>& expand,
                     const LinkBase& links, json::Writer& out) {
  const auto is_asked = [&](std::string_view name) {
    return std::ranges::find(expand, name) != expand.end();
  };
  if (std::ranges::none_of(kJuniors, is_asked)) return;
  out.key("_embedded").begin_object();
  for (const auto name : kJuniors) {
    if (!is_asked(name)) continue;
    out.key(name).begin_array();
    for (const auto& junior : view.juniors) encode_role_inside(junior, links, out);
    out.end_array();
  }
  out.end_object();
}

}  // namespace

void encode_role(const core::RoleView& view, const std::vector<std::string>& expand,
                 const LinkBase& links, json::Writer& out) {
  const auto id = shown_id(view.role);
  out.begin_object();
  encode_own(view.role, id, out);
  encode_ids("seniorIds", view.seniors, out);
  encode_ids("juniorIds", view.juniors, out);
  out.field("usersCount", view.users_count);
  write_links(std::array{Link{"self", links.href("/roles/" + id)},
                         Link{"seniorRoles", links.href("/roles?filter=juniorIds:" + id)},
                         Link{"juniorRoles", links.href("/roles?filter=seniorIds:" + id)}},
              out);
  encode_embedded(view, expand, links, out);
  out.end_object();
}

void encode_role_inside(const core::Role& role, const LinkBase& links, json::Writer& out) {
  const auto id = shown_id(role);
  out.begin_object();
  encode_own(role, id, out);
  write_links(std::array{Link{"self", links.href("/roles/" + id)}}, out);
  out.end_object();
}

core::Result<core::RoleDraft> decode_role(const boost::json::value& body,
                                          const core::SecretHasher& hasher) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  core::RoleDraft draft;
  draft.name = in.required_string("name");
  if (const auto* acl = in.required_array("acl")) {
    draft.acl = read_acl(*acl, in.pointer_to("acl"), hasher, errors);
  }
  if (const auto description = decode_text(in, "description")) {
    draft.description = description->value_or("");
  }
  draft.junior_ids = decode_texts(in, "juniorIds");
  draft.allowed_networks = decode_texts(in, "allowedIps");
  if (!errors.empty()) return core::invalid(std::move(errors));
  return draft;
}

}  // namespace selfsame::rebilly
