#include "dialects/cloudflare/invite_codec.h"

#include "dialects/cloudflare/choices.h"

namespace selfsame::cloudflare {
namespace {

using Status = core::EffectiveInviteStatus;
constexpr Choices<Status, 4> kStatuses{{{"pending", Status::pending},
                                        {"accepted", Status::accepted},
                                        {"rejected", Status::rejected},
                                        {"expired", Status::expired}}};

}  // namespace

void encode_invite(const core::InviteView& view, const core::UserId& invited, json::Writer& out) {
  const core::Invite& invite = view.invite;
  out.begin_object()
      .field("id", invite.id.hex_view())
      .field("invited_member_id", invited.hex_view())
      .field("invited_member_email", invite.email)
      .field("organization_id", invite.organization.hex_view());
  if (view.organization != nullptr) {
    out.field("organization_name", view.organization->name)
        .field("organization_is_enforcing_twofactor", view.organization->enforce_two_factor);
  }
  out.key("roles").begin_array();
  for (const auto& role : view.roles) out.string(role);
  out.end_array();
  if (!invite.invited_by.empty()) out.field("invited_by", invite.invited_by);
  out.field("invited_on", core::format_seconds(invite.invited_at))
      .field("expires_on", core::format_seconds(invite.expires_at))
      .field("status", word_of(kStatuses, view.status))
      .end_object();
}

}  // namespace selfsame::cloudflare
