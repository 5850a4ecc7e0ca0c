#include "server/audit_exporter.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "audit/export.h"
#include "dialects/common/csv.h"

namespace selfsame::server {
namespace {

constexpr std::uint32_t kRecordsAtOnce = 1000;

}  // namespace

void AuditExporter::write_header() {
  std::vector<std::string> names;
  for (const auto name : audit::export_columns()) names.emplace_back(name);
  out_ << dialect::csv_row(names);
}

void AuditExporter::run(ExportPosition position, const std::optional<core::IdBytes>& owner) {
  bool more = true;
  while (more) {
    std::vector<core::StoredAuditRecord> records;
    store_.read_and_wait([&](core::ReadTransaction& tx) {
      records = tx.stored_audit_records(position.owner, position.sequence, kRecordsAtOnce);
    });
    more = records.size() == kRecordsAtOnce;
    for (const auto& stored : records) {
      if (owner && stored.owner != *owner) return;
      write(stored);
      position = {stored.owner, stored.sequence};
      last_ = position;
    }
    out_.flush();
    if (!out_) throw std::runtime_error("cannot write to standard output");
  }
}

void AuditExporter::write(const core::StoredAuditRecord& stored) {
  if (!stored.record) {
    ++left_out_;
    return;
  }
  ++written_;
  if (csv_) {
    out_ << dialect::csv_row(audit::export_cells(*stored.record));
  } else {
    out_ << audit::export_line(*stored.record) << '\n';
  }
}

}  // namespace selfsame::server
