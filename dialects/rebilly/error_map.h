#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "dialects/rebilly/problem.h"

namespace selfsame::rebilly {

/// Of an organization that a request is to be understood in; one that does not exist looks the same.
inline constexpr const char* kNotAMember = "You are not a member of this organization.";
/// Of one that a request is about, for who may not know of it.
inline constexpr const char* kNoSuchOrganization = "Organization not found.";

/// The one place where errors of the core get this dialect's statuses. Refused input is 422, but 400
/// if it is the query that breaks a rule: its places are names of parameters (`filter`), those in a
/// body are JSON pointers (`/acl/0`).
Problem problem_of(const core::Error& error);

/// Where this wire has what a JSON pointer of the core says: `/allowed_networks/0` is `allowedIps.0`.
std::string wire_path(std::string_view pointer);

/// A JSON pointer in dot notation: `/acl/0/scope` is `acl.0.scope`. What is none stays as it is.
std::string dotted(std::string_view pointer);

}  // namespace selfsame::rebilly
