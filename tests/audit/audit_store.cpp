#include "tests/audit/audit_store.h"

#include <cstdlib>
#include <stdexcept>

#include "audit/signer.h"
#include "crypto/sodium.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/support/audit_records.h"

namespace selfsame::testing {

namespace fs = std::filesystem;

RawConnection::RawConnection(const std::string& path) {
  if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error("cannot open");
  sqlite3_busy_timeout(handle_, 10'000);
}

RawConnection::~RawConnection() { sqlite3_close(handle_); }

void RawConnection::run(const std::string& sql) {
  if (!try_run(sql)) throw std::runtime_error(std::string(sqlite3_errmsg(handle_)) + ": " + sql);
}

bool RawConnection::try_run(const std::string& sql) {
  const int result = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (result == SQLITE_CONSTRAINT) return false;
  if (result != SQLITE_OK) {
    throw std::runtime_error(std::string(sqlite3_errmsg(handle_)) + ": " + sql);
  }
  return true;
}

std::string RawConnection::literal(const std::string& sql) {
  std::string found;
  const auto take = [](void* context, int, char** values, char**) {
    *static_cast<std::string*>(context) = values[0];
    return 0;
  };
  const auto quoting = "SELECT quote(value) FROM (" + sql + ")";
  if (sqlite3_exec(handle_, quoting.c_str(), take, &found, nullptr) != SQLITE_OK) {
    throw std::runtime_error(std::string(sqlite3_errmsg(handle_)) + ": " + sql);
  }
  return found;
}

std::string blob_literal(const core::IdBytes& bytes) { return "x'" + core::id_to_hex(bytes) + "'"; }

AuditStore::AuditStore() {
  crypto::initialize();
  std::string name = (fs::temp_directory_path() / "selfsame-audit-XXXXXX").string();
  directory_ = ::mkdtemp(name.data());
  path_ = (directory_ / "store.db").string();
  store_ = storage::sqlite::open_sqlite_store({.path = path_, .log = {}, .sealer = &sealer_});
  key_ = audit::SigningKey::ephemeral(entropy_);
  options_.trusted_keys = {key_->public_key()};
}

AuditStore::~AuditStore() {
  store_->close();
  store_.reset();
  fs::remove_all(directory_);
}

core::IdBytes AuditStore::random_id() {
  core::IdBytes bytes{};
  entropy_.fill(bytes);
  return bytes;
}

core::AuditOwner AuditStore::random_owner() {
  const auto id = random_id();
  return id.back() % 2 == 0 ? core::AuditOwner(core::UserId{id})
                            : core::AuditOwner(core::OrganizationId{id});
}

core::AuditRecord AuditStore::record_of(const core::AuditOwner& owner) {
  core::AuditRecord record;
  record.id = core::AuditRecordId::make(clock_.now(), entropy_);
  record.occurred_at = clock_.now();
  record.operation = "token.update";
  record.action = "token_update";
  record.actor = core::UserId{random_id()};
  record.effective_actor = record.actor;
  record.actor_email = "ada@example.com";
  record.credential_kind = core::CredentialKind::api_token;
  record.credential = random_id();
  record.credential_name = "laptop";
  record.owner = owner;
  record.resource_kind = "token";
  record.resource_id = core::id_to_hex(random_id());
  record.zone = core::ZoneId{random_id()};
  record.zone_name = "example.com";
  record.changes = {{"name", "before", "after"}, {"status", std::nullopt, ""}};
  record.client_address = core::IpAddress::parse("2001:db8::7");
  record.user_agent = "test/1 \xC3\xA4";
  record.request = core::RequestId{random_id()};
  record.method = "PUT";
  record.path = "/client/v4/user/tokens";
  return record;
}

void AuditStore::append(const core::AuditOwner& owner, std::uint64_t count) {
  write([&](core::WriteTransaction& tx) {
    for (std::uint64_t i = 0; i < count; ++i) {
      clock_.advance(std::chrono::seconds(1));
      tx.append_audit_record(record_of(owner));
    }
  });
}

void AuditStore::write(const std::function<void(core::WriteTransaction&)>& body) {
  store_->write_and_wait([&](core::WriteTransaction& tx) {
    body(tx);
    return true;
  });
}

std::optional<core::AuditHead> AuditStore::head(const core::AuditOwner& owner) {
  return read([&](core::ReadTransaction& tx) { return tx.find_audit_head(owner.id); });
}

std::vector<core::AuditRecord> AuditStore::records(const core::AuditOwner& owner) {
  return read([&](core::ReadTransaction& tx) { return records_of(tx, owner.id); });
}

std::vector<core::AuditCheckpoint> AuditStore::checkpoints(const core::AuditOwner& owner) {
  return read([&](core::ReadTransaction& tx) { return tx.audit_checkpoints(owner.id, 0, 10'000); });
}

core::AuditCheckpoint AuditStore::sign(const core::AuditOwner& owner) {
  core::AuditCheckpoint checkpoint;
  write([&](core::WriteTransaction& tx) {
    checkpoint = audit::sign_now(tx, *key_, tx.find_audit_head(owner.id).value(), clock_.now());
  });
  return checkpoint;
}

audit::VerifyReport AuditStore::verify() { return audit::verify_store(*store_, options_); }

}  // namespace selfsame::testing
