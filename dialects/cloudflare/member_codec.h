#pragma once

#include <boost/json/value.hpp>
#include <vector>

#include "core/result.h"
#include "core/tenancy/member_operations.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// Writes the `policies` of a place.
void encode_member_policies(const std::vector<core::MemberPolicyView>& policies, json::Writer& out);

void encode_member(const core::MemberView& view, json::Writer& out);
/// The same in a list: without policies that say only what the roles say, as some clients know
/// another shape of them.
void encode_listed_member(const core::MemberView& view, json::Writer& out);

/// Reads the body of `POST .../members`.
core::Result<core::MemberDraft> decode_member(const boost::json::value& body);

/// Reads the body of `PUT .../members/{id}`. Clients send the whole member back: what is neither
/// roles nor policies is passed over.
core::Result<core::MemberRights> decode_member_rights(const boost::json::value& body);

}  // namespace selfsame::cloudflare
