#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "audit/signing_key.h"
#include "core/store.h"

/// Finds out whether somebody changed logs behind the program's back.
namespace selfsame::audit {

enum class Problem : std::uint8_t {
  changed,                 ///< the record's content does not give its hash
  removed,                 ///< there is no record where one must be
  inserted,                ///< there is a record where none may be
  unreadable,              ///< what lies there is no record
  head_misfit,             ///< the newest record is not the one that the log's head names
  head_unreadable,         ///< what stands in the head's place is none
  checkpoint_misfit,       ///< a good checkpoint is on something else
  checkpoint_forged,       ///< a checkpoint's signature is wrong
  checkpoint_unknown_key,  ///< a checkpoint is signed by a key that is not trusted
  checkpoint_removed,      ///< the checkpoint that the log's head names is not there
  checkpoint_unreadable,   ///< what stands in a checkpoint's place is none
};

/// Where a log is first not what was written.
struct BadPlace {
  core::IdBytes owner{};
  std::uint64_t sequence = 0;
  std::optional<core::AuditRecordId> record{};  ///< if it can be read
  Problem problem = Problem::changed;
  std::uint64_t line = 0;  ///< of an export; else 0

  bool operator==(const BadPlace&) const = default;
};

/// One clear line for people, without its end.
std::string describe(const BadPlace& place);

/// A log of an export that begins later than with its first record.
struct LateBeginning {
  core::IdBytes owner{};
  std::uint64_t sequence = 0;

  bool operator==(const LateBeginning&) const = default;
};

struct VerifyReport {
  std::uint64_t records = 0;
  std::uint64_t logs = 0;
  std::uint64_t checkpoints = 0;
  /// The first bad place of each log that has one. Of a line of an export that is no record at all
  /// nobody knows the log; each is a place of its own.
  std::vector<BadPlace> bad;
  /// What had to be taken as given: content and predecessors of these records are not checked.
  std::vector<LateBeginning> taken_as_given;

  [[nodiscard]] bool is_whole() const { return bad.empty(); }
};

struct VerifyOptions {
  std::vector<PublicKey> trusted_keys;
  /// That were kept elsewhere; checked like those in the store.
  std::vector<core::AuditCheckpoint> checkpoints{};
  /// Told now and then how many records have been read; may be empty.
  std::function<void(std::uint64_t done)> progress{};
};

/// Reads every record, head and checkpoint as of one moment. Throws what the store throws if it
/// cannot be read at all, but nothing because of what is in it.
VerifyReport verify_store(core::Store& store, const VerifyOptions& options);

/// Reads lines as `export_line` writes them. Those of several logs may be mixed, but each log's are
/// in their order. Empty lines count for nothing.
VerifyReport verify_export(std::istream& in, const VerifyOptions& options);

}  // namespace selfsame::audit
