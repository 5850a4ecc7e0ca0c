#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/identity/communication.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

namespace selfsame::core {

/// Whether a language can be chosen. Source: reference 9.10.
bool is_language(std::string_view language);

struct PreferencesView {
  bool email_verified = false;
  CommunicationPreferences preferences;  ///< with an entry for every kind there is
};

/// Errors:  forbidden/permission_missing.
/// Source:  Cloudflare v4 `GET /user/communication_preferences`.
[[nodiscard]] Result<PreferencesView> get_preferences(ReadTransaction& tx,
                                                      const OperationContext& context);

struct PreferencesEdit {
  std::vector<std::pair<std::string, bool>> preferences;  ///< only these change
  std::optional<std::string> language;
};

/// Errors:  forbidden/permission_missing, invalid (an unknown kind `/preferences/<name>` or
///          `/language-locale`).
/// Effects: one audit record with what changed; none if nothing did.
/// Source:  Cloudflare v4 `PUT /user/communication_preferences`.
[[nodiscard]] Result<PreferencesView> edit_preferences(WriteTransaction& tx,
                                                       const OperationContext& context,
                                                       const PreferencesEdit& edit);

}  // namespace selfsame::core
