#include "dialects/cloudflare/preference_codec.h"

#include "json/object_reader.h"

namespace selfsame::cloudflare {

void encode_preferences(const core::PreferencesView& view, json::Writer& out) {
  const core::CommunicationPreferences& preferences = view.preferences;
  out.begin_object().key("email").begin_object();
  out.field("verified", view.email_verified).field("hard_bounce", preferences.hard_bounce);
  out.end_object().key("preferences").begin_object();
  for (const auto& preference : preferences.preferences) {
    out.key(preference.name)
        .begin_object()
        .field("subscribed", preference.subscribed)
        .field("created_on", core::format_microseconds(preference.created_at))
        .field("updated_on", core::format_microseconds(preference.modified_at))
        .end_object();
  }
  out.end_object();
  if (preferences.language) out.field("language-locale", *preferences.language);
  out.field("created_on", core::format_microseconds(preferences.created_at))
      .field("updated_on", core::format_microseconds(preferences.modified_at))
      .end_object();
}

core::Result<core::PreferencesEdit> decode_preferences_edit(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::PreferencesEdit edit;
  if (const auto* preferences = in.object("preferences")) {
    for (const auto& [name, value] : *preferences) {
      json::ObjectReader preference(value, json::pointer_step(in.pointer_to("preferences"), name),
                                    errors);
      if (preference.find("subscribed") == nullptr) preference.refuse("subscribed", "is required");
      edit.preferences.emplace_back(name, preference.boolean("subscribed").value_or(false));
    }
  }
  edit.language = in.string("language-locale");
  if (!errors.empty()) return core::invalid(std::move(errors));
  return edit;
}

}  // namespace selfsame::cloudflare
