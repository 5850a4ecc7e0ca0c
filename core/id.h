#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace selfsame::core {

class Entropy;

using IdBytes = std::array<std::uint8_t, 16>;

/// 128 bits as 32 lower-case hex digits, without memory of their own to ask for.
class HexId {
 public:
  explicit HexId(const IdBytes& bytes);
  operator std::string_view() const {
    return {digits_.data(), digits_.size()};
  }  // NOLINT(google-explicit-constructor)

 private:
  std::array<char, 32> digits_;
};

/// The same as a string.
std::string id_to_hex(const IdBytes& bytes);
/// 128 bits as 26 characters of Crockford base32, upper case; likewise.
class Base32Id {
 public:
  explicit Base32Id(const IdBytes& bytes);
  operator std::string_view() const {
    return {digits_.data(), digits_.size()};
  }  // NOLINT(google-explicit-constructor)

 private:
  std::array<char, 26> digits_;
};

/// The same digits in groups of 8-4-4-4-12.
std::string id_to_uuid(const IdBytes& bytes);
/// 26 characters of Crockford base32, upper case.
std::string id_to_base32(const IdBytes& bytes);
/// Reads any of the three spellings (case-insensitive; base32 may have a `prefix_` before it).
std::optional<IdBytes> parse_id(std::string_view text);
/// Reads only the 32-digit spelling, lower or upper case.
std::optional<IdBytes> parse_hex_id(std::string_view text);
/// A new time-ordered id (RFC 9562 version 7: 48 bits of milliseconds, 12 bits of their fraction,
/// then random bits): ids of different microseconds sort as they were made.
IdBytes make_id(Timestamp now, Entropy& entropy);

/// A 128-bit identifier that cannot be mistaken for one of another kind of entity.
template <class Tag>
struct Id {
  IdBytes bytes{};

  auto operator<=>(const Id&) const = default;

  [[nodiscard]] std::string hex() const { return id_to_hex(bytes); }
  /// For who only looks at it.
  [[nodiscard]] HexId hex_view() const { return HexId(bytes); }
  static std::optional<Id> parse(std::string_view text) {
    const auto parsed = parse_id(text);
    return parsed ? std::optional(Id{*parsed}) : std::nullopt;
  }
  static Id make(Timestamp now, Entropy& entropy) { return Id{make_id(now, entropy)}; }
};

using UserId = Id<struct UserTag>;
using OrganizationId = Id<struct OrganizationTag>;
using MembershipId = Id<struct MembershipTag>;
using TokenId = Id<struct TokenTag>;
using PolicyId = Id<struct PolicyTag>;
using ApiKeyId = Id<struct ApiKeyTag>;
using AuditRecordId = Id<struct AuditRecordTag>;
using RequestId = Id<struct RequestTag>;
using RoleId = Id<struct RoleTag>;
using IamGroupId = Id<struct IamGroupTag>;
using ResourceGroupId = Id<struct ResourceGroupTag>;
using InviteId = Id<struct InviteTag>;
using ZoneId = Id<struct ZoneTag>;
using MailId = Id<struct MailTag>;
using SubscriptionId = Id<struct SubscriptionTag>;
using BillingItemId = Id<struct BillingItemTag>;
using SessionId = Id<struct SessionTag>;
using ActionLinkId = Id<struct ActionLinkTag>;

/// Hashes an id for in-memory tables: the low half is random by construction.
struct IdHash {
  std::size_t operator()(const IdBytes& bytes) const noexcept {
    std::uint64_t low = 0;
    std::memcpy(&low, bytes.data() + 8, sizeof low);
    std::uint64_t high = 0;
    std::memcpy(&high, bytes.data(), sizeof high);
    return static_cast<std::size_t>(low ^ (high * 0x9E3779B97F4A7C15ULL));
  }
  template <class Tag>
  std::size_t operator()(const Id<Tag>& id) const noexcept {
    return (*this)(id.bytes);
  }
};

}  // namespace selfsame::core
