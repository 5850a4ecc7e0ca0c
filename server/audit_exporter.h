#pragma once

#include <cstdint>
#include <optional>
#include <ostream>

#include "core/store.h"

namespace selfsame::server {

/// A record by its place.
struct ExportPosition {
  core::IdBytes owner{};
  std::uint64_t sequence = 0;
};

/// Writes the audit records of a store in the order of their owners and sequence numbers.
class AuditExporter {
 public:
  AuditExporter(core::Store& store, bool csv, std::ostream& out)
      : store_(store), csv_(csv), out_(out) {}

  /// The names of the columns of a table.
  void write_header();
  /// All records after a position; only those of one owner, if there is one. What cannot be read is
  /// left out. Throws std::runtime_error if it cannot be written.
  void run(ExportPosition position, const std::optional<core::IdBytes>& owner);

  [[nodiscard]] std::uint64_t written() const { return written_; }
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }
  /// How far it came; no value if there was nothing.
  [[nodiscard]] const std::optional<ExportPosition>& last() const { return last_; }

 private:
  void write(const core::StoredAuditRecord& stored);

  core::Store& store_;
  bool csv_;
  std::ostream& out_;
  std::optional<ExportPosition> last_;
  std::uint64_t written_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace selfsame::server
