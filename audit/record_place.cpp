#include "audit/record_place.h"

#include <boost/json/value.hpp>
#include <string_view>

#include "audit/words.h"

namespace selfsame::audit {
namespace {

std::optional<std::string_view> text_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

std::optional<core::IdBytes> id_of(const boost::json::object& object) {
  const auto text = text_of(object, "id");
  return text ? core::parse_hex_id(*text) : std::nullopt;
}

std::optional<core::AuditOwner> owner_of(const boost::json::object& record) {
  const auto* value = record.if_contains("owner");
  if (value == nullptr || !value->is_object()) return std::nullopt;
  const auto kind_text = text_of(value->get_object(), "kind");
  const auto kind = kind_text ? parse_owner_kind(*kind_text) : std::nullopt;
  const auto id = id_of(value->get_object());
  if (!kind || !id) return std::nullopt;
  core::AuditOwner owner;
  owner.kind = *kind;
  owner.id = *id;
  return owner;
}

}  // namespace

std::optional<RecordPlace> read_place(const boost::json::value& record) {
  if (!record.is_object()) return std::nullopt;
  const auto& object = record.get_object();
  const auto owner = owner_of(object);
  const auto id = id_of(object);
  const auto* sequence = object.if_contains("sequence");
  if (!owner || !id || sequence == nullptr || !sequence->is_int64()) return std::nullopt;
  if (sequence->get_int64() < 1) return std::nullopt;
  return RecordPlace{*owner, static_cast<std::uint64_t>(sequence->get_int64()),
                     core::AuditRecordId{*id}};
}

}  // namespace selfsame::audit
