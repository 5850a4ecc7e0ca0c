#include "dialects/cloudflare/membership_codec.h"

#include "dialects/cloudflare/account_codec.h"
#include "dialects/cloudflare/grants_codec.h"
#include "dialects/cloudflare/member_codec.h"
#include "dialects/cloudflare/membership_status.h"
#include "json/object_reader.h"

namespace selfsame::cloudflare {
namespace {

constexpr Choices<core::Answer, 2> kAnswers{
    {{"accepted", core::Answer::accept}, {"rejected", core::Answer::reject}}};

void encode_role_names(const std::vector<core::Role>& roles, json::Writer& out) {
  out.begin_array();
  for (const auto& role : roles) out.string(role.name);
  out.end_array();
}

/// Everything but policies and the closing bracket.
void open_membership(const core::PlaceView& view, json::Writer& out) {
  const core::Membership& membership = view.member.membership;
  out.begin_object()
      .field("id", membership.id.hex_view())
      .field("status", word_of(kMembershipStatuses, membership.status))
      .key("account");
  encode_account_of_membership(view.organization, out);
  out.key("api_access_enabled").null().key("permissions");
  encode_grants(view.grants, out);
  out.key("roles");
  encode_role_names(view.member.roles, out);
}

}  // namespace

void encode_membership(const core::PlaceView& view, json::Writer& out) {
  open_membership(view, out);
  out.key("policies");
  encode_member_policies(view.member.policies, out);
  out.end_object();
}

void encode_listed_membership(const core::PlaceView& view, json::Writer& out) {
  open_membership(view, out);
  out.end_object();
}

void encode_user_organization(const core::PlaceView& view, json::Writer& out) {
  const bool accepted = view.member.membership.status == core::MembershipStatus::accepted;
  const core::Organization& organization = *view.organization.organization;
  out.begin_object()
      .field("id", organization.id.hex_view())
      .field("name", organization.name)
      .field("status", accepted ? "member" : "invited")
      .key("permissions");
  encode_permission_names(view.grants, out);
  out.key("roles");
  encode_role_names(view.member.roles, out);
  out.end_object();
}

core::Result<core::Answer> decode_answer(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  if (in.find("status") == nullptr) in.refuse("status", "is required");
  const auto answer = read_choice(in, "status", kAnswers);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return answer.value();
}

}  // namespace selfsame::cloudflare
