#pragma once

#include <boost/json/parse.hpp>
#include <memory>
#include <string>

#include "core/tenancy/place_records.h"
#include "dialects/rebilly/links.h"
#include "http/request.h"

/// What the tests of users, roles and memberships share.
namespace selfsame::rebilly {

template <class Id>
Id id_of(char digit) {
  return Id::parse(std::string(32, digit)).value();
}

/// `2026-01-02T03:04:05+00:00`, and so many seconds later.
inline core::Timestamp at(int seconds = 0) {
  return core::parse_rfc3339("2026-01-02T03:04:05Z").value() + std::chrono::seconds(seconds);
}

inline LinkBase test_links() {
  const auto request = std::make_unique<http::Request>();
  return {*request, "https://h", "/rebilly", ""};
}

inline core::Role test_role(char digit, std::string name) {
  core::Role role;
  role.id = id_of<core::RoleId>(digit);
  role.organization = id_of<core::OrganizationId>('a');
  role.name = std::move(name);
  role.created_at = at();
  role.modified_at = at(1);
  return role;
}

/// Ada's accepted place in Acme.
inline core::PlaceRecord test_place() {
  core::User user;
  user.id = id_of<core::UserId>('b');
  user.email = "ada@example.com";
  user.first_name = "Ada";
  user.last_name = "Byron";
  user.created_at = at();
  user.modified_at = at(2);
  user.email_verified = true;
  core::Organization organization;
  organization.id = id_of<core::OrganizationId>('a');
  organization.name = "Acme";
  organization.created_at = at();
  organization.modified_at = at(1);
  core::PlaceRecord record;
  record.user = std::make_shared<const core::User>(user);
  record.organization = std::make_shared<const core::Organization>(organization);
  record.place.organization = organization.id;
  record.place.user = user.id;
  record.place.status = core::MembershipStatus::accepted;
  record.place.created_at = at();
  record.place.modified_at = at(3);
  return record;
}

template <class Encode>
boost::json::object written(const Encode& encode) {
  std::string text;
  json::Writer out(text);
  encode(out);
  return boost::json::parse(text).as_object();
}

/// Places that an error names, with a blank after each.
inline std::string places_of(const core::Error& error) {
  std::string places;
  for (const auto& field : error.fields) places += field.pointer + ' ';
  return places;
}

}  // namespace selfsame::rebilly
