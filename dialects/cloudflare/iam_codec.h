#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/tenancy/role.h"
#include "core/tenancy/role_operations.h"
#include "core/tenancy/zone.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

void encode_role(const core::Role& role, json::Writer& out);

/// Writes a group of rights as member policies show it.
void encode_iam_group(const core::IamGroup& group, json::Writer& out);
/// The same as its own routes show it.
void encode_listed_iam_group(const core::IamGroup& group, json::Writer& out);

void encode_resource_group(const core::ResourceGroup& group, json::Writer& out);

/// Reads the body of `POST .../resource_groups`.
core::Result<core::ResourceGroupDraft> decode_resource_group(const boost::json::value& body);

/// What an update wants to be different; what is absent stays.
struct ResourceGroupEdit {
  std::optional<std::string> name;
  std::optional<std::string> scope_key;
  std::optional<std::vector<std::string>> objects;  ///< there if `scope_key` is

  /// The group as it shall be.
  [[nodiscard]] core::ResourceGroupDraft apply(const core::ResourceGroup& group) const;
};

/// Reads the body of `PUT .../resource_groups/{id}`.
core::Result<ResourceGroupEdit> decode_resource_group_edit(const boost::json::value& body);

}  // namespace selfsame::cloudflare
