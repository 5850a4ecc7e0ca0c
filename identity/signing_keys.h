#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/entropy.h"
#include "core/time.h"
#include "identity/signing_key.h"

namespace selfsame::identity {

/// The keys of session tokens: the newest signs, all verify. Reading them is thread-safe; they stay
/// as they were loaded.
///
/// They lie in one file, for its owner alone:
/// `{"keys": [{"kid", "created_at", "private_key"}, …]}`, the newest last, each in PEM (PKCS#8).
/// What reads or writes it throws std::runtime_error with one clear line if it is damaged, or others
/// may read it, or it cannot be read or made.
class SigningKeys {
 public:
  /// The keys in the file, which is made with one if it is not there; with a newer one if the newest
  /// is older than `limits::kSigningKeyAge`. Of several processes that do so at once all get the
  /// same.
  static SigningKeys load_or_make(const std::string& path, core::Entropy& entropy,
                                  core::Timestamp now);
  /// Adds a key to the file, which must be there, and drops those that were replaced longer than
  /// `keep` ago: nothing that they signed may be good any longer. Two at once both add theirs.
  /// Throws also if there would be more than `limits::kSigningKeys`. Processes that loaded the file
  /// before know nothing of it until they load it again.
  static SigningKeys rotate(const std::string& path, core::Entropy& entropy, core::Timestamp now,
                            std::chrono::microseconds keep);
  /// One key that is gone with the program.
  static SigningKeys ephemeral(core::Timestamp now);

  [[nodiscard]] const SigningKey& newest() const { return keys_.back(); }
  /// Null: no such key.
  [[nodiscard]] const SigningKey* find(std::string_view id) const;
  /// The public halves, as a JSON Web Key Set (RFC 7517).
  [[nodiscard]] std::string jwks() const;

 private:
  explicit SigningKeys(std::vector<SigningKey> keys);

  std::vector<SigningKey> keys_;  // never empty
};

}  // namespace selfsame::identity
