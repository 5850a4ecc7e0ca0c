#pragma once

#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "audit/checkpoint.h"
#include "audit/sealer.h"
#include "audit/signing_key.h"
#include "audit/verify.h"
#include "core/store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::testing {

/// SQL on a store's file, past the store. Throws std::runtime_error.
class RawConnection {
 public:
  explicit RawConnection(const std::string& path);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  void run(const std::string& sql);
  /// False if a constraint of the table does not allow it.
  bool try_run(const std::string& sql);
  /// The first column of the first row, as an SQL literal.
  std::string literal(const std::string& sql);

 private:
  sqlite3* handle_ = nullptr;
};

std::string blob_literal(const core::IdBytes& bytes);

/// A store on a file that seals its audit records, and nothing in it.
class AuditStore : public ::testing::Test {
 protected:
  AuditStore();
  ~AuditStore() override;

  core::IdBytes random_id();
  core::AuditOwner random_owner();
  /// A record of something that happens now, with something in every field.
  core::AuditRecord record_of(const core::AuditOwner& owner);
  /// Lets so many happen, each a second after the one before it.
  void append(const core::AuditOwner& owner, std::uint64_t count);

  void write(const std::function<void(core::WriteTransaction&)>& body);
  template <class Read>
  auto read(Read read_one) {
    std::optional<decltype(read_one(std::declval<core::ReadTransaction&>()))> found;
    store_->read_and_wait([&](core::ReadTransaction& tx) { found.emplace(read_one(tx)); });
    return std::move(*found);
  }
  std::optional<core::AuditHead> head(const core::AuditOwner& owner);
  std::vector<core::AuditRecord> records(const core::AuditOwner& owner);
  std::vector<core::AuditCheckpoint> checkpoints(const core::AuditOwner& owner);
  core::AuditCheckpoint sign(const core::AuditOwner& owner);
  audit::VerifyReport verify();

  FakeClock clock_;
  SeededEntropy entropy_{7};
  audit::Sha256Sealer sealer_;
  std::filesystem::path directory_;
  std::string path_;
  std::unique_ptr<core::Store> store_;
  std::optional<audit::SigningKey> key_;
  audit::VerifyOptions options_;
};

}  // namespace selfsame::testing
