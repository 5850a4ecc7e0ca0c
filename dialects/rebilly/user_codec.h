#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

#include "core/access/secret.h"
#include "core/identity/user.h"
#include "core/result.h"
#include "core/tenancy/organization_user_operations.h"
#include "core/tenancy/place_records.h"
#include "core/time.h"
#include "dialects/rebilly/links.h"
#include "json/writer.h"

namespace selfsame::rebilly {

/// A user as one organization sees them: of others it learns nothing.
struct UserParts {
  const core::User& user;
  const core::PlaceRecord* place;  ///< theirs there; null: they have none
  std::string_view currency;       ///< of the organization's reports
};

/// Source: reference 6.6.
void encode_user(const UserParts& parts, const LinkBase& links, json::Writer& out);

/// What changes of somebody's place changes them, as the organization sees them.
core::Timestamp user_modified_at(const core::User& user, const core::PlaceRecord* place);

/// A person, with the password that stands beside them.
struct DecodedUser {
  core::OrganizationUserDraft draft;
  std::optional<core::PlainSecret> password;
};
/// Errors: invalid.
core::Result<DecodedUser> decode_user(const boost::json::value& body);

}  // namespace selfsame::rebilly
