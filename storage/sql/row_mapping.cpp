#include "storage/sql/row_mapping.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

#include "storage/sql/json_columns.h"

namespace selfsame::storage::sql {
namespace {

[[noreturn]] void throw_corrupt(std::size_t column, std::string_view problem) {
  throw std::runtime_error("corrupt row: column " + std::to_string(column) + ": " +
                           std::string(problem));
}

template <std::size_t size>
std::array<std::uint8_t, size> read_bytes(const SqlRow& row, std::size_t column) {
  const Bytes bytes = row.blob(column);
  if (bytes.size() != size) throw_corrupt(column, "wrong length");
  std::array<std::uint8_t, size> result;
  std::ranges::copy(bytes, result.begin());
  return result;
}

/// Reads the columns of a row from left to right.
class RowReader {
 public:
  explicit RowReader(const SqlRow& row) : row_(row) {}

  std::string text() { return std::string(row_.text(next_++)); }
  std::string_view text_view() { return row_.text(next_++); }
  std::int64_t integer() { return row_.integer(next_++); }
  core::Timestamp time() { return core::Timestamp(std::chrono::microseconds(integer())); }

  bool flag() {
    const std::int64_t value = integer();
    if (value != 0 && value != 1) throw_corrupt(next_ - 1, "neither 0 nor 1");
    return value == 1;
  }

  template <std::size_t size>
  std::array<std::uint8_t, size> bytes() {
    return read_bytes<size>(row_, next_++);
  }
  template <class Id>
  Id id() {
    return Id{bytes<16>()};
  }

  /// No value if the next column is null, else what `read` makes of it.
  template <class Read>
  auto optional(Read read) -> std::optional<decltype(read())> {
    if (row_.is_null(next_)) {
      ++next_;
      return std::nullopt;
    }
    return read();
  }
  std::optional<std::string> optional_text() {
    return optional([this] { return text(); });
  }
  std::optional<core::Timestamp> optional_time() {
    return optional([this] { return time(); });
  }

  template <class Choice>
  Choice choice(std::initializer_list<Choice> all) {
    const std::int64_t code = integer();
    for (const Choice candidate : all) {
      if (code_of(candidate) == code) return candidate;
    }
    throw_corrupt(next_ - 1, "unknown code");
  }

 private:
  const SqlRow& row_;
  std::size_t next_ = 0;
};

core::Organization next_organization(RowReader& reader) {
  core::Organization organization;
  organization.id = reader.id<core::OrganizationId>();
  organization.name = reader.text();
  organization.created_at = reader.time();
  organization.modified_at = reader.time();
  return organization;
}

}  // namespace

core::IdBytes read_id(const SqlRow& row, std::size_t column) { return read_bytes<16>(row, column); }

core::SecretHash read_secret_hash(const SqlRow& row, std::size_t column) {
  return {read_bytes<32>(row, column)};
}

core::User read_user(const SqlRow& row) {
  RowReader reader(row);
  core::User user;
  user.id = reader.id<core::UserId>();
  user.email = reader.text();
  user.username = reader.text();
  user.first_name = reader.optional_text();
  user.last_name = reader.optional_text();
  user.telephone = reader.optional_text();
  user.country = reader.optional_text();
  user.zipcode = reader.optional_text();
  user.two_factor_enabled = reader.flag();
  user.suspended = reader.flag();
  user.password_hash = reader.optional_text();
  user.created_at = reader.time();
  user.modified_at = reader.time();
  return user;
}

core::Token read_token(const SqlRow& row) {
  RowReader reader(row);
  core::Token token;
  token.id = reader.id<core::TokenId>();
  token.user = reader.id<core::UserId>();
  token.name = reader.text();
  token.status = reader.choice({core::TokenStatus::active, core::TokenStatus::disabled});
  token.policies = read_policies(reader.text_view());
  token.condition = reader.optional([&] { return read_condition(reader.text_view()); });
  token.not_before = reader.optional_time();
  token.expires_at = reader.optional_time();
  token.issued_at = reader.time();
  token.modified_at = reader.time();
  token.last_used_at = reader.optional_time();
  return token;
}

core::ApiKey read_api_key(const SqlRow& row) {
  RowReader reader(row);
  core::ApiKey key;
  key.id = reader.id<core::ApiKeyId>();
  key.kind = reader.choice({core::ApiKeyKind::global, core::ApiKeyKind::organization});
  key.user = reader.id<core::UserId>();
  key.organization = reader.optional([&] { return reader.id<core::OrganizationId>(); });
  key.name = reader.text();
  key.created_at = reader.time();
  return key;
}

core::Organization read_organization(const SqlRow& row) {
  RowReader reader(row);
  return next_organization(reader);
}

core::OrganizationOfUser read_organization_of_user(const SqlRow& row) {
  RowReader reader(row);
  core::OrganizationOfUser result;
  result.organization = next_organization(reader);
  result.membership.id = reader.id<core::MembershipId>();
  result.membership.organization = reader.id<core::OrganizationId>();
  result.membership.user = reader.id<core::UserId>();
  result.membership.owner = reader.flag();
  result.membership.created_at = reader.time();
  return result;
}

core::AuditRecord read_audit_record(const SqlRow& row) {
  using core::CredentialKind;
  RowReader reader(row);
  core::AuditRecord record;
  record.id = reader.id<core::AuditRecordId>();
  record.occurred_at = reader.time();
  record.operation = reader.text();
  record.action = reader.text();
  record.actor = reader.optional([&] { return reader.id<core::UserId>(); });
  record.actor_email = reader.text();
  record.credential_kind =
      reader.choice({CredentialKind::api_token, CredentialKind::global_key,
                     CredentialKind::organization_key, CredentialKind::system});
  record.credential = reader.optional([&] { return reader.bytes<16>(); });
  record.owner = reader.bytes<16>();
  record.resource_kind = reader.text();
  record.resource_id = reader.text();
  record.changes = read_changes(reader.text_view());
  record.client_address = reader.optional([&] { return core::IpAddress{reader.bytes<16>()}; });
  record.user_agent = reader.text();
  record.request = reader.optional([&] { return reader.id<core::RequestId>(); });
  return record;
}

std::int64_t code_of(core::TokenStatus status) {
  switch (status) {
    case core::TokenStatus::active:
      return 1;
    case core::TokenStatus::disabled:
      return 2;
  }
  throw std::logic_error("unknown token status");
}

std::int64_t code_of(core::ApiKeyKind kind) {
  switch (kind) {
    case core::ApiKeyKind::global:
      return 1;
    case core::ApiKeyKind::organization:
      return 2;
  }
  throw std::logic_error("unknown kind of API key");
}

std::int64_t code_of(core::CredentialKind kind) {
  switch (kind) {
    case core::CredentialKind::api_token:
      return 1;
    case core::CredentialKind::global_key:
      return 2;
    case core::CredentialKind::organization_key:
      return 3;
    case core::CredentialKind::system:
      return 4;
  }
  throw std::logic_error("unknown kind of credential");
}

}  // namespace selfsame::storage::sql
