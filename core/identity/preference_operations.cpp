#include "core/identity/preference_operations.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/access/authorize.h"
#include "core/access/resource.h"
#include "core/audit/record_change.h"

namespace selfsame::core {
namespace {

constexpr std::array<std::string_view, 2> kKinds{"marketing", "product_news"};
constexpr std::array<std::string_view, 10> kLanguages{"en-US", "es-ES", "de-DE", "fr-FR", "it-IT",
                                                      "ja-JP", "ko-KR", "pt-BR", "zh-CN", "zh-TW"};

/// What the user has chosen, with an entry for every kind; before any choice, as of their creation.
CommunicationPreferences preferences_of(ReadTransaction& tx, const User& user) {
  auto found = tx.find_preferences(user.id);
  CommunicationPreferences preferences = found.value_or(CommunicationPreferences{});
  if (!found) {
    preferences.created_at = user.created_at;
    preferences.modified_at = user.created_at;
  }
  for (const auto kind : kKinds) {
    if (std::ranges::count(preferences.preferences, kind, &MailPreference::name) > 0) continue;
    preferences.preferences.push_back(
        {std::string(kind), false, preferences.created_at, preferences.created_at});
  }
  return preferences;
}

std::string yes_or_no(bool flag) { return flag ? "true" : "false"; }

void apply_edit(const PreferencesEdit& edit, Timestamp now, CommunicationPreferences& preferences,
                std::vector<FieldError>& errors, std::vector<AuditChange>& changes) {
  for (const auto& [name, subscribed] : edit.preferences) {
    const auto entry = std::ranges::find(preferences.preferences, name, &MailPreference::name);
    if (entry == preferences.preferences.end()) {
      errors.push_back({"/preferences/" + escape_pointer_step(name),
                        "is no kind of mail; there are marketing and product_news"});
      continue;
    }
    if (entry->subscribed == subscribed) continue;
    note_change(changes, name, yes_or_no(entry->subscribed), yes_or_no(subscribed));
    entry->subscribed = subscribed;
    entry->modified_at = now;
  }
  if (!edit.language) return;
  if (!is_language(*edit.language)) {
    errors.push_back({"/language-locale",
                      "must be one of en-US, es-ES, de-DE, fr-FR, it-IT, "
                      "ja-JP, ko-KR, pt-BR, zh-CN, zh-TW"});
    return;
  }
  note_change(changes, "language-locale", preferences.language, edit.language);
  preferences.language = *edit.language;
}

}  // namespace

bool is_language(std::string_view language) {
  return std::ranges::find(kLanguages, language) != kLanguages.end();
}

Result<PreferencesView> get_preferences(ReadTransaction& tx, const OperationContext& context) {
  if (auto status = authorize_on_user(context, OperationId::preferences_get); !status) {
    return std::unexpected(std::move(status.error()));
  }
  const User& user = *context.principal.user;
  return PreferencesView{user.email_verified, preferences_of(tx, user)};
}

Result<PreferencesView> edit_preferences(WriteTransaction& tx, const OperationContext& context,
                                         const PreferencesEdit& edit) {
  if (auto status = authorize_on_user(context, OperationId::preferences_edit); !status) {
    return std::unexpected(std::move(status.error()));
  }
  const User& user = *context.principal.user;
  auto preferences = preferences_of(tx, user);
  std::vector<FieldError> errors;
  std::vector<AuditChange> changes;
  apply_edit(edit, context.now, preferences, errors, changes);
  if (!errors.empty()) return invalid(std::move(errors));
  if (!changes.empty()) {
    preferences.modified_at = context.now;
    tx.put_preferences(user.id, preferences);
    record_change(tx, context, OperationId::preferences_edit, user.id, resource_kind::kUser,
                  user.id.hex(), std::move(changes));
  }
  return PreferencesView{user.email_verified, std::move(preferences)};
}

}  // namespace selfsame::core
