#pragma once

#include "dialects/rebilly/call.h"

/// What the routes do: decode, call the operation of the core, encode. In the order of the files.
namespace selfsame::rebilly {

#define SELFSAME_READS(name) \
  core::Status name(core::ReadTransaction&, const core::OperationContext&, const Input&, Reply&)
#define SELFSAME_CHANGES(name) \
  core::Result<Plan> name(const Input&, const core::Principal& caller, const boost::json::value&)

// profile_handlers.cpp
SELFSAME_READS(get_status);
SELFSAME_READS(get_profile);
SELFSAME_CHANGES(put_profile);
SELFSAME_READS(get_profile_mfa);
SELFSAME_CHANGES(post_profile_mfa);
SELFSAME_CHANGES(delete_profile_mfa);
SELFSAME_CHANGES(renew_totp);

// session_handlers.cpp
SELFSAME_CHANGES(sign_in);
SELFSAME_CHANGES(sign_out);
SELFSAME_CHANGES(start_emulation);
SELFSAME_CHANGES(stop_emulation);
SELFSAME_READS(list_sessions);
SELFSAME_READS(get_session);
SELFSAME_CHANGES(create_session);
SELFSAME_CHANGES(update_session);
SELFSAME_CHANGES(end_session);

// password_handlers.cpp
SELFSAME_CHANGES(forget_password);
SELFSAME_READS(get_password_link);
SELFSAME_CHANGES(reset_password);
SELFSAME_CHANGES(change_password);
SELFSAME_CHANGES(sign_up);
SELFSAME_CHANGES(activate);

// api_key_handlers.cpp
SELFSAME_READS(list_api_keys);
SELFSAME_READS(get_api_key);
SELFSAME_CHANGES(post_api_key);
SELFSAME_CHANGES(put_api_key);
SELFSAME_CHANGES(delete_api_key);

// organization_handlers.cpp
SELFSAME_READS(list_organizations);
SELFSAME_READS(get_organization);
SELFSAME_CHANGES(post_organization);
SELFSAME_CHANGES(patch_organization);
SELFSAME_CHANGES(put_organization);
SELFSAME_CHANGES(delete_organization);
// role_handlers.cpp
SELFSAME_READS(list_roles);
SELFSAME_READS(get_role);
SELFSAME_CHANGES(post_role);
SELFSAME_CHANGES(put_role);
SELFSAME_CHANGES(delete_role);

// user_handlers.cpp
SELFSAME_READS(list_users);
SELFSAME_READS(get_user);
SELFSAME_READS(get_user_mfa);
SELFSAME_CHANGES(post_user);
SELFSAME_CHANGES(put_user);
SELFSAME_CHANGES(delete_user);
SELFSAME_CHANGES(change_user_password);
SELFSAME_CHANGES(renew_user_totp);

// membership_handlers.cpp
SELFSAME_READS(list_memberships);
SELFSAME_READS(get_membership);
SELFSAME_CHANGES(put_membership);
SELFSAME_CHANGES(delete_membership);

#undef SELFSAME_READS
#undef SELFSAME_CHANGES

}  // namespace selfsame::rebilly
