#include "audit/checkpoint.h"

#include <array>
#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>

#include "audit/checkpoint_json.h"
#include "audit/hex.h"
#include "audit/words.h"
#include "crypto/base64.h"
#include "json/parse.h"
#include "json/writer.h"

namespace selfsame::audit {
namespace {

constexpr std::string_view kFormat = "selfsame audit checkpoint v1";
constexpr std::size_t kJsonDepth = 4;
constexpr std::size_t kSignatureBytes = 64;

core::AuditOwner read_owner(json::ObjectReader& reader, std::vector<core::FieldError>& errors) {
  core::AuditOwner owner;
  const auto* value = reader.find("owner");
  if (value == nullptr) {
    reader.refuse("owner", "is required");
    return owner;
  }
  json::ObjectReader inner(*value, reader.pointer_to("owner"), errors);
  const auto kind = parse_owner_kind(inner.required_string("kind"));
  if (!kind) inner.refuse("kind", "must be user, organization or installation");
  const auto id = core::parse_hex_id(inner.required_string("id"));
  if (!id) inner.refuse("id", "must be 32 hex digits");
  owner.kind = kind.value_or(owner.kind);
  owner.id = id.value_or(owner.id);
  return owner;
}

std::uint64_t read_sequence(json::ObjectReader& reader) {
  const auto* value = reader.find("sequence");
  if (value != nullptr && value->is_int64() && value->get_int64() > 0) {
    return static_cast<std::uint64_t>(value->get_int64());
  }
  reader.refuse("sequence", "must be a whole number from 1");
  return 0;
}

std::string read_signature(json::ObjectReader& reader) {
  std::array<std::uint8_t, kSignatureBytes> bytes{};
  if (crypto::from_base64(reader.required_string("signature"), bytes))
    return {bytes.begin(), bytes.end()};
  reader.refuse("signature", "must be 64 bytes in base64");
  return {};
}

}  // namespace

std::string checkpoint_statement(const core::AuditCheckpoint& checkpoint) {
  std::string text(kFormat);
  const auto add_line = [&](std::string_view line) { text.append("\n").append(line); };
  add_line(word(checkpoint.owner.kind));
  add_line(core::HexId(checkpoint.owner.id));
  add_line(std::to_string(checkpoint.sequence));
  add_line(to_hex(checkpoint.hash));
  add_line(core::format_microseconds(checkpoint.signed_at));
  add_line(checkpoint.key);
  return text + '\n';
}

core::AuditCheckpoint make_checkpoint(const SigningKey& key, const core::AuditOwner& owner,
                                      std::uint64_t sequence, const core::AuditHash& hash,
                                      core::Timestamp now) {
  core::AuditCheckpoint checkpoint{owner, sequence, hash, now, key.id(), {}};
  checkpoint.signature = key.sign(checkpoint_statement(checkpoint));
  return checkpoint;
}

core::AuditCheckpoint make_checkpoint(const SigningKey& key, const core::AuditHead& head,
                                      core::Timestamp now) {
  return make_checkpoint(key, head.owner, head.sequence, head.hash, now);
}

bool is_genuine(const core::AuditCheckpoint& checkpoint, const PublicKey& key) {
  return checkpoint.key == key.id() &&
         is_signed_by(key, checkpoint_statement(checkpoint), checkpoint.signature);
}

std::string checkpoint_json(const core::AuditCheckpoint& checkpoint) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().field("format", kFormat).key("owner").begin_object();
  writer.field("kind", word(checkpoint.owner.kind));
  writer.field("id", core::HexId(checkpoint.owner.id)).end_object();
  writer.field("sequence", checkpoint.sequence);
  writer.field("hash", to_hex(checkpoint.hash));
  writer.field("signed_at", core::format_microseconds(checkpoint.signed_at));
  writer.field("key", checkpoint.key);
  writer.field("signature", crypto::to_base64(checkpoint.signature)).end_object();
  return text;
}

core::AuditHash read_hash(json::ObjectReader& reader, std::string_view key) {
  const auto hash = parse_hash(reader.required_string(key));
  if (!hash) reader.refuse(key, "must be 64 hex digits in lower case");
  return hash.value_or(core::AuditHash{});
}

core::AuditCheckpoint read_checkpoint(json::ObjectReader& reader,
                                      std::vector<core::FieldError>& errors) {
  core::AuditCheckpoint checkpoint;
  if (reader.required_string("format") != kFormat) {
    reader.refuse("format", "must be " + std::string(kFormat));
  }
  checkpoint.owner = read_owner(reader, errors);
  checkpoint.sequence = read_sequence(reader);
  checkpoint.hash = read_hash(reader, "hash");
  const auto signed_at = core::parse_rfc3339(reader.required_string("signed_at"));
  if (!signed_at) reader.refuse("signed_at", "must be a date and time by RFC 3339");
  checkpoint.signed_at = signed_at.value_or(core::Timestamp());
  checkpoint.key = reader.required_string("key");
  checkpoint.signature = read_signature(reader);
  return checkpoint;
}

std::string describe_first(const std::vector<core::FieldError>& errors) {
  const auto& error = errors.front();
  const auto place = error.pointer.empty() ? std::string("it") : error.pointer.substr(1);
  return place + ' ' + error.message;
}

std::expected<core::AuditCheckpoint, std::string> parse_checkpoint(std::string_view text) {
  const auto value = json::parse(text, kJsonDepth);
  if (!value) return std::unexpected("no JSON: " + value.error());
  std::vector<core::FieldError> errors;
  json::ObjectReader reader(*value, "", errors);
  auto checkpoint = read_checkpoint(reader, errors);
  if (!errors.empty()) return std::unexpected(describe_first(errors));
  return checkpoint;
}

}  // namespace selfsame::audit
