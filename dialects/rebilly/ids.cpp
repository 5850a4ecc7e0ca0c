#include "dialects/rebilly/ids.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dialects/rebilly/target.h"

namespace selfsame::rebilly {
namespace {

constexpr std::array kKinds{IdKind::user, IdKind::organization, IdKind::role, IdKind::session,
                            IdKind::api_key};

constexpr std::string_view prefix_of(IdKind kind) {
  switch (kind) {
    case IdKind::user:
      return "usr";
    case IdKind::organization:
      return "org";
    case IdKind::role:
      return "role";
    case IdKind::session:
      return "jwt";
    case IdKind::api_key:
      return "api_key";
  }
  std::unreachable();
}

enum class Origin : std::uint8_t { ours, client, nowhere };

/// `parsed` is what the core reads in the text, whatever its prefix.
Origin origin_of(std::string_view text, IdKind kind, const std::optional<core::IdBytes>& parsed) {
  if (!is_wire_id(text)) return Origin::nowhere;
  if (!parsed) return Origin::client;
  const auto underscore = text.rfind('_');
  if (underscore == std::string_view::npos) return Origin::ours;
  const auto prefix = text.substr(0, underscore);
  if (prefix == prefix_of(kind)) return Origin::ours;
  const bool other_kind = std::ranges::find(kKinds, prefix, prefix_of) != kKinds.end();
  return other_kind ? Origin::nowhere : Origin::client;
}

}  // namespace

std::string spell_id(const core::IdBytes& bytes, IdKind kind) {
  const core::Base32Id digits(bytes);
  std::string text;
  text.reserve(prefix_of(kind).size() + 1 + std::string_view(digits).size());
  return text.append(prefix_of(kind)).append("_").append(digits);
}

std::optional<core::IdBytes> read_id(std::string_view text, IdKind kind,
                                     const core::OrganizationId& context,
                                     const core::SecretHasher& hasher) {
  const auto parsed = core::parse_id(text);
  switch (origin_of(text, kind, parsed)) {
    case Origin::ours:
      return parsed;
    case Origin::client:
      return chosen_id(text, kind, context, hasher);
    case Origin::nowhere:
      return std::nullopt;
  }
  std::unreachable();
}

std::optional<core::OrganizationId> read_organization_id(std::string_view segment,
                                                         const core::SecretHasher& hasher) {
  const auto text = wire_id(segment);
  const auto bytes = text ? read_id(*text, IdKind::organization, {}, hasher) : std::nullopt;
  return bytes ? std::optional(core::OrganizationId{*bytes}) : std::nullopt;
}

core::IdBytes chosen_id(std::string_view text, IdKind kind, const core::OrganizationId& context,
                        const core::SecretHasher& hasher) {
  const auto place = kind == IdKind::organization ? core::OrganizationId{} : context;
  // A prefix without `:` and hex digits of a fixed number: no two inputs look the same.
  std::string input(prefix_of(kind));
  input.append(":").append(place.hex_view()).append(":").append(text);
  const auto hash = hasher.hash(input);
  core::IdBytes bytes{};
  std::copy_n(hash.bytes.begin(), bytes.size(), bytes.begin());
  bytes[6] = static_cast<std::uint8_t>(0x80U | (bytes[6] & 0x0FU));  // version 8
  bytes[8] = static_cast<std::uint8_t>(0x80U | (bytes[8] & 0x3FU));  // variant of RFC 9562
  return bytes;
}

bool is_chosen(std::string_view text, IdKind kind) {
  return origin_of(text, kind, core::parse_id(text)) == Origin::client;
}

}  // namespace selfsame::rebilly
