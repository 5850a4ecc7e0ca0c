#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

#include "tests/audit/audit_store.h"

namespace selfsame::testing {
namespace {

#ifdef NDEBUG
constexpr std::uint64_t kRecordsPerOwner = 100;
#else
constexpr std::uint64_t kRecordsPerOwner = 10;  // sanitizers make it slow
#endif
constexpr std::size_t kOwners = 1000;
constexpr std::size_t kOwnersPerTransaction = 50;

constexpr const char* kColumns[] = {"owner_id",
                                    "sequence",
                                    "id",
                                    "owner_kind",
                                    "occurred_at",
                                    "operation",
                                    "action",
                                    "outcome",
                                    "refusal",
                                    "actor_id",
                                    "actor_email",
                                    "effective_actor_id",
                                    "credential_id",
                                    "credential_kind",
                                    "credential_name",
                                    "resource_kind",
                                    "resource_id",
                                    "zone_id",
                                    "zone_name",
                                    "changes",
                                    "client_address",
                                    "user_agent",
                                    "request_id",
                                    "method",
                                    "path",
                                    "hash"};

/// Where verification must find something: owner to sequence numbers.
using Expected = std::map<core::IdBytes, std::uint64_t>;

class AlteredStore : public AuditStore {
 protected:
  AlteredStore() {
    for (std::size_t i = 0; i < kOwners; ++i) owners_.push_back(random_owner());
    for (std::size_t i = 0; i < kOwners; i += kOwnersPerTransaction) fill(i);
    write([&](core::WriteTransaction& tx) {
      for (const auto& owner : owners_) {
        const auto head = tx.find_audit_head(owner.id).value();
        tx.insert_audit_checkpoint(audit::make_checkpoint(*key_, head, clock_.now()));
      }
    });
    raw_.run("ATTACH ':memory:' AS kept");
    raw_.run("CREATE TABLE kept.audit_records AS SELECT * FROM main.audit_records");
    raw_.run("CREATE INDEX kept.by_owner ON audit_records (owner_id)");
  }

  void fill(std::size_t first) {
    write([&](core::WriteTransaction& tx) {
      for (std::uint64_t n = 0; n < kRecordsPerOwner; ++n) {
        clock_.advance(std::chrono::seconds(1));
        for (std::size_t i = first; i < first + kOwnersPerTransaction; ++i) {
          tx.append_audit_record(record_of(owners_[i]));
        }
      }
    });
  }
  void restore() {
    raw_.run(
        "BEGIN; DELETE FROM main.audit_records;"
        "INSERT INTO main.audit_records SELECT * FROM kept.audit_records; COMMIT");
  }

  /// The same of the logs in which something is to be found.
  void restore(const Expected& expected) {
    for (const auto& [owner, sequence] : expected) {
      const auto rows = "audit_records WHERE owner_id = " + blob_literal(owner);
      raw_.run("DELETE FROM main." + rows);
      raw_.run("INSERT INTO main.audit_records SELECT * FROM kept." + rows);
    }
  }

  std::uint64_t random(std::uint64_t below) {
    return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(engine_);
  }
  std::uint64_t random_sequence() { return 1 + random(kRecordsPerOwner); }
  static std::string where(const core::AuditOwner& owner, std::uint64_t sequence) {
    return " WHERE owner_id = " + blob_literal(owner.id) +
           " AND sequence = " + std::to_string(sequence);
  }

  /// The literal of a value that differs in one byte.
  std::string altered(const std::string& literal) {
    if (literal == "NULL") return "x'00000000000000000000000000000000'";
    if (literal.starts_with("X'")) return altered_bytes(literal.substr(2, literal.size() - 3), "");
    if (literal.starts_with("'")) {
      std::string digits;
      for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
        if (literal[i] == '\'') ++i;  // is written twice
        digits += hex(static_cast<unsigned char>(literal[i]));
      }
      return altered_bytes(digits, "TEXT");
    }
    // Small numbers often, or the constraints of most columns would let nothing through.
    const auto mask = random(2) == 0 ? 1 + random(7) : (1 + random(255)) << (8 * random(8));
    return std::to_string(
        static_cast<std::int64_t>(static_cast<std::uint64_t>(std::stoll(literal)) ^ mask));
  }
  std::string altered_bytes(std::string digits, const std::string& type) {
    if (digits.empty()) {
      digits = hex(static_cast<unsigned char>(1 + random(255)));
    } else {
      const auto at = 2 * random(digits.size() / 2);
      const auto byte = std::stoul(digits.substr(at, 2), nullptr, 16) ^ (1 + random(255));
      digits.replace(at, 2, hex(static_cast<unsigned char>(byte)));
    }
    const auto blob = "x'" + digits + "'";
    return type.empty() ? blob : "CAST(" + blob + " AS " + type + ")";
  }
  static std::string hex(unsigned char byte) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    return {kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  static core::IdBytes id_of(const std::string& literal) {
    return core::parse_hex_id(literal.substr(2, 32)).value();
  }

  /// Changes one byte of one column of one record; adds what is to be found.
  void alter(const core::AuditOwner& owner, Expected& expected) {
    while (true) {
      const auto sequence = random_sequence();
      const std::string column = kColumns[random(std::size(kColumns))];
      const auto place = where(owner, sequence);
      const auto value =
          altered(raw_.literal("SELECT " + column + " AS value FROM audit_records" + place));
      if (!raw_.try_run("UPDATE audit_records SET " + column + " = " + value + place)) continue;
      ++altered_columns_[column];
      expected.emplace(owner.id, sequence);
      if (column == "owner_id") expected.emplace(id_of(value), sequence);
      return;
    }
  }
  void remove(const core::AuditOwner& owner, std::uint64_t sequence, Expected& expected) {
    raw_.run("DELETE FROM audit_records" + where(owner, sequence));
    expected.emplace(owner.id, sequence);
  }
  void duplicate(const core::AuditOwner& owner, Expected& expected) {
    const auto beyond = kRecordsPerOwner + 1 + random(3);
    raw_.run("CREATE TEMP TABLE copy AS SELECT * FROM main.audit_records" +
             where(owner, random_sequence()));
    raw_.run("UPDATE temp.copy SET sequence = " + std::to_string(beyond) +
             "; INSERT INTO main.audit_records SELECT * FROM temp.copy; DROP TABLE temp.copy");
    expected.emplace(owner.id, beyond);
  }
  void swap(const core::AuditOwner& owner, Expected& expected) {
    const auto one = random_sequence();
    const auto two = 1 + one % kRecordsPerOwner;
    const auto renumber = [&](std::uint64_t from, std::uint64_t to) {
      raw_.run("UPDATE audit_records SET sequence = " + std::to_string(to) + where(owner, from));
    };
    renumber(one, 1'000'000);
    renumber(two, one);
    renumber(1'000'000, two);
    expected.emplace(owner.id, std::min(one, two));
  }

  void expect_found(const Expected& expected) {
    const auto report = verify();
    Expected found;
    for (const auto& place : report.bad) {
      EXPECT_TRUE(found.emplace(place.owner, place.sequence).second) << audit::describe(place);
    }
    for (const auto& [owner, sequence] : expected) {
      const auto at = found.find(owner);
      if (at == found.end()) {
        ADD_FAILURE() << "not found: " << core::id_to_hex(owner) << ' ' << sequence;
      } else {
        EXPECT_EQ(at->second, sequence) << core::id_to_hex(owner);
      }
    }
    EXPECT_EQ(found.size(), expected.size());
  }

  std::vector<core::AuditOwner> owners_;
  RawConnection raw_{path_};
  std::mt19937_64 engine_{2026};
  std::map<std::string, int> altered_columns_;
};

TEST_F(AlteredStore, IsFoundOutWhateverWasDoneToIt) {
  const auto untouched = verify();
  ASSERT_TRUE(untouched.is_whole());
  ASSERT_EQ(untouched.records, kOwners * kRecordsPerOwner);
  ASSERT_EQ(untouched.checkpoints, kOwners);

  Expected expected;
  raw_.run("BEGIN");
  for (const auto& owner : owners_) alter(owner, expected);
  raw_.run("COMMIT");
  EXPECT_EQ(altered_columns_.size(), std::size(kColumns)) << "every column had its turn";
  expect_found(expected);
  restore();
  EXPECT_TRUE(verify().is_whole());

  expected.clear();
  raw_.run("BEGIN");
  for (std::size_t i = 0; i < kOwners; ++i) {
    switch (const auto& owner = owners_[i]; i % 6) {
      case 0:
        remove(owner, 1, expected);
        break;
      case 1:
        remove(owner, kRecordsPerOwner / 2, expected);
        break;
      case 2:
        remove(owner, kRecordsPerOwner, expected);
        break;
      case 3:
        duplicate(owner, expected);
        break;
      case 4:
        swap(owner, expected);
        break;
      default:
        break;  // stays as it is
    }
  }
  raw_.run("COMMIT");
  expect_found(expected);
  restore();
  EXPECT_TRUE(verify().is_whole());

  for (int i = 0; i < 10; ++i) {
    expected.clear();
    alter(owners_[random(kOwners)], expected);
    expect_found(expected);
    restore(expected);
  }
  EXPECT_TRUE(verify().is_whole());
}

}  // namespace
}  // namespace selfsame::testing
