#include "dialects/cloudflare/audit_v2_codec.h"

#include "core/time.h"
#include "dialects/cloudflare/log_entry.h"

namespace selfsame::cloudflare {
namespace {

using namespace audit_v2;  // NOLINT(google-build-using-namespace): entries read as one

void put(json::Writer& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.field(name, text);
}

void write_account(const LogEntry& entry, json::Writer& out) {
  out.key("account")
      .begin_object()
      .field("id", entry.organization.id.hex_view())
      .field("name", account_name(entry))
      .end_object();
}

void write_action(const LogEntry& entry, json::Writer& out) {
  out.key("action")
      .begin_object()
      .field("description", action_description(entry))
      .field("result", action_result(entry))
      .field("time", core::format_microseconds(entry.record.occurred_at))
      .field("type", action_type(entry))
      .end_object();
}

void write_actor(const LogEntry& entry, json::Writer& out) {
  out.key("actor").begin_object();
  put(out, "id", audit_v2::actor_id(entry));
  put(out, "context", actor_context(entry));
  put(out, "email", actor_email(entry));
  put(out, "ip_address", actor_ip_address(entry));
  put(out, "token_id", audit_v2::actor_token_id(entry));
  put(out, "token_name", audit_v2::actor_token_name(entry));
  put(out, "type", actor_type(entry));
  out.end_object();
}

void write_raw(const LogEntry& entry, json::Writer& out) {
  out.key("raw").begin_object();
  put(out, "cf_ray_id", raw_cf_ray_id(entry));
  put(out, "method", raw_method(entry));
  if (const auto code = raw_status_code(entry); !code.empty()) out.key("status_code").raw(code);
  put(out, "uri", raw_uri(entry));
  put(out, "user_agent", entry.record.user_agent);
  out.end_object();
}

/// The new values are what the request asked for, as far as a record tells.
void write_resource(const LogEntry& entry, json::Writer& out) {
  const auto asked = values_json(entry.record, &core::AuditChange::after);
  out.key("resource").begin_object();
  put(out, "id", resource_id(entry));
  put(out, "product", resource_product(entry));
  out.key("request").raw(asked.empty() ? "{}" : asked);
  out.key("response").raw("{}");
  put(out, "scope", resource_scope(entry));
  put(out, "type", resource_type(entry));
  out.end_object();
}

void write_zone(const LogEntry& entry, json::Writer& out) {
  out.key("zone").begin_object();
  put(out, "id", zone_id(entry));
  put(out, "name", zone_name(entry));
  out.end_object();
}

}  // namespace

void encode_audit_v2(const LogEntry& entry, json::Writer& out) {
  out.begin_object().field("id", id(entry));
  write_account(entry, out);
  write_action(entry, out);
  write_actor(entry, out);
  write_raw(entry, out);
  write_resource(entry, out);
  write_zone(entry, out);
  out.end_object();
}

void encode_product_category(const ProductCategory& category, json::Writer& out) {
  out.begin_object()
      .field("label", category.label)
      .field("value", category.value)
      .key("products")
      .begin_array();
  for (const auto& product : category.products) {
    out.begin_object().field("label", product.label).field("value", product.value).end_object();
  }
  out.end_array().end_object();
}

}  // namespace selfsame::cloudflare
