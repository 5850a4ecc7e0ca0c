#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "core/result.h"
#include "core/tenancy/organization_operations.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// Writes an organization as `/accounts` shows it.
void encode_account(const core::OrganizationView& view, json::Writer& out);
/// The same with what only memberships show of it.
void encode_account_of_membership(const core::OrganizationView& view, json::Writer& out);
/// Writes an organization that administers others as `/user/tenants` shows it.
void encode_tenant(const core::OrganizationView& view, json::Writer& out);

/// Reads the body of `POST /accounts`.
core::Result<core::OrganizationDraft> decode_account_draft(const boost::json::value& body);

/// Reads the body of `PUT /accounts/{id}`. What cannot be changed, and clients send back, is passed
/// over.
core::Result<core::OrganizationEdit> decode_account_edit(const boost::json::value& body);

/// Renames the places in an error of the core to those of this dialect's bodies.
core::Error with_account_pointers(core::Error error);

}  // namespace selfsame::cloudflare
