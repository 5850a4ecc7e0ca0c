#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/access/catalogue.h"
#include "core/access/token.h"
#include "core/entropy.h"
#include "core/result.h"
#include "core/time.h"

namespace selfsame::core {

/// A resource as a client wrote it: a name, and names inside of it.
struct ResourceDraft {
  std::string name;
  std::optional<std::vector<std::string>> nested;
};

struct PolicyDraft {
  std::optional<PolicyId>
      id;  ///< kept if the token has a policy of that id; else a new one is made
  Effect effect = Effect::allow;
  std::vector<std::string> permission_groups;
  std::vector<ResourceDraft> resources;
};

struct ConditionDraft {
  std::optional<std::vector<std::string>> in;
  std::optional<std::vector<std::string>> not_in;
  bool dotted_key = false;
};

/// What a client wants a token to be: everything that can be set. Not yet checked.
struct TokenDraft {
  std::string name;
  std::optional<TokenStatus> status;  ///< absent: keep (active for a new token)
  std::vector<PolicyDraft> policies;
  std::optional<ConditionDraft> condition;
  std::optional<Timestamp> not_before;
  std::optional<Timestamp> expires_at;
};

/// Writes the draft into `token`: name, status, policies, condition, window. Checks everything that
/// can be known without asking who wants it.
/// Errors: invalid, naming every offending place.
Status apply_draft(const TokenDraft& draft, const Catalogue& catalogue, Timestamp now,
                   Entropy& entropy, Token& token);

}  // namespace selfsame::core
