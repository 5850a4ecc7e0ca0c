#pragma once

#include <boost/json/value.hpp>

#include "core/result.h"
#include "core/tenancy/place_operations.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// Writes a place as `/memberships/{id}` shows it to the person who holds it.
void encode_membership(const core::PlaceView& view, json::Writer& out);
/// The same in a list: without policies.
void encode_listed_membership(const core::PlaceView& view, json::Writer& out);

/// Writes a place as `/user/organizations` shows it.
void encode_user_organization(const core::PlaceView& view, json::Writer& out);

/// Reads the answer to an offer: the body of `PUT /memberships/{id}` and of
/// `PATCH /user/invites/{id}`.
core::Result<core::Answer> decode_answer(const boost::json::value& body);

}  // namespace selfsame::cloudflare
