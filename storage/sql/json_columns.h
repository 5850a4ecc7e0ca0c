#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/access/acl.h"
#include "core/access/policy.h"
#include "core/audit/audit_record.h"
#include "core/id.h"
#include "core/identity/communication.h"
#include "core/tenancy/membership.h"
#include "core/tenancy/organization_profile.h"
#include "core/tenancy/role.h"

/// Lists that a row holds as one JSON text, in their order. Reading text that was not written here
/// throws std::runtime_error.
namespace selfsame::storage::sql {

std::string write_policies(const std::vector<core::Policy>& policies);
std::vector<core::Policy> read_policies(std::string_view text);

std::string write_condition(const core::NetworkCondition& condition);
core::NetworkCondition read_condition(std::string_view text);

std::string write_changes(const std::vector<core::AuditChange>& changes);
std::vector<core::AuditChange> read_changes(std::string_view text);

std::string write_member_policies(const std::vector<core::MemberPolicy>& policies);
std::vector<core::MemberPolicy> read_member_policies(std::string_view text);

std::string write_network_list(const std::vector<core::Cidr>& networks);
std::vector<core::Cidr> read_network_list(std::string_view text);

/// By the names of the areas; what is not allowed is not there.
std::string write_grants(const core::Grants& grants);
core::Grants read_grants(std::string_view text);

std::string write_mail_preferences(const std::vector<core::MailPreference>& preferences);
std::vector<core::MailPreference> read_mail_preferences(std::string_view text);

/// Pairs of a name and a text.
std::string write_named_texts(const std::vector<std::pair<std::string, std::string>>& values);
std::vector<std::pair<std::string, std::string>> read_named_texts(std::string_view text);

std::string write_texts(const std::vector<std::string>& texts);
std::vector<std::string> read_texts(std::string_view text);

std::string write_acl(const std::vector<core::AclEntry>& acl);
std::vector<core::AclEntry> read_acl(std::string_view text);

std::string write_contacts(const std::vector<core::OrganizationContact>& contacts);
std::vector<core::OrganizationContact> read_contacts(std::string_view text);

std::string write_id_list(const std::vector<core::IdBytes>& ids);
std::vector<core::IdBytes> read_id_list(std::string_view text);

template <class Id>
std::string write_ids(const std::vector<Id>& ids) {
  std::vector<core::IdBytes> list;
  list.reserve(ids.size());
  for (const Id& id : ids) list.push_back(id.bytes);
  return write_id_list(list);
}
template <class Id>
std::vector<Id> read_ids(std::string_view text) {
  std::vector<Id> ids;
  for (const core::IdBytes& bytes : read_id_list(text)) ids.push_back(Id{bytes});
  return ids;
}

}  // namespace selfsame::storage::sql
