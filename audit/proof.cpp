#include "audit/proof.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "audit/canonical.h"
#include "audit/checkpoint_json.h"
#include "audit/hex.h"
#include "audit/record_place.h"
#include "audit/sealer.h"
#include "json/parse.h"
#include "json/writer.h"

namespace selfsame::audit {
namespace {

constexpr std::size_t kJsonDepth = 4;

/// The hash of what stands before a record; no value if the store does not have it.
std::optional<core::AuditHash> hash_before(core::ReadTransaction& tx,
                                           const core::AuditRecord& record) {
  if (record.sequence == 1) return core::AuditHash{};
  const auto head = tx.find_audit_head(record.owner.id);
  if (head && head->first_sequence == record.sequence) return head->hash_before_first;
  const auto entries = tx.read_audit_log(core::AuditLog::chain_of(record.owner),
                                         record.sequence - 1, core::Direction::ascending, 1);
  if (entries.empty() || entries.front().position != record.sequence - 1) return std::nullopt;
  return entries.front().record.hash;
}

/// The bodies of the records after one, up to another; no value if they are not all there.
std::optional<std::vector<core::AuditHash>> bodies_between(core::ReadTransaction& tx,
                                                           const core::AuditRecord& record,
                                                           std::uint64_t last) {
  std::vector<core::AuditHash> bodies;
  if (record.sequence == last) return bodies;
  const auto count = static_cast<std::uint32_t>(last - record.sequence);
  const auto entries = tx.read_audit_log(core::AuditLog::chain_of(record.owner),
                                         record.sequence + 1, core::Direction::ascending, count);
  if (entries.size() != count || entries.back().position != last) return std::nullopt;
  bodies.reserve(count);
  for (const auto& entry : entries) bodies.push_back(body_hash(canonical_json(entry.record)));
  return bodies;
}

std::vector<core::AuditHash> read_bodies(json::ObjectReader& reader) {
  std::vector<core::AuditHash> bodies;
  const auto texts = reader.strings("bodies");
  if (!texts) reader.refuse("bodies", "is required");
  for (const auto& text : texts.value_or(std::vector<std::string>())) {
    const auto hash = parse_hash(text);
    if (!hash) reader.refuse("bodies", "must be 64 hex digits in lower case each");
    bodies.push_back(hash.value_or(core::AuditHash{}));
  }
  return bodies;
}

}  // namespace

std::optional<Proof> make_proof(core::ReadTransaction& tx, const core::AuditRecord& record,
                                const core::AuditCheckpoint& checkpoint) {
  if (checkpoint.owner != record.owner || checkpoint.sequence < record.sequence ||
      checkpoint.sequence - record.sequence >= kRecordsPerCheckpointMax) {
    return std::nullopt;
  }
  const auto before = hash_before(tx, record);
  auto bodies = bodies_between(tx, record, checkpoint.sequence);
  if (!before || !bodies) return std::nullopt;
  return Proof{canonical_json(record), *before, std::move(*bodies), checkpoint};
}

std::expected<void, std::string> verify_proof(const Proof& proof,
                                              const std::vector<PublicKey>& trusted_keys) {
  const auto record = json::parse(proof.record, kJsonDepth);
  const auto place = record ? read_place(*record) : std::nullopt;
  if (!place) return std::unexpected("the record cannot be read");
  const auto& checkpoint = proof.checkpoint;
  if (place->owner != checkpoint.owner) {
    return std::unexpected("the checkpoint is of another log than the record");
  }
  if (checkpoint.sequence < place->sequence ||
      checkpoint.sequence - place->sequence != proof.bodies.size()) {
    return std::unexpected("from the record to the checkpoint there are more or fewer records");
  }
  auto hash = link(proof.before, body_hash(proof.record));
  for (const auto& body : proof.bodies) hash = link(hash, body);
  if (hash != checkpoint.hash) return std::unexpected("the checkpoint is on something else");
  const bool genuine = std::ranges::any_of(
      trusted_keys, [&](const PublicKey& key) { return is_genuine(checkpoint, key); });
  if (!genuine) return std::unexpected("no trusted key has signed the checkpoint");
  return {};
}

std::string proof_json(const Proof& proof) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("record", proof.record).field("before", to_hex(proof.before));
  writer.key("bodies").begin_array();
  for (const auto& body : proof.bodies) writer.string(to_hex(body));
  writer.end_array().key("checkpoint").raw(checkpoint_json(proof.checkpoint)).end_object();
  return text;
}

std::expected<Proof, std::string> parse_proof(std::string_view text) {
  const auto value = json::parse(text, kJsonDepth);
  if (!value) return std::unexpected("no JSON: " + value.error());
  std::vector<core::FieldError> errors;
  json::ObjectReader reader(*value, "", errors);
  Proof proof;
  proof.record = reader.required_string("record");
  proof.before = read_hash(reader, "before");
  proof.bodies = read_bodies(reader);
  if (const auto* checkpoint = reader.find("checkpoint"); checkpoint != nullptr) {
    json::ObjectReader inner(*checkpoint, reader.pointer_to("checkpoint"), errors);
    proof.checkpoint = read_checkpoint(inner, errors);
  } else {
    reader.refuse("checkpoint", "is required");
  }
  if (!errors.empty()) return std::unexpected(describe_first(errors));
  return proof;
}

}  // namespace selfsame::audit
