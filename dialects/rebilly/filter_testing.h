#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "dialects/rebilly/filter.h"
#include "tests/support/fake_hasher.h"

/// What the tests of filters share.
namespace selfsame::rebilly {

inline constexpr std::array kTestFields{
    Field{"name", FieldType::string},
    Field{"count", FieldType::integer},
    Field{"isOwner", FieldType::boolean},
    Field{"createdTime", FieldType::timestamp},
    Field{"organization.id", FieldType::id, IdKind::organization},
    Field{"userId", FieldType::id, IdKind::user},
    Field{"permissions", FieldType::string_list},
    Field{"roleIds", FieldType::id_list, IdKind::role},
};
inline const core::OrganizationId kContext =
    core::OrganizationId::parse(std::string(32, 'c')).value();
inline const testing::FakeHasher kHasher;

inline core::Result<Filter> parse(std::string_view text) {
  return parse_filter(text, kTestFields, kContext, kHasher);
}

/// A record; what it does not name is null.
using TestRecord = std::map<std::string, Value, std::less<>>;

inline bool matches(const Filter& filter, const TestRecord& record) {
  return matches(filter, [&](std::string_view field) {
    const auto found = record.find(field);
    return found == record.end() ? Value() : found->second;
  });
}

}  // namespace selfsame::rebilly
