#include "dialects/cloudflare/zone_codec.h"

namespace selfsame::cloudflare {
namespace {

constexpr std::string_view kMeta =
    R"({"cdn_only":false,"custom_certificate_quota":0,"dns_only":false,"foundation_dns":false,)"
    R"("page_rule_quota":3,"phishing_detected":false,"step":2})";

// The id is that of the plan which costs nothing, wherever clients meet it.
constexpr std::string_view kPlan =
    R"({"id":"0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee","name":"Free Website","price":0,)"
    R"("currency":"USD","frequency":"","is_subscribed":false,"can_subscribe":false,)"
    R"("legacy_id":"free","legacy_discount":false,"externally_managed":false})";

}  // namespace

void encode_zone(const core::ZoneView& view, json::Writer& out) {
  const core::Zone& zone = view.zone;
  const core::Organization& organization = *view.organization;
  const auto created = core::format_microseconds(zone.created_at);
  out.begin_object()
      .field("id", zone.id.hex_view())
      .field("name", zone.name)
      .field("status", "active")
      .field("paused", false)
      .field("type", "full")
      .field("development_mode", 0);
  out.key("name_servers").begin_array().end_array();
  for (const auto* key : {"original_name_servers", "original_registrar", "original_dnshost"}) {
    out.key(key).null();
  }
  out.field("created_on", created)
      .field("modified_on", core::format_microseconds(zone.modified_at))
      .field("activated_on", created);
  out.key("meta").raw(kMeta);
  out.key("owner").begin_object().field("id", organization.id.hex_view());
  out.field("type", "organization").field("name", organization.name).end_object();
  out.key("account").begin_object().field("id", organization.id.hex_view());
  out.field("name", organization.name).end_object();
  out.key("permissions").begin_array().string("#zone:read");
  if (view.may_edit) out.string("#zone:edit");
  out.end_array();
  out.key("plan").raw(kPlan);
  out.key("vanity_name_servers").begin_array().end_array().end_object();
}

}  // namespace selfsame::cloudflare
