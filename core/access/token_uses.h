#pragma once

#include <unordered_map>
#include <utility>

#include "core/access/token.h"
#include "core/id.h"
#include "core/store.h"
#include "core/time.h"

namespace selfsame::core {

/// When tokens were last used, kept in memory by one event loop and written in batches: a read must
/// not cost a write.
class TokenUses {
 public:
  void note(const Token& token, Timestamp now) { uses_[token.id] = {token.owner, now}; }
  [[nodiscard]] bool empty() const { return uses_.empty(); }
  /// Hands out what was noted since the last call.
  TokenUses take() { return std::exchange(*this, {}); }
  /// Puts back what could not be written; what was noted since then is newer.
  void put_back(TokenUses&& other) { uses_.merge(other.uses_); }
  void write(WriteTransaction& tx) const {
    for (const auto& [id, use] : uses_) tx.record_token_use(use.owner, id, use.at);
  }

 private:
  struct Use {
    Owner owner;
    Timestamp at;
  };
  std::unordered_map<TokenId, Use, IdHash> uses_;
};

}  // namespace selfsame::core
